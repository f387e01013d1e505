#pragma once
#include "models/reliability/params.h"
#include "models/vocabulary/run_context.h"
#include "sim/engine/event.h"
#include <deque>
#include <memory>
#include <vector>

namespace dcsim {

/// How much there is to fail.
struct OutageSize {
    std::uint32_t nodes{1}, accelerators_per_node{1};
    std::uint32_t switches{0}, cables{0}, ports{0};      ///< of the network
    std::uint32_t switches_with_nodes{0}, lone_ports{0}; ///< of these, those that take nodes down
};

/// Nodes that go down, or come back. One node may be down for several reasons at once.
struct OutageChange {
    std::uint32_t first{0}, count{0};
    bool down{false};
    Span expected{}; ///< of going down: mean time until it is repaired, should a crew start at once
    FailureUnit unit{FailureUnit::node};
    std::uint32_t number{0}; ///< of the unit among its kind; all that tells of switches and cables
};

/// Failure and repair of units as alternating renewal processes, merged into one source of events. Nothing that runs
/// has any influence on it, so every policy meets the same outages.
///
/// Each unit draws from a stream of its own, which is keyed by its number: units that are added fail without disturbing
/// the others. What would come after the run is not kept.
class Outages final : public Source {
public:
    /// Throws IoError if a file of failures cannot be read, is not in order, or names a unit that does not exist.
    Outages(const ReliabilityParams& params, const OutageSize& size, const RunContext& run);

    void deliver(const Event& pattern) { pattern_ = pattern; } ///< outages carry its process, phase and kind
    const OutageChange& happened() const { return happened_; } ///< at the event being handled
    const std::vector<std::uint64_t>& failures() const { return failures_; } ///< so far, by the order of the params
    bool breaks_network() const;                                             ///< whether parts of the network may fail
    /// Mean rate at which failures strike a gang on so many whole nodes, all of them up.
    Frequency rate_on(std::uint32_t nodes) const;

    Event next() const override;
    void advance() override;
    void state(Archive& archive) override;

private:
    struct Recorded {
        Time at;
        Span repair;
        std::uint32_t unit{0};
    };
    struct Kind {
        FailureUnit unit;
        std::uint32_t units, nodes_each;         ///< nodes_each: at most; accelerators share one
        std::unique_ptr<Lifetime> every, repair; ///< null where failures are recorded
        std::vector<Random> random;              ///< by unit
        std::vector<Recorded> recorded;
    };
    /// The next thing that happens to a unit, or to what is recorded of one.
    struct Pending {
        Time at;
        std::uint32_t kind{0}, entity{0};
        bool repaired{false};
        friend auto operator<=>(const Pending&, const Pending&) = default;
    };
    struct Broken {
        std::uint32_t kind{0}, entity{0};
    };

    void add(const FailureParams& params, const RunContext& run);
    void record(Kind& kind, const FailureParams& params, Inputs& inputs);
    void await(const Pending& what, Seconds later);
    void fail(const Pending& what);
    void repair(Time now, const Broken& broken);
    void return_crew(Time now);
    OutageChange change(const Pending& what) const;

    OutageSize size_;
    Time until_;
    std::optional<std::uint32_t> idle_crews_; ///< absent: as many as needed
    std::vector<Kind> kinds_;
    std::vector<Pending> heap_; ///< the least first
    std::deque<Broken> waiting_;
    std::vector<std::uint64_t> failures_;
    OutageChange happened_;
    Event pattern_;
};

} // namespace dcsim
