#include "models/workload/measured.h"
#include "sim/numerics/elementary.h"

namespace dcsim {

bool read_measured(Fields& f, MeasuredTimes& p)
{
    f.required("times", p.times, "durations, increasing", {.above = Span{}});
    f.required("percent", p.percent, "share of jobs not longer, increasing to 100", {.least = 0.0, .most = 100.0});
    bool good = p.times.size() == p.percent.size() && !p.percent.empty() && p.percent.back() == 100;
    for (std::size_t i = 1; good && i < p.times.size(); ++i)
        good = p.times[i] > p.times[i - 1] && p.percent[i] > p.percent[i - 1];
    if (!good) f.problem("percent", "is no distribution over times (as long as it, both increasing, the last one 100)");
    return good;
}

EmpiricalCdf cdf(const MeasuredTimes& p)
{
    std::vector<double> share;
    for (const double percent : p.percent) share.push_back(percent / 100);
    return cdf(p, std::move(share));
}

EmpiricalCdf cdf(const MeasuredTimes& p, std::vector<double> share)
{
    std::vector<double> x;
    for (const Span time : p.times) x.push_back(seconds(time).si());
    return {std::move(x), std::move(share), EmpiricalCdf::Scale::logarithmic};
}

MeasuredBins bins(const MeasuredTimes& p)
{
    MeasuredBins all{{seconds(p.times.front()).si()}, {p.percent.front() / 100}};
    for (std::size_t i = 1; i < p.times.size(); ++i) {
        const double from = seconds(p.times[i - 1]).si(), to = seconds(p.times[i]).si();
        all.seconds.push_back((to - from) / portable_log(to / from));
        all.share.push_back((p.percent[i] - p.percent[i - 1]) / 100);
    }
    return all;
}

} // namespace dcsim
