#include "models/cooling/economizer.h"

namespace dcsim {

CoolingMode ModeSwitch::wanted(const ModeView& v) const
{
    switch (mode_) {
    case CoolingMode::mechanical:
        return v.loop_return > v.economizer + p_.enter_partial.si() ? CoolingMode::partial : mode_;
    case CoolingMode::partial:
        if (v.economizer > v.loop_return - p_.leave_partial.si()) return CoolingMode::mechanical;
        return v.economizer <= v.loop_set_point + p_.enter_free.si() ? CoolingMode::free : mode_;
    case CoolingMode::free: return v.economizer > v.loop_set_point + p_.leave_free.si() ? CoolingMode::partial : mode_;
    }
    broken("unknown mode of cooling", std::source_location::current());
}

CoolingMode ModeSwitch::decide(Time now, const ModeView& view)
{
    const bool held = changed_ && seconds(now - *changed_) < p_.hold;
    const CoolingMode next = held ? mode_ : wanted(view);
    if (next != mode_) {
        mode_ = next;
        changed_ = now;
    }
    return mode_;
}

} // namespace dcsim
