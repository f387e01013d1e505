#include "app/comparison_cells.h"
#include "app/report.h"
#include "app/table.h"
#include "app/words.h"
#include "models/world/scenario_file.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <limits>
#include <set>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
using Block = std::vector<Shown>;

const ShownUnit percent{"%", 100};
const Block of_jobs{{"energy_per_job_kwh", "energy", {{"kWh/job", 1}}, 2},
                    {"run_time_mean_s", "run time", {{"h/job", 1.0 / 3600}}, 2},
                    {"energy_compute_kwh", "compute", {percent}, 1, true},
                    {"energy_memory_kwh", "memory", {percent}, 1, true},
                    {"energy_communication_kwh", "comm.", {percent}, 1, true},
                    {"energy_data_kwh", "data", {percent}, 1, true},
                    {"energy_static_kwh", "static", {percent}, 1, true}};
const Block of_services{
    {"energy_per_item_j", "energy", {{"J/item", 1}}, 3}, {"ttft_p50_s", "TTFT p50", {{"s", 1}}, 3},
    {"ttft_p99_s", "TTFT p99", {{"s", 1}}, 3},           {"tpot_p99_s", "TPOT p99", {{"ms", 1000}}, 1},
    {"slo_attainment", "SLO met", {percent}, 2, true},   {"replicas_mean", "replicas", {{"-", 1}}, 2}};

/// A cause's part of a workload's energy.
bool is_cause(const Shown& s)
{
    return s.share && std::string_view{s.metric}.starts_with("energy_");
}

const std::vector<double>& numbers(const Table& table, std::string_view column)
{
    for (const Column& c : table.columns)
        if (c.name == column) return std::get<std::vector<double>>(c.values);
    broken("there is no column of this name", std::source_location::current());
}

/// The workloads' tables of one study, by policy and replication; null where a run is missing.
class Tables {
public:
    explicit Tables(const ResultSet& results)
        : tables_(results.policies.size(), std::vector<const Table*>(results.replications.size()))
    {
        for (const RunRecord& run : results.runs) {
            const auto policy = std::ranges::find(results.policies, run.key.policy) - results.policies.begin();
            const auto seed =
                std::ranges::find(results.replications, run.key.replication) - results.replications.begin();
            for (const Table& table : run.tables)
                if (table.name == "workloads")
                    tables_[static_cast<std::size_t>(policy)][static_cast<std::size_t>(seed)] = &table;
        }
    }

    /// One number of one workload by replication; causes as shares of their energy.
    std::vector<double> values(std::size_t policy, std::size_t workload, const Shown& s) const
    {
        std::vector<double> all;
        for (const Table* table : tables_[policy]) {
            double value = table ? numbers(*table, s.metric)[workload] : missing;
            if (table && is_cause(s)) value /= numbers(*table, "energy_kwh")[workload];
            all.push_back(value);
        }
        return all;
    }

private:
    std::vector<std::vector<const Table*>> tables_;
};

std::vector<ShownColumn> columns_of(const Tables& tables, const Block& block, std::size_t workload,
                                    std::size_t policies, std::size_t baseline)
{
    std::vector<ShownColumn> columns;
    for (const Shown& s : block) {
        std::vector<Comparison> compared;
        for (std::size_t p = 0; p < policies; ++p)
            compared.push_back(compare(tables.values(baseline, workload, s), tables.values(p, workload, s)));
        columns.push_back(shown_column(s, std::move(compared), baseline));
    }
    return columns;
}

using Cell = std::string (*)(const Comparison&, const ShownColumn&);

void add_row(TextTable& table, const std::string& title, const std::vector<ShownColumn>& columns, std::size_t policy,
             Cell cell)
{
    std::vector<std::string> cells{title};
    for (const ShownColumn& column : columns) cells.push_back(cell(column.compared[policy], column));
    table.add_row(std::move(cells));
}

/// Causes aside, whose shares of the window move with its edges, something differs and is no chance.
bool differs(const std::vector<ShownColumn>& columns, std::size_t policy)
{
    return std::ranges::any_of(columns, [policy](const ShownColumn& column) {
        const Comparison& c = column.compared[policy];
        const bool chance = c.half_width && !c.resolved();
        return !is_cause(column.shown) && c.replications > 0 && c.difference != 0 && !chance;
    });
}

struct Names {
    std::vector<std::string> workloads;
    const std::vector<std::string>& policies;
};

std::string block_text(const char* title, const Block& block, const Tables& tables, const Names& names,
                       const std::vector<std::size_t>& workloads, std::size_t baseline)
{
    std::vector<TextTable::Column> header{{title, "", TextTable::Align::left}};
    for (const Shown& s : block) header.push_back({s.title, s.units.front().name});
    TextTable table{header};
    for (const std::size_t w : workloads) {
        if (w != workloads.front()) table.add_rule();
        const std::vector<ShownColumn> columns = columns_of(tables, block, w, names.policies.size(), baseline);
        add_row(table, names.workloads[w], columns, baseline, absolute_cell);
        for (std::size_t p = 0; p < names.policies.size(); ++p) {
            if (p == baseline || !differs(columns, p)) continue;
            add_row(table, "  " + names.policies[p], columns, p, difference_cell);
            add_row(table, "", columns, p, relative_cell);
        }
    }
    return table.text() + '\n';
}

/// Workloads of which a number is known under the baseline.
std::vector<std::size_t> with(const Tables& tables, std::size_t workloads, std::size_t baseline, const Shown& s)
{
    std::vector<std::size_t> all;
    for (std::size_t w = 0; w < workloads; ++w)
        if (std::ranges::any_of(tables.values(baseline, w, s), [](double x) { return x > 0; })) all.push_back(w);
    return all;
}

/// Its energy is charged to causes.
bool states_what_it_computes(const Tables& tables, std::size_t workload, std::size_t baseline)
{
    return std::ranges::any_of(of_jobs, [&](const Shown& s) {
        return is_cause(s) && std::ranges::any_of(tables.values(baseline, workload, s), [](double x) { return x > 0; });
    });
}

/// What is known of accuracy, each technique once.
std::string accuracies(const StudyPlan& plan)
{
    std::set<std::string> labels;
    for (const PolicyScenario& p : plan.file().policies)
        for (const WorkloadScenario& w : p.scenario.workloads)
            for (std::string& label : Techniques{w.techniques, {}}.accuracies()) labels.insert(std::move(label));
    std::string text;
    for (const std::string& label : labels) text += wrapped("Accuracy,", label + ".", 2) + '\n';
    return text;
}

/// After how many jobs what a policy costs once is paid back.
std::string break_even(const Tables& tables, const Names& names, std::size_t baseline)
{
    std::string text;
    const Shown once{"energy_one_off_kwh", "", {{"kWh", 1}}}, each{"energy_per_job_kwh", "", {{"kWh", 1}}};
    for (std::size_t p = 0; p < names.policies.size(); ++p)
        for (std::size_t w = 0; w < names.workloads.size(); ++w) {
            const double cost = compare(tables.values(p, w, once), tables.values(p, w, once)).policy_mean;
            const Comparison jobs = compare(tables.values(baseline, w, each), tables.values(p, w, each));
            if (!(cost > 0) || jobs.replications == 0) continue;
            text +=
                fmt::format("Once, under {}: {:.1f} kWh for the techniques of {}, {}.\n", names.policies[p], cost,
                            names.workloads[w],
                            jobs.difference < 0 ? fmt::format("paid back after {:.1f} jobs", -cost / jobs.difference)
                                                : std::string{"never paid back"});
        }
    return text;
}

} // namespace

std::string workload_report(const StudyPlan& plan, const ResultSet& results, std::size_t baseline)
{
    if (results.runs.empty()) return "";
    const Tables tables{results};
    Names names{{}, results.policies};
    for (const WorkloadScenario& w : plan.file().policies[baseline].scenario.workloads)
        names.workloads.push_back(w.name);
    const std::size_t n = names.workloads.size();
    std::vector<std::size_t> jobs = with(tables, n, baseline, of_jobs.front());
    std::erase_if(jobs, [&](std::size_t w) { return !states_what_it_computes(tables, w, baseline); });
    const std::vector<std::size_t> services = with(tables, n, baseline, of_services.front());
    std::string text;
    if (!jobs.empty()) text += block_text("work, by job", of_jobs, tables, names, jobs, baseline);
    if (!services.empty()) text += block_text("service", of_services, tables, names, services, baseline);
    if (text.empty()) return "";
    return text + break_even(tables, names, baseline) + accuracies(plan);
}

} // namespace dcsim
