#include "analysis/results/results_groups.h"
#include "analysis/results/timestamp.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::uint64_t bins_in(const ResultShape& results)
{
    return bins_in(results.window, results.sample_every);
}

/// Starts of the bins, and beside each its end, as CF has it [Climate and Forecast conventions 1.8, 7.1]. The reference
/// instant is the start of the run to the whole second, as the unit's text has it.
void add_time(NetcdfGroup& group, const ResultShape& results)
{
    const std::int64_t fraction = ((results.start_unix_ns % ns_per_s) + ns_per_s) % ns_per_s;
    const std::int64_t reference = results.start_unix_ns - fraction;
    const auto after_reference = [&](Time t) { return static_cast<double>(t.ns + fraction) / ns_per_second; };
    std::vector<double> starts, bounds;
    starts.reserve(bins_in(results));
    for (Time from = results.window.from; from < results.window.to; from = from + results.sample_every) {
        starts.push_back(after_reference(from));
        bounds.push_back(starts.back());
        bounds.push_back(after_reference(std::min(from + results.sample_every, results.window.to)));
    }
    group.coordinate("time", starts,
                     {{"units", "seconds since " + timestamp(reference)},
                      {"calendar", "proleptic_gregorian"},
                      {"standard_name", "time"},
                      {"long_name", "start of the bin, UTC"},
                      {"axis", "T"},
                      {"bounds", "time_bnds"}});
    group.dimension("bnds", 2);
    group.variable("time_bnds", {"time", "bnds"}, bounds, {{"long_name", "start and end of the bin"}});
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

template <class T> std::size_t position(const std::vector<T>& all, const T& one)
{
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), one) - all.begin());
}

} // namespace

SeriesGroup::SeriesGroup(const NetcdfGroup& root, const ResultShape& shape, const ResultsOutline& outline)
    : shape_{shape}, outline_{outline}
{
    if (outline.replications_with_series.empty() || bins_in(shape) == 0) return;
    group_.emplace(root.child("series"));
    scales_ = add_run_scales(*group_, shape, outline.replications_with_series);
    group_->coordinate("site", shape.sites, {{"long_name", "site; 'all' is all of them together"}});
    add_time(*group_, shape);
    Names dimensions = scales_.names;
    dimensions.insert(dimensions.end(), {"site", "time"});
    for (const ChannelInfo& channel : outline.channels)
        channels_.push_back(group_->series(channel.name, dimensions, about(channel)));
}

void SeriesGroup::add(std::size_t point, const PointRuns& runs)
{
    if (!group_) return;
    std::vector<hsize_t> at = scales_.offset_of(point);
    const std::size_t policy = at.size() - 2, replication = at.size() - 1;
    at.push_back(0);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i]) continue;
        at[policy] = i / shape_.replications.size();
        at[replication] = position(outline_.replications_with_series, runs[i]->key.replication);
        for (const SiteRecord& site : runs[i]->sites) add(site, at);
    }
}

void SeriesGroup::finish()
{
    if (group_) group_->finish();
}

void SeriesGroup::add(const SiteRecord& site, std::vector<hsize_t>& at)
{
    at.back() = site_of(site, shape_);
    for (const PackedSeries& series : site.series) {
        require(series.bins <= bins_in(shape_), "a series is longer than the window");
        const auto channel = std::ranges::find(outline_.channels, series.info.name, &ChannelInfo::name);
        NetcdfSeries& rows = channels_[static_cast<std::size_t>(channel - outline_.channels.begin())];
        if (series.chunk == rows.chunk_length() && series.info.resolution == channel->resolution)
            rows.write(at, series);
        else // the first run with this channel had other chunks, or another resolution
            rows.write(at, unpacked(series), channel->resolution);
    }
}

} // namespace dcsim
