#pragma once
#include "models/vocabulary/small_vector.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <cstdint>
#include <optional>

namespace dcsim {

/// What a gang asks for, in integers. Accelerators are in thousandths, so that fractions of one can be held.
struct ResourceRequest {
    std::uint32_t milli_accelerators{1000}; ///< in total
    std::uint32_t nodes{0};                 ///< spread over exactly this many distinct nodes; 0 = as few as possible
    std::uint32_t cores{0};                 ///< in total
    std::uint64_t memory_bytes{0};          ///< in total
};

/// A part of a job's life at a fixed law. Amounts are in the segment's own unit of work.
struct Segment {
    enum class Rate : std::uint8_t {
        fixed,     ///< takes `amount` of wall time at any clock
        with_clock ///< takes `amount` at full clock, longer at a lower one
    } rate{Rate::fixed};
    Span amount{};
    double utilisation{1}; ///< of the held accelerators, 0..1: feeds the host power model
};

/// Most jobs have one segment: they need no memory of their own for it.
using Segments = boost::container::small_vector<Segment, 1>;

/// How a job ends unless a limit stops it earlier, known to nobody before it happens.
struct Fate {
    enum class Ending : std::uint8_t { completed, failed, cancelled } ending{Ending::completed};
    double after{1}; ///< fraction of the nominal duration, above 0 and at most 1
};

/// How far a job may be moved in time.
struct Flexibility {
    Span slack{}; ///< latest start = submit + slack
    bool interruptible{false};
};

/// One job as the workload room delivers it.
struct JobSpec {
    std::uint64_t number{0}; ///< the job's name within its workload: row of a trace or running count
    WorkloadId workload;
    Time submit;
    ResourceRequest request;
    Segments segments; ///< at least one; of the whole job, whatever its fate
    Fate fate{};
    std::optional<Span> estimate; ///< what the scheduler believes; absent = the nominal duration
    std::optional<Span> walltime; ///< killed after this long; absent = never
    Flexibility flexibility;
    Span nominal_duration() const ///< of the whole job
    {
        Span sum;
        for (const Segment& s : segments) sum = sum + s.amount;
        return sum;
    }
    void state(Archive& archive)
    {
        archive("number", number)("workload", workload)("submit", submit)("request", request);
        archive_small(archive, "segments", segments);
        archive("fate", fate)("estimate", estimate)("walltime", walltime)("flexibility", flexibility);
    }
};

/// Keeps what is run by a job that ends after a fraction of the segments' sum, above 0 and at most 1; at least 1 ns.
void cut(Segments& segments, double fraction);

/// Jobs of one workload in order of submission.
class JobStream {
public:
    virtual ~JobStream() = default;
    virtual std::optional<Time> next_submit() const = 0;
    virtual JobSpec take() = 0; ///< the job at next_submit(); moves on
    virtual void state(Archive&) = 0;
};

} // namespace dcsim
