#pragma once
#include "models/vocabulary/job.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace dcsim {

/// Who decides on how many accelerators a job runs, and when [Feitelson and Rudolph, JSSPP 1996].
enum class SizeChoice : std::uint8_t {
    rigid,    ///< its user
    moldable, ///< the scheduler, when it starts
    elastic   ///< the scheduler, at any time
};

/// In which sizes the jobs of a workload may run, and what that does to them.
struct Elasticity {
    SizeChoice choice{SizeChoice::rigid};
    double least{1}, most{1};                                               ///< of the size asked for
    std::optional<std::uint32_t> least_accelerators{}, most_accelerators{}; ///< besides
    enum class Steps : std::uint8_t { doubling, single } steps{Steps::doubling};
    double serial_fraction{0}; ///< of jobs of given duration, on one accelerator: the part that others do not speed up
    Span resize{};             ///< at rest after every change of size, before the job goes on
};

/// The allowed sizes in thousandths of accelerators up to `most_milli`, increasing; the size asked for is among them. A
/// job that asks for whole accelerators gets whole ones.
std::vector<std::uint32_t> allowed_sizes(const Elasticity& elasticity, std::uint32_t asked_milli,
                                         std::uint64_t most_milli);

/// The same request for another size: cores and memory in proportion, and as many accelerators per node.
ResourceRequest resized(const ResourceRequest& asked, std::uint32_t milli_accelerators);

/// Time on so many accelerators over that on one [Amdahl, AFIPS 1967].
double amdahl_time(double serial_fraction, double accelerators);

} // namespace dcsim
