#include "models/serving/request_counts.h"
#include "sim/base/errors.h"
#include "sim/numerics/variates.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::int64_t ns_per_minute = 60 * static_cast<std::int64_t>(ns_per_second);

} // namespace

RateOfMinutes::RateOfMinutes(double dispersion) : dispersion_{dispersion}
{
    require(dispersion >= 1, "counts are at least as spread as Poisson ones");
}

double RateOfMinutes::factor(std::int64_t index, double mean_of_it, const Streams& minutes)
{
    if (index == minute_) return factor_;
    minute_ = index;
    const double shape = mean_of_it / (dispersion_ - 1);
    Random random = minutes.of(static_cast<std::uint64_t>(index));
    return factor_ = gamma(random, shape, 1 / shape);
}

double RateOfMinutes::mean_of(const Interval& interval, double mean, const Streams& minutes)
{
    if (dispersion_ == 1 || mean <= 0) return mean;
    const double per_ns = mean / static_cast<double>((interval.to - interval.from).ns);
    double sum = 0;
    for (std::int64_t from = interval.from.ns; from < interval.to.ns;) {
        const std::int64_t index = from / ns_per_minute;
        const std::int64_t to = std::min(interval.to.ns, (index + 1) * ns_per_minute);
        sum += per_ns * static_cast<double>(to - from) *
               factor(index, per_ns * static_cast<double>(ns_per_minute), minutes);
        from = to;
    }
    return sum;
}

} // namespace dcsim
