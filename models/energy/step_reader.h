#pragma once
#include "sim/engine/signal.h"

namespace dcsim {

/// Reads a signal in order of time. While time stays inside one step, a reading is two comparisons: a year of
/// one-minute settlements asks an hourly signal 8,760 times, not 525,600 times.
template <class Q> class StepReader {
public:
    explicit StepReader(const Signal<Q>& signal) : signal_{&signal} {}

    Q at(Time t)
    {
        enter(t);
        return value_;
    }
    /// The end of the step that holds at `t`.
    Time until(Time t)
    {
        enter(t);
        return step_.to;
    }
    /// Exact mean; of an interval inside one step it is the value of the step, bit for bit.
    Q mean(Interval i)
    {
        enter(i.from);
        return i.to <= step_.to ? value_ : signal_->mean(i);
    }

private:
    void enter(Time t)
    {
        if (step_.from <= t && t < step_.to) [[likely]]
            return;
        value_ = signal_->at(t);
        step_ = {t, signal_->next_change(t).value_or(signal_->covers().to)};
    }

    const Signal<Q>* signal_;
    Interval step_{Time{1}, Time{0}};
    Q value_{};
};

} // namespace dcsim
