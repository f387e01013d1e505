#pragma once
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/numerics/exact_sum.h"
#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace dcsim {

/// A right-open step function: value i holds on [t_i, t_i+1). Nobody asks for "the current value" of what is billed:
/// billing takes the exact mean, O(1) for regular steps and O(log n) for irregular ones, by running integrals.
template <class Q> class Signal {
public:
    Signal() = default;
    /// Constant for all time.
    explicit Signal(Q constant) : covers_{{std::numeric_limits<std::int64_t>::min()}, Time::never()}, values_{constant}
    {
    }
    /// Regular steps; the last value holds until `first` + n * step, reading beyond the ends is a LogicError.
    Signal(Time first, Span step, std::vector<Q> values);
    /// Irregular breakpoints, strictly increasing; the last value holds until `end`.
    Signal(std::vector<Time> at, std::vector<Q> values, Time end);

    Q at(Time t) const { return values_[index_of(t)]; }
    /// Of an empty interval: the value at its start; of a part of one step: exactly that step's value.
    Q mean(Interval) const;
    std::optional<Time> next_change(Time after) const; ///< first breakpoint later than `after`
    Interval covers() const { return covers_; }

private:
    static double si(double value) { return value; }
    template <Dim D> static double si(Quantity<D> value) { return value.si(); }

    std::size_t index_of(Time) const;
    Time start_of(std::size_t i) const { return step_.ns > 0 ? covers_.from + Span{step_.ns * as_ns(i)} : at_[i]; }
    static std::int64_t as_ns(std::size_t i) { return static_cast<std::int64_t>(i); }
    void integrate();

    Interval covers_{};
    Span step_{}; ///< 0: constant or irregular
    std::vector<Q> values_;
    std::vector<Time> at_;           ///< only of irregular steps
    std::vector<ExactSum> integral_; ///< SI value times seconds, from the start to the start of step i
};

template <class Q> Signal<Q>::Signal(Time first, Span step, std::vector<Q> values)
    : covers_{first, first + Span{step.ns * as_ns(values.size())}}, step_{step}, values_{std::move(values)}
{
    require(step.ns > 0 && !values_.empty(), "a signal needs values and steps longer than 0");
    integrate();
}

template <class Q> Signal<Q>::Signal(std::vector<Time> at, std::vector<Q> values, Time end)
    : values_{std::move(values)}, at_{std::move(at)}
{
    require(!at_.empty() && at_.size() == values_.size(), "a signal needs as many values as breakpoints");
    for (std::size_t i = 1; i < at_.size(); ++i) require(at_[i - 1] < at_[i], "breakpoints must increase");
    require(at_.back() < end, "a signal must end after its last breakpoint");
    covers_ = {at_.front(), end};
    integrate();
}

template <class Q> void Signal<Q>::integrate()
{
    integral_.resize(values_.size());
    for (std::size_t i = 1; i < values_.size(); ++i) {
        integral_[i] = integral_[i - 1];
        integral_[i].add(si(values_[i - 1]) * seconds(start_of(i) - start_of(i - 1)).si());
    }
}

template <class Q> std::size_t Signal<Q>::index_of(Time t) const
{
    require(covers_.from <= t && t < covers_.to, "a signal is read outside the time that it covers");
    if (values_.size() == 1) return 0;
    if (step_.ns > 0) return static_cast<std::size_t>((t - covers_.from).ns / step_.ns);
    return static_cast<std::size_t>(std::upper_bound(at_.begin(), at_.end(), t) - at_.begin()) - 1;
}

template <class Q> Q Signal<Q>::mean(Interval i) const
{
    require(i.from <= i.to && i.to <= covers_.to, "a signal is read outside the time that it covers");
    const std::size_t first = index_of(i.from);
    if (i.from == i.to) return values_[first];
    const std::size_t last = index_of(i.to - Span{1});
    if (first == last) return values_[first];
    const double head = si(values_[first]) * seconds(start_of(first + 1) - i.from).si();
    const double tail = si(values_[last]) * seconds(i.to - start_of(last)).si();
    const double between = integral_[last] - integral_[first + 1];
    return Q{(head + between + tail) / seconds(i).si()};
}

template <class Q> std::optional<Time> Signal<Q>::next_change(Time after) const
{
    if (values_.empty()) return std::nullopt;
    if (after < covers_.from) return covers_.from;
    if (after >= covers_.to) return std::nullopt;
    const std::size_t next = index_of(after) + 1;
    if (next == values_.size()) return std::nullopt;
    return start_of(next);
}

/// All that a scheduler or dispatcher may see of the future; never the truth itself.
template <class Q> class Forecast {
public:
    virtual ~Forecast() = default;
    /// The mean over `target` as expected at `issued`.
    virtual Q mean(Time issued, Interval target) const = 0;
    /// Where what is expected at `issued` may change, the first such instant later than `after`, which is not before
    /// `issued`; how exact searches find their candidates.
    virtual std::optional<Time> next_change(Time issued, Time after) const = 0;
};

/// A forecast without error: the upper bound of what any forecast can save. The signal must outlive it.
template <class Q> class OracleForecast final : public Forecast<Q> {
public:
    explicit OracleForecast(const Signal<Q>& truth) : truth_{&truth} {}
    Q mean(Time, Interval target) const override { return truth_->mean(target); }
    std::optional<Time> next_change(Time, Time after) const override { return truth_->next_change(after); }

private:
    const Signal<Q>* truth_;
};

} // namespace dcsim
