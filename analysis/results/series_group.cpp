#include "analysis/results/results_groups.h"
#include "analysis/results/timestamp.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

bool has_series(const RunRecord& run)
{
    return std::any_of(run.sites.begin(), run.sites.end(), [](const SiteRecord& s) { return !s.series.empty(); });
}

std::vector<std::uint32_t> replications_with_series(const ResultSet& results)
{
    std::vector<std::uint32_t> kept;
    for (const std::uint32_t replication : results.replications)
        if (std::any_of(results.runs.begin(), results.runs.end(),
                        [&](const RunRecord& run) { return run.key.replication == replication && has_series(run); }))
            kept.push_back(replication);
    return kept;
}

/// Every channel that any run has, in the order in which they are first met.
std::vector<ChannelInfo> channels(const RunGrid& grid)
{
    std::vector<ChannelInfo> all;
    for (const RunRecord* run : grid.in_order())
        for (const SiteRecord& site : run->sites)
            for (const SeriesRecord& series : site.series)
                if (std::none_of(all.begin(), all.end(), [&](const auto& c) { return c.name == series.info.name; }))
                    all.push_back(series.info);
    return all;
}

std::size_t bins_in(const ResultSet& results)
{
    require(results.sample_every.ns > 0, "series need a sampling interval");
    const std::int64_t length = (results.window.to - results.window.from).ns;
    return static_cast<std::size_t>((length + results.sample_every.ns - 1) / results.sample_every.ns);
}

/// Starts of the bins. The reference instant is the start of the run to the whole second, as the unit's text has it.
void add_time(NetcdfGroup& group, const ResultSet& results)
{
    const std::int64_t fraction = ((results.start_unix_ns % ns_per_s) + ns_per_s) % ns_per_s;
    const std::int64_t reference = results.start_unix_ns - fraction;
    std::vector<double> starts;
    for (std::size_t bin = 0; bin < bins_in(results); ++bin) {
        const auto offset = static_cast<std::int64_t>(bin) * results.sample_every.ns;
        starts.push_back(static_cast<double>(results.window.from.ns + offset + fraction) / ns_per_second);
    }
    group.coordinate("time", starts,
                     {{"units", "seconds since " + timestamp(reference)},
                      {"calendar", "proleptic_gregorian"},
                      {"standard_name", "time"},
                      {"long_name", "start of the bin, UTC"},
                      {"axis", "T"}});
}

Attributes about(const ChannelInfo& channel)
{
    Attributes all{{"units", channel.unit},
                   {"long_name", channel.meaning},
                   {"boundary", channel.boundary},
                   {"cell_methods", channel.bins == Bins::mean ? "time: mean" : "time: point"}};
    if (channel.resolution > 0) all.emplace_back("resolution", channel.resolution);
    return all;
}

/// Writes one channel of all runs; `leading` positions are those of the kept replications.
void write_channel(NetcdfSeries& file, const ChannelInfo& channel, const RunGrid& kept, const ResultSet& results)
{
    const std::size_t replications = kept.replications(), policies = results.policies.size();
    for (std::size_t cell = 0; cell < kept.cells(); ++cell) {
        if (!kept.run(cell)) continue;
        std::vector<hsize_t> at{cell / replications % policies, cell % replications, 0};
        if (!results.points.empty()) at.insert(at.begin(), cell / replications / policies);
        for (const SiteRecord& site : kept.run(cell)->sites)
            for (const SeriesRecord& series : site.series) {
                if (series.info.name != channel.name) continue;
                require(series.bins.size() <= bins_in(results), "a series is longer than the window");
                at.back() = kept.site_of(site);
                file.write(at, series.bins, channel.resolution);
            }
    }
}

} // namespace

void write_series(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid)
{
    const auto replications = replications_with_series(results);
    if (replications.empty() || bins_in(results) == 0) return;
    NetcdfGroup group = root.child("series");
    Names dimensions = add_run_scales(group, results, replications);
    group.coordinate("site", results.sites, {{"long_name", "site; 'all' is all of them together"}});
    add_time(group, results);
    dimensions.insert(dimensions.end(), {"site", "time"});
    const RunGrid kept{results, replications};
    for (const ChannelInfo& channel : channels(grid)) {
        NetcdfSeries file = group.series(channel.name, dimensions, about(channel));
        write_channel(file, channel, kept, results);
    }
}

} // namespace dcsim
