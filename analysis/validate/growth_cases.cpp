#include "analysis/validate/cases.h"
#include "analysis/validate/preset_run.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

using namespace preset_cases;

PresetRun era(int year, const std::string& changes = {})
{
    const int nodes = year == 2020 ? 128 : 1;
    return run_one(fmt::format("preset = \"era-{}\"\n{}", year, changes), fmt::format("era-{}", year), nodes);
}

std::vector<ValidationRow> years(const ValidationContext&)
{
    const double first = era(2010).kwh, second = era(2015).kwh, third = era(2020).kwh;
    return {
        within("W9.2010", "a model of 10 M parameters, kWh", 100, first, .005),
        within("W9.2015", "a model of 100 M parameters, kWh", 1200, second, .005),
        within("W9.2020", "a model of 10 B parameters, kWh", 120'000, third, .005),
        near("W9.slope.2010", "exponent of energy over parameters, 2010-15", 1.0792, std::log10(second / first), .005),
        near("W9.slope.2015", "the same, 2015-20", 1, std::log10(third / second) / 2, .005)};
}

bool refused(const std::string& changes)
{
    try {
        era(2020, changes);
    } catch (const ConfigError& error) {
        return std::ranges::any_of(error.problems(),
                                   [](const Problem& p) { return p.text.find("extrapolate") != std::string::npos; });
    }
    return false;
}

std::vector<ValidationRow> beyond(const ValidationContext&)
{
    const double gwh = era(2020, "work = { parameters = 1.75e11, extrapolate = true }\n").kwh / 1e6;
    return {identical("W10.refused", "a model beyond the curve is refused, and told how it would run", 1,
                      refused("work = { parameters = 1.75e11 }\n") ? 1 : 0),
            within("W10.gwh", "the curve continued to GPT-3, GWh; 1.287 were published", 2.10, gwh, .005)};
}

std::string with(const std::string& preset, const std::string& work)
{
    return fmt::format("preset = \"{}\"\nwork = {{ {} }}\n", preset, work);
}

/// Energy rises with more of something: the more over the less.
ValidationRow rises(const std::string& id, const std::string& what, const std::string& less, const std::string& more,
                    const std::string& node = "reference-8xa100")
{
    return at_least("W11." + id, what + ": energy of twice as much over that before", 1.0001,
                    run_one(more, node).kwh / run_one(less, node).kwh);
}

/// Trials of a tenth of a training each.
double trials(int count)
{
    return run_one(fmt::format("gpus = 8\nwork = {{ kind = \"search\", trials = {}, trial = {{ kind = \"items\", items "
                               "= 1e6, flops = \"369 GFLOP\", bytes = \"1.2 GB\" }} }}\n",
                               count))
        .kwh;
}

std::vector<ValidationRow> more_of_it(const ValidationContext&)
{
    const auto prepared = [](const char* core_time, int cores) {
        return run_one(fmt::format("preset = \"task-image-classification\"\npool_cores = {}\nwork = {{ core_time = "
                                   "\"{}\" }}\n",
                                   cores, core_time));
    };
    std::vector<ValidationRow> rows{
        rises("parameters", "parameters", with("era-2015", "parameters = 5e7"), with("era-2015", "parameters = 1e8"),
              "era-2015"),
        rises("tokens", "tokens", with("llm-finetune", "tokens = 1e8"), with("llm-finetune", "tokens = 2e8"), "8xh100"),
        rises("trials", "trials", with("hpo-search", "trials = 64"), with("hpo-search", "trials = 128"), "8xa100"),
        rises("bytes", "bytes of the data set", with("task-speech", "items = 1e7"), with("task-speech", "items = 2e7")),
        within("W11.linear", "32 trials over 8", 4, trials(32) / trials(8), 1e-9)};
    // With and without waiting for cores.
    for (const int cores : {64, 1024}) {
        const PresetRun less = prepared("0.01 s", cores), more = prepared("0.02 s", cores);
        const std::string id = fmt::format("W11.cores.{}", cores);
        for (const Cause cause : {Cause::compute, Cause::memory, Cause::overhead})
            rows.push_back(within(fmt::format("{}.{}", id, name(cause)),
                                  fmt::format("twice the preparation on {} cores: {}, kWh", cores, name(cause)),
                                  at(less.cause_kwh, cause), at(more.cause_kwh, cause), 1e-6));
        rows.push_back(at_least(id + ".data", "the same: data over that before", 1.9,
                                at(more.cause_kwh, Cause::data) / at(less.cause_kwh, Cause::data)));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> growth_cases()
{
    return {
        {"W9", "models of three years on the hardware of their years",
         "energies of three years [assumption]; arithmetic", 'C', "it", years},
        {"W10", "models beyond the curve", "arithmetic; arXiv 2104.10350", 'C', "it", beyond},
        {"W11", "more parameters, tokens, trials, data and preparation", "monotony", 'C', "it", more_of_it},
    };
}

} // namespace dcsim
