#pragma once
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <optional>
#include <vector>

namespace dcsim {

/// A right-open step function: value i holds on [t_i, t_i+1). Nobody asks for "the current value" of what is billed:
/// billing takes the exact mean, O(1) for regular steps by running integrals.
template <class Q> class Signal {
public:
    Signal() = default;
    /// Constant for all time.
    explicit Signal(Q constant);
    /// Regular steps; the last value holds until `first` + n * step, reading beyond the ends is a LogicError.
    Signal(Time first, Span step, std::vector<Q> values);
    /// Irregular breakpoints, strictly increasing; the last value holds until `end`.
    Signal(std::vector<Time> at, std::vector<Q> values, Time end);

    Q at(Time) const;
    Q mean(Interval) const;                            ///< of an empty interval: the value at its start
    std::optional<Time> next_change(Time after) const; ///< first breakpoint later than `after`
    Interval covers() const;
};

/// All that a scheduler or dispatcher may see of the future; never the truth itself.
template <class Q> class Forecast {
public:
    virtual ~Forecast() = default;
    /// The mean over `target` as expected at `issued`.
    virtual Q mean(Time issued, Interval target) const = 0;
    /// Breakpoint of the forecast's own resolution later than `after`; how exact searches find their candidates.
    virtual std::optional<Time> next_change(Time after) const = 0;
};

} // namespace dcsim
