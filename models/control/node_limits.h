#pragma once
#include "models/vocabulary/hardware.h"
#include "models/vocabulary/placement.h"
#include "models/vocabulary/run_context.h"
#include "sim/config/fields.h"
#include <optional>
#include <vector>

namespace dcsim {

/// How high clocks and power of the accelerators of some nodes may be, always or at some hours of each day.
struct NodeLimitParams {
    std::string name;
    std::uint32_t first{0};
    std::optional<std::uint32_t> count{}; ///< absent: up to the last node
    Operating limit{};
    std::vector<double> hours{}; ///< from, until; in the offset of the scenario's start; empty: always
};
void fields(Fields& f, NodeLimitParams& p);

/// The limits of nodes at one instant, which moves on. A gang works in step: the least limit of its nodes is that of
/// all its accelerators.
class NodeLimits {
public:
    NodeLimits(std::vector<NodeLimitParams> params, const RunContext& run);

    Operating on(const Gang& gang) const; ///< full clock and no cap: none
    Time next_change() const;             ///< after the present instant; Time::never() if there is none
    void move_to(Time now);               ///< at or after the present instant
    /// Whether the last move, to where it went, began or ended a limit of some of its nodes.
    bool changed(const Gang& gang) const;
    void state(Archive& archive) { archive("now", now_); }

private:
    Span since_midnight() const;
    bool in_force(const NodeLimitParams& p) const;
    static bool limits(const NodeLimitParams& p, const Gang& gang);

    std::vector<NodeLimitParams> params_;
    std::vector<char> changed_;      ///< by the last move, of params_
    std::int64_t local_midnight_ns_; ///< of the start: nanoseconds since the last local midnight
    Time now_{};
};

/// The lower clock and the lower cap of both.
Operating within(const Operating& run, const Operating& limit);

} // namespace dcsim
