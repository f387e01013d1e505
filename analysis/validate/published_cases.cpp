#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "sim/base/csv.h"
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr double kg_per_pound = 0.45359237;

/// A published training run: so many accelerators at constant power for so long.
struct Training {
    std::uint32_t accelerators;
    double watts, hours, pue, kg_per_kwh;
};

TrialResult run(const Training& t)
{
    const std::string duration = fmt::format("{} h", t.hours);
    return Trial{
        scenario_text({.duration = duration,
                       .nodes = t.accelerators,
                       .accelerators = 1,
                       .full_w = t.watts,
                       .pue = t.pue,
                       .g_per_kwh = t.kg_per_kwh * 1000}) +
        fmt::format("[workload.training]\narrivals = {{ kind = \"at-start\" }}\ngpus = {}\nduration = \"{}\"\n",
                    t.accelerators, duration)}
        .run();
}

double megawatt_hours(const TrialResult& result)
{
    return result.metric("energy_facility_kwh") / 1000;
}

double tonnes(const TrialResult& result)
{
    return result.metric("co2e_location_kg") / 1000;
}

/// What a paper prints, and how closely its own inputs give it.
struct Printed {
    double mwh, tonnes, tolerance;
};

ValidationCase training(const std::string& id, const std::string& what, const std::string& citation, const Training& t,
                        const Printed& printed)
{
    return {id, what, citation, 'P', "facility, grid", [=](const ValidationContext&) {
                const TrialResult result = run(t);
                return std::vector{
                    within(id + ".energy", what + ", MWh", printed.mwh, megawatt_hours(result), printed.tolerance),
                    within(id + ".carbon", what + ", t", printed.tonnes, tonnes(result), printed.tolerance)};
            }};
}

std::vector<ValidationRow> bloom(const ValidationContext&)
{
    constexpr double accelerator_hours = 1'082'990, idle_kwh = 256'646, tolerance = 1e-3;
    const TrialResult busy = run({384, 400, accelerator_hours / 384, 1, 0.057});
    const TrialResult idle = run({1, idle_kwh, 1000, 1, 0.057});
    return {within("K3.energy", "BLOOM training, kWh", 433'196, busy.metric("energy_it_kwh"), tolerance),
            within("K3.carbon", "BLOOM training, t", 24.69, tonnes(busy), tolerance),
            within("K3.idle", "BLOOM idle nodes, t", 14.63, tonnes(idle), tolerance)};
}

std::vector<ValidationRow> llama2(const ValidationContext&)
{
    struct Model {
        std::string name;
        double accelerator_hours, watts, tonnes;
    };
    std::vector<ValidationRow> rows;
    double sum = 0;
    for (const Model& m : {Model{"7B", 184'320, 400, 31.22},
                           {"13B", 368'640, 400, 62.44},
                           {"34B", 1'038'336, 350, 153.90},
                           {"70B", 1'720'320, 400, 291.42}}) {
        const double got = tonnes(run({1024, m.watts, m.accelerator_hours / 1024, 1, 0.4235}));
        rows.push_back(within("K5." + m.name, "Llama 2 " + m.name + " training, t", m.tonnes, got, 2e-4));
        sum += got;
    }
    rows.push_back(within("K5.sum", "Llama 2 training, all sizes, t", 539.00, sum, 2e-4));
    return rows;
}

std::vector<ValidationRow> bert(const ValidationContext&)
{
    const TrialResult result = run({1, 12'041.51, 79, 1.58, 0.954 * kg_per_pound});
    return {within("K6.energy", "BERT base training, kWh", 1507, megawatt_hours(result) * 1000, 0.01),
            within("K6.carbon", "BERT base training, lb", 1438, tonnes(result) * 1000 / kg_per_pound, 0.01)};
}

std::vector<ValidationRow> architecture_search(const ValidationContext&)
{
    const TrialResult first = run({1, 656'347, 1000, 1, 0.954 * kg_per_pound});
    const TrialResult corrected = run({200, 208, 6.8 * 24, 1.1, 0.431});
    return {within("K7.first", "architecture search as first published, lb", 626'155,
                   tonnes(first) * 1000 / kg_per_pound, 0.01),
            within("K7.energy", "the same, corrected, MWh", 7.5, megawatt_hours(corrected), 0.01),
            within("K7.carbon", "the same, corrected, t", 3.2, tonnes(corrected), 0.01)};
}

/// The cluster trace of GAIA in its own units: ticks of 5 s, arrivals and lengths cut to whole ticks.
struct GaiaJobs {
    std::string shorter, longer; ///< job files of the two queues
};

constexpr double tick_s = 5, long_from_s = 2 * 3600;

double whole_ticks(double time)
{
    return std::floor(time / tick_s) * tick_s;
}

GaiaJobs gaia_jobs(Inputs& inputs, const std::filesystem::path& path)
{
    struct Job {
        double submit, length;
        std::int64_t cpus;
    };
    const auto file = inputs.file(path);
    CsvReader rows{file->contents, path.string()};
    std::vector<Job> jobs[2];
    double sum[2]{0, 0};
    while (rows.next()) {
        const Job job{whole_ticks(rows.number(0)), whole_ticks(rows.number(1)), rows.integer(2)};
        const std::size_t queue = job.length >= long_from_s ? 1 : 0;
        sum[queue] += job.length;
        jobs[queue].push_back(job);
    }
    std::string text[2];
    for (std::size_t queue = 0; queue < 2; ++queue) {
        const double expected = whole_ticks(sum[queue] / static_cast<double>(jobs[queue].size()));
        text[queue] = "submit,duration,accelerators,estimate\n";
        for (const Job& job : jobs[queue])
            text[queue] += fmt::format("{},{},{},{}\n", job.submit, job.length, job.cpus, expected);
    }
    return {text[0], text[1]};
}

/// From a day before the trace of 30 days to a week after it.
std::string gaia_grid(Inputs& inputs, const std::filesystem::path& path)
{
    constexpr std::size_t first_row = 7000, day = 24, rows_used = 38 * day;
    const auto file = inputs.file(path);
    CsvReader rows{file->contents, path.string()};
    std::vector<double> intensity;
    for (std::size_t i = 0; rows.next() && intensity.size() < rows_used; ++i)
        if (i >= first_row - day) intensity.push_back(rows.number(0));
    return mix_csv(intensity, 60, 38);
}

TrialResult gaia_run(const std::string& defer, const GaiaJobs& jobs, const std::string& grid)
{
    const auto queue = [](const char* name, const char* slack) {
        return fmt::format(
            "[workload.{}]\nkind = \"csv\"\nfile = \"/{}.csv\"\ncolumns = {{ estimate = \"estimate\" }}\n"
            "flexibility = {{ slack = \"{}\" }}\n",
            name, name, slack);
    };
    Trial trial{scenario_text({.duration = "31 d",
                               .drain = "2 d",
                               .nodes = 4096,
                               .accelerators = 8,
                               .full_w = 8,
                               .scheduling = "defer = " + defer,
                               .grid = mix_grid("/mix.csv")}) +
                queue("short", "6 h") + queue("long", "24 h")};
    trial.provide("/short.csv", jobs.shorter);
    trial.provide("/long.csv", jobs.longer);
    trial.provide("/mix.csv", grid);
    return trial.run();
}

std::vector<ValidationRow> gaia(const ValidationContext& context)
{
    Inputs inputs;
    const GaiaJobs jobs = gaia_jobs(inputs, context.file("energy/gaia/pai_1k.csv"));
    const std::string grid = gaia_grid(inputs, context.file("energy/gaia/AU-SA_2022_hourly_ci.csv.gz"));
    const TrialResult now = gaia_run(R"({ kind = "none" })", jobs, grid);
    const TrialResult slot = gaia_run(R"({ kind = "lowest-slot" })", jobs, grid);
    const TrialResult window = gaia_run(R"({ kind = "lowest-window", grid = "1 h" })", jobs, grid);
    constexpr const char* carbon = "co2e_location_kg";
    const double base = now.metric(carbon);
    return {within("K13.now", "GAIA Fig. 8, start at once, g", 562.171256, 1000 * base, 1e-6),
            within("K13.slot", "GAIA Fig. 8, lowest slot, of that", 0.780037, slot.metric(carbon) / base, 1e-6),
            within("K13.window", "GAIA Fig. 8, lowest window, of that", 0.683704, window.metric(carbon) / base, 1e-6),
            within("K13.slot.wait", "GAIA Fig. 8, lowest slot, mean wait in h", 5.638,
                   slot.metric("wait_mean_s") / 3600, 1e-4),
            within("K13.window.wait", "GAIA Fig. 8, lowest window, mean wait in h", 6.645,
                   window.metric("wait_mean_s") / 3600, 1e-4)};
}

} // namespace

std::vector<ValidationCase> published_cases()
{
    constexpr double llama_hours = 1'022'362.0 / 2048;
    return {
        training("K1", "GPT-3 training", "arXiv 2104.10350", {10'000, 330, 14.8 * 24, 1.10, 0.429},
                 {1287, 552.1, 5e-3}),
        training("K2", "T5 training", "arXiv 2104.10350", {512, 310, 20 * 24, 1.12, 0.545}, {85.7, 46.7, 0.01}),
        {"K3", "BLOOM training", "Luccioni et al., JMLR 24 (2023)", 'V', "it, grid", bloom},
        training("K4", "LLaMA 65B training", "arXiv 2302.13971", {2048, 400, llama_hours, 1.1, 0.385},
                 {449, 173, 3e-3}),
        {"K5", "Llama 2 training", "model card", 'P', "it, grid", llama2},
        {"K6", "BERT base training", "arXiv 1906.02243", 'P', "facility, grid", bert},
        {"K7", "architecture search, and its correction", "arXiv 1906.02243, corrected by arXiv 2104.10350", 'P',
         "facility, grid", architecture_search},
        {"K13", "GAIA Fig. 8", "Hanafy et al., ASPLOS 2024", 'V', "grid", gaia},
    };
}

} // namespace dcsim
