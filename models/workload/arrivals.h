#pragma once
#include "models/vocabulary/run_context.h"
#include "models/workload/modulation.h"
#include "models/workload/profile.h"
#include "sim/base/archive.h"
#include "sim/config/fields.h"
#include "sim/numerics/random.h"
#include <cstdint>
#include <filesystem>
#include <optional>

namespace dcsim {

/// When the jobs of one workload arrive, in order; several may share an instant.
class Arrivals {
public:
    virtual ~Arrivals() = default;
    virtual std::optional<Time> next() = 0; ///< none = no more work
    /// Mean number of arrivals since the last call, or the start of the run, given what chance made of the rate: those
    /// who count arrivals instead of asking for each. Ask for one or the other.
    virtual double expected(Time to) = 0;
    /// Whether `expected` is the number that came, as a trace knows it, and no mean to draw from.
    virtual bool exact() const { return false; }
    virtual void state(Archive&) = 0;
};

/// What an arrival process may know about its run.
struct ArrivalContext {
    Random random;                                           ///< of this workload's arrivals only
    std::function<Random(std::uint64_t piece)> rate_factors; ///< streams of the random factors of its rate
    std::int64_t start_unix_ns{0};                           ///< UTC of Time{0}
    Span local{};                                            ///< civil time of Time{0} less UTC, as the scenario has it
    Time until;                                              ///< no arrival at or after this instant
    Inputs* inputs{nullptr};                                 ///< for arrivals of a file; outlives them
};

/// The context of a workload, by its name.
ArrivalContext arrival_context(const std::string& workload, const RunContext& run, Time until);

using ArrivalRows = Registry<Arrivals, const ArrivalContext&>;
ArrivalRows arrivals();

/// Independent gaps in the time of a rate profile times a random factor, and batches of jobs at each arrival.
struct RenewalParams {
    Frequency rate; ///< of jobs, mean over a week
    RateProfile profile{RateProfile::flat()};
    double gap_cv{1};           ///< coefficient of variation of the gaps; 1 = Poisson, above it bursts [gamma law]
    double mean_batch{1};       ///< jobs per arrival, geometric law
    ModulationLaw modulation{}; ///< a random factor of the rate beside the profile
    std::string time_zone{};    ///< whose civil time the profile follows; empty: the context's offset, all the time
};

std::unique_ptr<Arrivals> make_renewal(const RenewalParams&, const ArrivalContext&);

/// Requests of a trace; see RequestFile for its columns.
struct RequestTraceParams {
    std::filesystem::path file;
    bool repeat{false}; ///< from its start when it ends, after a mean gap
};

/// The first row comes at the start of the run, the others as long after it as in the file. Throws IoError as
/// RequestFile does.
std::unique_ptr<Arrivals> make_request_trace(const RequestTraceParams&, const ArrivalContext&);

/// `count` jobs at the start of the run, none later.
std::unique_ptr<Arrivals> make_at_start(std::uint64_t count, const ArrivalContext&);

} // namespace dcsim
