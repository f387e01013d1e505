#pragma once
#include "sim/base/archive.h"
#include <cstdint>

namespace dcsim {

/// Who cools the loop: the chillers, the economizer before the chillers, or the economizer alone.
enum class CoolingMode : std::uint8_t { mechanical, partial, free };

/// Steps between modes with hysteresis; each is held for `hold` at least [Stein 2009; Modelica Buildings,
/// CoolingMode]. Differences in K.
struct ModeParams {
    Kelvin enter_partial{1.1}, leave_partial{0.5}, leave_free{1.1}, enter_free{0.5};
    Seconds hold{1200};
};

/// What the switch looks at, degC. `economizer`: coldest loop water that tower and exchanger could give now.
struct ModeView {
    double loop_return, loop_set_point, economizer;
};

class ModeSwitch {
public:
    explicit ModeSwitch(const ModeParams& p) : p_{p} {}
    CoolingMode decide(Time now, const ModeView& view);
    CoolingMode mode() const { return mode_; }
    void state(Archive& archive) { archive("mode", mode_)("changed", changed_); }

private:
    CoolingMode wanted(const ModeView& view) const;

    ModeParams p_;
    CoolingMode mode_{CoolingMode::mechanical};
    std::optional<Time> changed_; ///< none before the first change
};

} // namespace dcsim
