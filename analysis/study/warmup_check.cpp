#include "analysis/study/warmup_check.h"
#include "sim/numerics/statistics.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

/// Mean over replications, bin by bin; empty if no run kept the series.
std::vector<double> mean_series(const ResultSet& results, const std::string& name, const std::string& policy)
{
    std::vector<double> sum;
    double count = 0;
    for (const RunRecord& run : results.runs) {
        if (run.key.policy != policy) continue;
        for (const SiteRecord& site : run.sites)
            for (const PackedSeries& series : site.series) {
                if (series.info.name != name || site.site != "all") continue;
                const std::vector<float> bins = unpacked(series);
                sum.resize(std::max(sum.size(), bins.size()));
                for (std::size_t i = 0; i < bins.size(); ++i) sum[i] += static_cast<double>(bins[i]);
                ++count;
            }
    }
    for (double& value : sum) value /= count;
    return sum;
}

std::string days(std::size_t bins, Span bin)
{
    return fmt::format("{:.2f} d", seconds(bin) * static_cast<double>(bins) / day);
}

} // namespace

std::vector<std::string> warmup_advice(const ResultSet& results, const std::vector<std::string>& series,
                                       const std::string& baseline, Interval arrivals)
{
    std::vector<std::string> all;
    for (const std::string& name : series) {
        std::vector<double> mean = mean_series(results, name, baseline);
        const auto counted = static_cast<std::size_t>((arrivals.to - arrivals.from).ns / results.sample_every.ns);
        mean.resize(std::min(mean.size(), counted)); // the drain is no steady state
        const auto cut = mser5(mean);
        const auto has_value = [](double x) { return std::isfinite(x); };
        if (mean.empty())
            all.push_back(name + ": no run kept a series of this name");
        else if (std::ranges::none_of(mean, has_value))
            all.push_back(name + ": the series has no values");
        else if (!std::ranges::all_of(mean, has_value))
            all.push_back(name + ": the series has gaps, over which MSER-5 cannot look");
        else if (!cut)
            all.push_back(name + ": MSER-5 finds no end of the warm-up in the first half of what is counted");
        else if (*cut == 0)
            all.push_back(name + ": MSER-5 finds no warm-up in what is counted");
        else
            all.push_back(fmt::format("{}: MSER-5 would leave out the first {} of what is counted as warm-up", name,
                                      days(*cut, results.sample_every)));
    }
    return all;
}

} // namespace dcsim
