#include "analysis/compare/policy_comparison.h"
#include "analysis/study/assemble.h"
#include "analysis/study/precision_check.h"
#include "analysis/study/warmup_check.h"
#include "app/comparison_cells.h"
#include "app/report.h"
#include "app/table.h"
#include "app/words.h"
#include "models/world/evidence.h"
#include "models/world/scenario_file.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <optional>

namespace dcsim {

namespace {

using Block = std::vector<Shown>;

/// Where policies change work itself, a number per accelerator hour compares unlike hours.
bool same_work(const StudyPlan& plan)
{
    for (const PolicyScenario& p : plan.file().policies)
        for (const WorkloadScenario& w : p.scenario.workloads)
            if (!w.techniques.empty()) return false;
    return true;
}

std::vector<Block> blocks(const std::string& currency, bool per_accelerator_hour)
{
    const std::vector<ShownUnit> energy{{"Wh", 1e3}, {"kWh", 1}, {"MWh", 1e-3}, {"GWh", 1e-6}};
    const std::vector<ShownUnit> mass{{"g", 1e3}, {"kg", 1}, {"t", 1e-3}, {"kt", 1e-6}};
    const std::vector<ShownUnit> money{{currency, 1}, {"k" + currency, 1e-3}, {"M" + currency, 1e-6}};
    const std::vector<ShownUnit> wait{{"s", 1}, {"min", 1.0 / 60}, {"h", 1.0 / 3600}};
    std::vector<Block> all{
        {{"energy_facility_kwh", "facility", energy},
         {"energy_grid_import_kwh", "import", energy},
         {"co2e_location_adjusted_kg", "CO2e", mass},
         {"cost_energy_adjusted", "cost", money},
         {"water_withdrawal_l", "water", {{"L", 1}, {"m3", 1e-3}}}},
        {{"co2e_per_accelerator_hour_g", "CO2e/acc.h", {{"g/h", 1}}},
         {"pue", "PUE", {{"-", 1}}, 4, true},
         {"cfe", "carbon-free", {{"%", 100}}, 1, true},
         {"wait_mean_s", "mean wait", wait},
         {"wait_p95_s", "p95 wait", wait},
         {"jobs_unfinished", "unfinished", {{"jobs", 1}}, 1}},
    };
    if (!per_accelerator_hour) all.back().erase(all.back().begin());
    return all;
}

/// How jobs ended: only if some did not complete, and only the ways that occur.
Block endings(const ResultSet& results)
{
    const Block ways{{"jobs_completed", "completed", {{"jobs", 1}}, 1},
                     {"jobs_failed", "failed", {{"jobs", 1}}, 1},
                     {"jobs_cancelled", "cancelled", {{"jobs", 1}}, 1},
                     {"jobs_killed", "killed", {{"jobs", 1}}, 1},
                     {"jobs_rejected", "rejected", {{"jobs", 1}}, 1}};
    Block shown;
    for (const Shown& way : ways)
        if (std::ranges::any_of(compare_policies(results, metric_index(results, way.metric), 0),
                                [](const Comparison& c) { return c.policy_mean > 0; }))
            shown.push_back(way);
    const bool all_completed = shown.size() == 1 && shown.front().metric == ways.front().metric;
    return all_completed ? Block{} : shown;
}

/// Cores of jobs that hold nothing else, what failures cost, how much sleeps, how deadlines and a limit of power are
/// kept: only where they occur.
Block interruptions(const ResultSet& results)
{
    const auto occurs = [&](const char* metric) {
        return std::ranges::any_of(compare_policies(results, metric_index(results, metric), 0),
                                   [](const Comparison& c) { return c.policy_mean > 0; });
    };
    Block shown;
    if (occurs("core_hours") && !occurs("accelerator_hours"))
        shown.push_back({"core_utilisation", "cores held", {{"%", 100}}, 1, true});
    if (occurs("failures") || occurs("interruptions")) {
        shown.push_back({"interruptions", "interruptions", {{"-", 1}}, 1});
        shown.push_back({"effective_time", "effective", {{"%", 100}}, 1, true});
        shown.push_back({"lost_accelerator_hours", "lost acc.h", {{"h", 1}, {"kh", 1e-3}, {"Mh", 1e-6}}});
        shown.push_back({"availability", "available", {{"%", 100}}, 2, true});
    }
    if (occurs("node_hours_asleep")) shown.push_back({"node_hours_asleep", "asleep", {{"node h", 1}}});
    if (occurs("jobs_due")) {
        shown.push_back({"deadline_miss_ratio", "deadlines missed", {{"%", 100}}, 1, true});
        shown.push_back({"tardiness_mean_s", "mean tardiness", {{"s", 1}}});
    }
    if (occurs("slowed_accelerator_hours"))
        shown.push_back({"slowed_accelerator_hours", "slowed acc.h", {{"h", 1}, {"kh", 1e-3}, {"Mh", 1e-6}}});
    if (occurs("contention_accelerator_hours"))
        shown.push_back({"contention_accelerator_hours", "contended acc.h", {{"h", 1}, {"kh", 1e-3}, {"Mh", 1e-6}}});
    if (occurs("over_power_cap_hours")) shown.push_back({"over_power_cap_hours", "over cap", {{"h", 1}}});
    return shown;
}

ShownColumn column_of(const Shown& shown, const ResultSet& results, std::size_t baseline)
{
    return shown_column(shown, compare_policies(results, metric_index(results, shown.metric), baseline), baseline);
}

using Cell = std::string (*)(const Comparison&, const ShownColumn&);

/// One line of the table: a policy's cells under every metric of the block.
std::vector<std::string> row(std::string title, const std::vector<ShownColumn>& columns, std::size_t policy, Cell cell)
{
    std::vector<std::string> cells{std::move(title)};
    for (const ShownColumn& column : columns) cells.push_back(cell(column.compared[policy], column));
    return cells;
}

std::string block_text(const Block& block, const ResultSet& results, std::size_t baseline)
{
    std::vector<TextTable::Column> titles{{"policy", "", TextTable::Align::left}};
    std::vector<ShownColumn> columns;
    for (const Shown& shown : block) {
        columns.push_back(column_of(shown, results, baseline));
        titles.push_back({shown.title, columns.back().unit.name});
    }
    TextTable table{titles};
    table.add_row(row(results.policies[baseline], columns, baseline, absolute_cell));
    for (std::size_t p = 0; p < results.policies.size(); ++p) {
        if (p == baseline) continue;
        table.add_rule();
        table.add_row(row(results.policies[p], columns, p, difference_cell));
        table.add_row(row("", columns, p, relative_cell));
    }
    return table.text();
}

std::string days(Span span)
{
    const Seconds length = seconds(span);
    if (length == Seconds{} || length >= day) return fmt::format("{:g} d", length / day);
    if (length >= hour) return fmt::format("{:g} h", length / hour);
    return length >= minute ? fmt::format("{:g} min", length / minute) : fmt::format("{:g} s", length.si());
}

std::string heading(const StudyPlan& plan, const ResultSet& results)
{
    const Scenario& s = plan.file().policies[plan.file().baseline()].scenario;
    const std::size_t wanted = results.policies.size() * results.replications.size();
    std::string text = fmt::format("{}\n", s.title.empty() ? plan.file().name : s.title);
    text += fmt::format("{} of work after {} warm-up, {} drain; seed {}; {} of {} runs",
                        days(s.window.duration - s.window.warmup), days(s.window.warmup), days(s.window.drain), s.seed,
                        results.runs.size(), wanted);
    if (results.runs.size() < wanted) text += " (interrupted: the rest runs when you start again)";
    return text + "\n\n";
}

/// "4", or "1 to 4" where an interruption left some policies with fewer.
std::string paired_text(std::size_t least, std::size_t most)
{
    return least == most ? fmt::format("{}", most) : fmt::format("{} to {}", least, most);
}

std::string legend(const ResultSet& results, std::size_t baseline)
{
    if (results.policies.size() < 2) return "";
    std::vector<std::size_t> others = finished_pairs(results, baseline);
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(baseline));
    const auto [least, most] = std::ranges::minmax(others);
    if (most == 0) return "n = 0: no policy has finished a replication together with the baseline.\n";
    if (most == 1) return "n = 1: one replication has no interval; nothing here is a finding.\n";
    return fmt::format("Below the baseline: differences to it, paired over n = {} replications, ± 95 % interval;\n"
                       "\"unresolved\": the interval spans zero.\n",
                       paired_text(least, most));
}

/// Worst end-of-run check over all runs, as one line.
std::string conservation(const ResultSet& results)
{
    const CheckRecord* worst = nullptr;
    std::size_t checks = 0, failed = 0;
    double largest = 0;
    for (const RunRecord& run : results.runs)
        for (const CheckRecord& c : run.checks) {
            ++checks;
            largest = std::max(largest, c.residual);
            if (c.passed) continue;
            ++failed;
            if (!worst) worst = &c;
        }
    if (!worst) return fmt::format("Conservation: {} checks passed, largest residual {:.1e}.\n", checks, largest);
    return fmt::format("CONSERVATION FAILED in {} of {} checks; first: {} (residual {:.3g}, allowed {:.3g}).\n", failed,
                       checks, worst->name, worst->residual, worst->tolerance);
}

/// Model limits that were met, as hours per run on average.
std::string clamped(const ResultSet& results)
{
    std::map<std::string, double> hours;
    for (const RunRecord& run : results.runs)
        for (const auto& [name, h] : run.clamps) hours[name] += h / static_cast<double>(results.runs.size());
    std::string text;
    for (const auto& [name, h] : hours)
        if (h >= 0.05) text += fmt::format("{}{} {:.1f} h", text.empty() ? "" : ", ", name, h);
    return text.empty() ? "" : "Outside a model's range, hours per run: " + text + ".\n";
}

/// Heat that the plant left in the loop, by policy; nothing where it kept up.
std::string heat_left(const ResultSet& results, std::size_t baseline)
{
    const std::vector<ShownUnit> units{{"Wh", 1e3}, {"kWh", 1}, {"MWh", 1e-3}};
    const auto compared = compare_policies(results, metric_index(results, "heat_unmet_kwh"), baseline);
    std::string text;
    for (std::size_t p = 0; p < compared.size(); ++p) {
        const double heat = compared[p].policy_mean;
        if (compared[p].policy_replications == 0 || !(heat > 0)) continue;
        const ShownUnit& unit = unit_for(heat, units);
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", results.policies[p],
                            fixed(unit.scale * heat, decimals_for(unit.scale * heat, 3)), unit.name);
    }
    return text.empty() ? ""
                        : wrapped("", "Heat that the plant could not remove when offered: " + text + ".", 2) + '\n';
}

/// Where the grid's signals come from, and what the user should know of the input files and of the precision.
std::string inputs(const StudyPlan& plan, const ResultSet& results)
{
    std::string text;
    if (const std::string grid = source_of(results.runs, "grid"); !grid.empty())
        text += wrapped("", "Grid: " + grid + ".", 2) + '\n';
    for (const auto& warnings : {warnings_of(results), precision_warnings(plan, results)})
        for (const std::string& warning : warnings) text += wrapped("", "Warning: " + warning + ".", 2) + '\n';
    return text;
}

/// What the scenario asked MSER-5 about.
std::string warmup(const Scenario& s, const ResultSet& results, const std::string& baseline)
{
    std::string text;
    const Interval arrivals{s.window.counted_from(), s.window.arrivals_until()};
    for (const std::string& sentence : warmup_advice(results, s.warmup_check, baseline, arrivals))
        text += wrapped("", "Warm-up: " + sentence + ".", 2) + '\n';
    return text;
}

/// How far the numbers of hardware, models and techniques are known, where work is computed from them.
std::string evidence(const ScenarioFile& file)
{
    const MarkCounts c = count_marks(numbers_used(file));
    if (c.total() == 0) return "";
    return wrapped("Rests on",
                   fmt::format("{} unverified, {} published and {} measured numbers of the catalogue; `dcsim explain "
                               "workload NAME FILE` says which.",
                               c.unverified, c.published, c.measured),
                   0) +
           '\n';
}

std::string boundaries(const std::string& currency, bool per_accelerator_hour)
{
    const std::string text = fmt::format(
        "location-based, grid import x average intensity; CO2e and cost ({}) include the change of stored energy; "
        "{}PUE: IT measured at the rack inlet. `dcsim explain` says what each metric means.",
        currency,
        per_accelerator_hour ? "CO2e/acc.h: per accelerator-hour held, where policies move work across the window's "
                               "edges. "
                             : "");
    return wrapped("CO2e:", text, 0) + '\n';
}

} // namespace

std::string table_report(const StudyPlan& plan, const ResultSet& results, const std::filesystem::path& folder)
{
    const std::size_t baseline = plan.file().baseline();
    std::string text = heading(plan, results);
    std::vector<Block> shown = blocks(plan.currency(), same_work(plan));
    if (Block ends = endings(results); !ends.empty()) shown.push_back(std::move(ends));
    if (Block lost = interruptions(results); !lost.empty()) shown.push_back(std::move(lost));
    for (const Block& block : shown) text += block_text(block, results, baseline) + '\n';
    text += workload_report(plan, results, baseline);
    text += legend(results, baseline) + boundaries(plan.currency(), same_work(plan)) + evidence(plan.file()) +
            inputs(plan, results);
    text += warmup(plan.file().policies[baseline].scenario, results, results.policies[baseline]);
    text += clamped(results) + heat_left(results, baseline) + conservation(results);
    text += fmt::format("Results: {}\n", (folder / "results.h5").string());
    return text;
}

} // namespace dcsim
