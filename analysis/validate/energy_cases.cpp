#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <fmt/core.h>
#include <numeric>

/// Bookkeeping of energy: each case is a defect that some simulator has shipped.
namespace dcsim {

namespace {

constexpr double joules_per_kwh = 3.6e6;

std::string jobs_at_start(int count, int gpus, const std::string& duration, const std::string& further = {})
{
    return fmt::format("[workload.jobs]\narrivals = {{ kind = \"at-start\", count = {} }}\ngpus = {}\n"
                       "duration = \"{}\"\n{}\n",
                       count, gpus, duration, further);
}

TrialResult run(const PlainSite& site, const std::string& workloads)
{
    return Trial{scenario_text(site) + workloads}.run();
}

std::vector<ValidationRow> killed_job(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const int walltime : {3, 4}) {
        const TrialResult result = run({.nodes = 2, .accelerators = 1, .idle_w = 95, .full_w = 203},
                                       jobs_at_start(1, 2, "10 s", fmt::format("walltime = \"{} s\"", walltime)));
        rows.push_back(exact(fmt::format("E2.{}", walltime == 3 ? 'a' : 'b'),
                             fmt::format("killed after {} s: energy, J", walltime), 2 * 203.0 * walltime,
                             result.jobs.front().energy.si()));
    }
    return rows;
}

std::vector<ValidationRow> shared_host(const ValidationContext&)
{
    const TrialResult result =
        run({.duration = "3520 s", .accelerators = 3, .idle_w = 95, .full_w = 217}, jobs_at_start(3, 1, "3520 s"));
    constexpr double host = 217.0 * 3520;
    return {exact("E3.jobs", "three jobs on one host: sum, J", host, result.metric("energy_jobs_kwh") * joules_per_kwh),
            exact("E3.host", "three jobs on one host: host, J", host, result.metric("energy_it_kwh") * joules_per_kwh)};
}

std::string busy_week(std::uint64_t seed, const std::string& output)
{
    return scenario_text({.duration = "7 d",
                          .drain = "1 d",
                          .nodes = 8,
                          .accelerators = 8,
                          .idle_w = 2800,
                          .full_w = 8400,
                          .g_per_kwh = 333,
                          .scheduler = "easy",
                          .seed = seed}) +
           "[workload.jobs]\narrivals = { kind = \"poisson\", rate = \"4 /h\" }\nutilisation = 0.63\n"
           "gpus = { choices = [1, 4, 16] }\nduration = { kind = \"lognormal\", mean = \"1.7 h\", sigma = 1 }\n" +
           output;
}

std::vector<ValidationRow> sampling(const ValidationContext& context)
{
    const double unsampled = Trial{busy_week(context.seed, "")}.run().metric("energy_facility_kwh");
    std::vector<ValidationRow> rows;
    for (const int every : {1, 60, 300}) {
        Trial trial{busy_week(context.seed, fmt::format("[output]\nsample_every = \"{} s\"\n", every))};
        MemorySink sink;
        const TrialResult result{trial.run(0, {}, &sink), {}};
        rows.push_back(identical(fmt::format("E4.{}s", every), fmt::format("energy sampled every {} s, kWh", every),
                                 unsampled, result.metric("energy_facility_kwh")));
    }
    return rows;
}

std::vector<ValidationRow> idle_and_half(const ValidationContext&)
{
    const TrialResult result =
        run({.duration = "600 s", .nodes = 2, .accelerators = 2, .idle_w = 95, .full_w = 190.738},
            jobs_at_start(1, 2, "600 s", "utilisation = 0.5"));
    return {exact("E5.half", "host at half load for 600 s, Wh", (95 + 190.738) / 2 / 6,
                  result.metric("energy_jobs_kwh") * 1000),
            exact("E5.idle", "idle host for 600 s, Wh", 95.0 / 6, result.metric("energy_idle_kwh") * 1000)};
}

/// What accelerators of 60 W idle are charged as idle, whatever they do: work that fills them, work that waits for
/// cores.
std::vector<ValidationRow> static_part(const ValidationContext&)
{
    constexpr double single_precision = 1e-6; // of the shares of a load
    const auto row = [](const char* id, const char* what, const char* item) {
        const TrialResult run =
            Trial{fmt::format("[scenario]\nduration = \"1 d\"\n[cluster]\nnodes = 2\nnode = \"reference-8xa100\"\n"
                              "[workload.full]\narrivals = {{ kind = \"at-start\", count = 1 }}\ngpus = 8\n"
                              "work = {{ kind = \"items\", items = 1e6, {} }}\n",
                              item)}
                .run();
        return within(id, what, 60, run.metric("energy_accelerator_idle_kwh") * 1000 / run.metric("accelerator_hours"),
                      single_precision);
    };
    return {row("E8.full", "idle part of an accelerator at full load, W", "flops = \"10 TFLOP\""),
            row("E8.wait", "the same while it waits for its input, W", "flops = \"1 TFLOP\", core_time = \"1 s\"")};
}

std::vector<ValidationRow> gang_on_hosts(const ValidationContext&)
{
    const TrialResult result = run({.duration = "1 h", .nodes = 20, .accelerators = 8, .idle_w = 2800, .full_w = 8400},
                                   jobs_at_start(1, 128, "1 h"));
    return {exact("E9.gang", "gang on 16 hosts for 1 h, kWh", 16 * 8.4, result.metric("energy_jobs_kwh")),
            exact("E9.rest", "the 4 hosts beside it, kWh", 4 * 2.8, result.metric("energy_idle_kwh"))};
}

double integral_kwh(const MemorySink& sink, std::string_view name, double bin_hours)
{
    const auto found =
        std::ranges::find_if(sink.series(), [&](const SeriesRecord& series) { return series.info.name == name; });
    require(found != sink.series().end(), "the run records the series");
    return std::accumulate(found->bins.begin(), found->bins.end(), 0.0) * bin_hours / 1000;
}

std::vector<ValidationRow> one_boundary(const ValidationContext& context)
{
    constexpr double single_precision = 1e-6; // series are stored as 32-bit numbers
    Trial trial{busy_week(context.seed, "[output]\nsample_every = \"15 min\"\n")};
    MemorySink sink;
    const TrialResult result{trial.run(0, {}, &sink), {}};
    return {within("E10.it", "integral of the IT power series, kWh", result.metric("energy_it_kwh"),
                   integral_kwh(sink, "it_power", 0.25), single_precision),
            within("E10.grid", "integral of the grid import series, kWh", result.metric("energy_grid_import_kwh"),
                   integral_kwh(sink, "grid_import_power", 0.25), single_precision)};
}

/// Overheads of 50 kW in the first hour and 90 kW after it, whatever the load.
class TwoHours final : public Plant {
public:
    PlantResult step(Interval interval, Power heat, const Air&) override
    {
        PlantResult result;
        result.other = seconds(interval.from) < hour ? 50 * kW : 90 * kW;
        result.rejected = heat;
        return result;
    }
    std::map<std::string, double> clamped_hours() const override { return {}; }
    bool includes_power_chain() const override { return true; }
    void state(Archive&) override {}
};

std::vector<ValidationRow> ratio_of_sums(const ValidationContext&)
{
    Registries registries = built_in();
    registries.site.plants.push_back(
        {"two-hours", "overheads of a worked example",
         [](Fields&) -> Maker<Plant, PlantSize> { return [](PlantSize) { return std::make_unique<TwoHours>(); }; }});
    std::string text = scenario_text({.duration = "2 h", .nodes = 9, .accelerators = 1, .full_w = 100e3});
    const std::string constant = "kind = \"constant-pue\"\npue = 1\nwue = \"0 L/kWh\"";
    text.replace(text.find(constant), constant.size(), "kind = \"two-hours\"");
    const std::string jobs = "[workload.one]\narrivals = { kind = \"at-start\" }\ngpus = 1\nduration = \"1 h\"\n" +
                             csv_workload("/jobs.csv");
    Trial trial{text + jobs, std::move(registries)};
    trial.provide("/jobs.csv", "submit,duration,accelerators\n3600,3600,9\n");
    const TrialResult result = trial.run();
    return {exact("E11", "PUE of 150/100 and 990/900 kWh", 1.14, result.metric("pue"))};
}

std::vector<ValidationRow> partial_intervals(const ValidationContext&)
{
    Trial trial{scenario_text({.duration = "3 h", .accelerators = 1, .full_w = 60e3, .grid = mix_grid("/mix.csv")}) +
                csv_workload("/jobs.csv")};
    trial.provide("/jobs.csv", "submit,duration,accelerators\n3000,4800,1\n");
    trial.provide("/mix.csv", mix_csv({100, 200, 300}));
    return {exact("E12", "job over parts of three hours, kg", 16, trial.run().metric("co2e_location_kg"))};
}

std::vector<ValidationRow> whole_run(const ValidationContext& context)
{
    Trial trial{fmt::format(R"([scenario]
start = 2025-06-01T00:00:00+02:00
duration = "5 d"
warmup = "1 d"
drain = "1 d"
seed = {}
[cluster]
nodes = 64
node = "8xh100"
[supply.solar]
peak = "1.2 MW"
[supply.battery]
energy = "3 MWh"
power = "750 kW"
[workload.jobs]
arrivals = {{ kind = "diurnal", rate = "6 /h" }}
gpus = {{ choices = [8, 16, 32] }}
duration = {{ kind = "lognormal", mean = "4 h", sigma = 1 }}
flexibility = {{ slack = "12 h" }}
[scheduling.defer]
kind = "lowest-window"
)",
                            context.seed)};
    std::vector<ValidationRow> rows;
    for (const CheckResult& check : trial.run().outcome.checks)
        rows.push_back(near(fmt::format("E14.{}", rows.size() + 1), check.name, 0, check.residual, check.tolerance));
    return rows;
}

ValidationRow day_of_clock_change(const std::string& id, const std::string& from, const std::string& to, double hours)
{
    const std::int64_t length = *parse_timestamp(to) - *parse_timestamp(from);
    const TrialResult result =
        run({.duration = fmt::format("{} ns", length), .start = from, .idle_w = 1000, .full_w = 1000},
            jobs_at_start(1, 1, "1 h"));
    return exact("E13." + id, "1 kW from midnight to midnight, " + id + ", kWh", hours, result.metric("energy_it_kwh"));
}

std::vector<ValidationRow> clock_changes(const ValidationContext&)
{
    return {day_of_clock_change("spring", "2025-03-30T00:00:00+01:00", "2025-03-31T00:00:00+02:00", 23),
            day_of_clock_change("autumn", "2025-10-26T00:00:00+02:00", "2025-10-27T00:00:00+01:00", 25)};
}

std::vector<ValidationRow> ten_years(const ValidationContext&)
{
    constexpr std::int64_t decade_s = 315'576'000; // 10 years of 365.25 days
    Trial trial{scenario_text({.duration = "3653 d", .accelerators = 1}) + csv_workload("/jobs.csv")};
    trial.provide("/jobs.csv", fmt::format("submit,duration,accelerators\n{}.000001,1.5,1\n", decade_s));
    const TrialResult result = trial.run();
    const Time end = *result.jobs.front().end;
    constexpr double microsecond = 1000; // what a file's decimal seconds resolve at that distance
    return {near("R10", "end of a job after ten years, ns past the second", 500'001'000,
                 static_cast<double>((end - Time{(decade_s + 1) * 1'000'000'000}).ns), microsecond)};
}

} // namespace

std::vector<ValidationCase> energy_cases()
{
    return {
        {"E2", "job on two hosts, killed at its wall time", "batsim issue 51 (1059 J seen)", 'C', "it", killed_job},
        {"E3", "three jobs on one host", "batsim issue 65 (three times the energy seen)", 'C', "it", shared_host},
        {"E4", "sampling changes no energy", "cloudsimplus issue 153", 'C', "facility", sampling},
        {"E5", "host at half load, and idle", "cloudsimplus issue 127 (0 W idle seen)", 'C', "it", idle_and_half},
        {"E8", "the idle part of power at full load", "kepler issue 2465 (it shrank as the load grew)", 'C', "it",
         static_part},
        {"E9", "every host of a gang draws busy power", "simgrid issue 189, batsim issue 38", 'C', "it", gang_on_hosts},
        {"E10", "power and energy at one boundary", "codecarbon issue 1320", 'C', "it, grid", one_boundary},
        {"E11", "a ratio of sums, not a mean of ratios", "arithmetic", 'C', "facility", ratio_of_sums},
        {"E12", "partial intervals are integrated", "arithmetic", 'C', "grid", partial_intervals},
        {"E14", "what a run checks at its end", "conservation of energy, carbon and jobs", 'C', "site", whole_run},
    };
}

std::vector<ValidationCase> calendar_cases()
{
    return {
        {"E13", "days on which clocks change, Europe/Berlin 2025", "IANA time zone data", 'C', "it", clock_changes},
        {"R10", "time after ten years", "integer nanoseconds", 'C', "-", ten_years},
    };
}

} // namespace dcsim
