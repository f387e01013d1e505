#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace dcsim {

/// How the rate of arrivals moves through a week of local time, with mean exactly 1: hourly weights times a daily
/// cosine.
///
/// Times are seconds since a Monday, 00:00 local time. Arrivals are drawn in `mass` (the integrated rate) and carried
/// back by `time`, which needs no thinning: the number of draws does not depend on the profile.
class RateProfile {
public:
    static constexpr std::size_t hours = 168;
    using Weights = std::array<double, hours>;

    /// The relative rate is weights[hour] * (1 + amplitude * cos(2 pi (hour of day - peak_hour) / 24)); weights >= 0
    /// with a positive sum, 0 <= amplitude <= 1.
    explicit RateProfile(const Weights& weights, double amplitude = 0, double peak_hour = 0);

    static RateProfile flat();
    /// Monday to Friday 8:00 to 18:00 at 8 times the rate of the other hours (an assumption, not a measurement).
    static RateProfile office_hours();
    /// The mean of a day is 1 on working days and `weekend` on Saturday and Sunday, before normalisation.
    static RateProfile daily(double peak_to_mean, double peak_hour, double weekend);

    /// Relative rates of the 24 hours of a day and the 7 days from Monday on, each >= 0 with a positive sum.
    static RateProfile table(std::span<const double> by_hour, std::span<const double> by_day);

    double mass(double time) const;
    double time(double mass) const; ///< the inverse of `mass`

private:
    double shape(double hour_start, double x) const;
    double rate(double time) const;
    std::size_t hour_of(double mass) const;
    double solve(std::size_t hour, double mass) const;

    Weights weights_;
    double amplitude_, peak_;
    bool is_flat_{false}; ///< mass is time, to the last bit
    std::array<double, hours + 1> cumulative_{};
};

} // namespace dcsim
