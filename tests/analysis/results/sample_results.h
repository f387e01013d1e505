#pragma once
#include "analysis/results/result_set.h"
#include <cmath>
#include <limits>

namespace dcsim {

inline constexpr std::int64_t sample_start_unix_ns = 1'748'736'000'000'000'000; // 2025-06-01 00:00:00 UTC

/// As a run keeps it whose window has `room` bins.
inline PackedSeries packed(const ChannelInfo& info, const std::vector<float>& bins, std::uint64_t room)
{
    PackingSink sink{room};
    sink.declare(0, info);
    if (!bins.empty()) sink.tile(0, 0, bins);
    return sink.take().front();
}

inline PackedSeries sample_series(const ChannelInfo& info, float first, std::size_t bins)
{
    std::vector<float> values;
    for (std::size_t bin = 0; bin < bins; ++bin) values.push_back(first + static_cast<float>(bin));
    return packed(info, values, bins);
}

/// One run whose every number tells where it belongs: metric m of site s is base + 10 s + m.
inline RunRecord sample_run(const std::string& policy, std::uint32_t replication, double base)
{
    RunRecord run;
    run.key = {0, policy, replication};
    run.sites = {{"dallas", {base, base + 1}, {}}, {"all", {base + 10, base + 11}, {}}};
    if (replication == 0)
        run.sites[0].series = {sample_series({"it_power", "W", "power of all nodes", "it", Bins::mean, 0.0625},
                                             static_cast<float>(base), 4),
                               sample_series({"battery_soc", "1", "state of charge", "site", Bins::last}, 0, 4)};
    run.tables = {{"jobs",
                   {{"site", "", "site that ran the job", std::vector<std::string>{"dallas", "dallas"}},
                    {"submit", "s", "submission after the start", std::vector<double>{base, base + 0.5}},
                    {"accelerators", "1", "accelerators of the gang", std::vector<std::int64_t>{8, 16}}}}};
    run.checks = {{"energy balance", 1e-9, 1e-6, true, "in = out + stored + lost"}};
    run.clamps = {{"chiller part load", base / 100}};
    return run;
}

/// Two policies x two replications x two sites; the run (solar, 1) is missing.
inline ResultSet sample_results()
{
    ResultSet results;
    results.policies = {"baseline", "solar-battery"};
    results.sites = {"dallas", "all"};
    results.replications = {0, 1};
    results.metrics = {
        {"energy_facility_kwh", "kW h", "facility", "energy of the facility", "", "", Better::lower},
        {"pue", "1", "facility", "power usage effectiveness", "energy_facility_kwh", "energy_it_kwh", Better::lower}};
    results.start_unix_ns = sample_start_unix_ns;
    results.sample_every = {60'000'000'000};
    results.window = {{0}, {210'000'000'000}}; // the last bin is 30 s long
    results.runs = {sample_run("solar-battery", 0, 200), sample_run("baseline", 1, 150),
                    sample_run("baseline", 0, 100)};
    results.attributes = {{"title", "sample"},      {"dcsim_version", "0.1.0"}, {"scenario", "name = \"sample\"\n"},
                          {"baseline", "baseline"}, {"seed", std::int64_t{42}}, {"currency", "EUR"}};
    results.findings = {{"grid", "average"}, {"price", "fixed"}, {"status", "partial"}};
    return results;
}

/// The sample at the last of two levels of a cap times three of a size, which is two keys.
inline ResultSet swept_results()
{
    ResultSet results = sample_results();
    results.axes = {{"cluster_cap", {{"cluster_cap", "cluster.cap", "1", std::vector<double>{0.7, 0.8}}}, 2},
                    {"size",
                     {{"cluster_nodes", "cluster.nodes", "1", std::vector<double>{16, 32, 64}},
                      {"battery_energy", "supply.battery.energy", "kW h", std::vector<double>{1000, 2000, 4000}}},
                     3}};
    for (RunRecord& run : results.runs) run.key.point = 5;
    return results;
}

} // namespace dcsim
