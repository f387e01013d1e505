#include "app/comparison_cells.h"
#include "app/report.h"
#include "app/run_tables.h"
#include "app/table.h"
#include "app/work_remarks.h"
#include "models/world/scenario_file.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

using Block = std::vector<Shown>;

const ShownUnit percent{"%", 100};
const Block of_jobs{{"energy_per_job_kwh", "energy", {{"kWh/job", 1}}, 2},
                    {"run_time_mean_s", "run time", {{"h/job", 1.0 / 3600}}, 2},
                    {"energy_compute_kwh", "compute", {percent}, 1, true},
                    {"energy_memory_kwh", "memory", {percent}, 1, true},
                    {"energy_communication_kwh", "comm.", {percent}, 1, true},
                    {"energy_data_kwh", "data", {percent}, 1, true},
                    {"energy_static_kwh", "static", {percent}, 1, true}};
const std::vector<ShownUnit> energies{{"Wh", 1e3}, {"kWh", 1}, {"MWh", 1e-3}, {"GWh", 1e-6}};
const Block of_pools{{"accelerators", "accelerators", {{"-", 1}}, 0},
                     {"utilisation", "utilised", {percent}, 1, true},
                     {"wait_mean_s", "wait mean", {{"h", 1.0 / 3600}}, 2},
                     {"energy_it_kwh", "IT energy", energies},
                     {"energy_idle_kwh", "idle nodes", energies}};
const Block of_services{
    {"energy_per_item_j", "energy", {{"J/item", 1}}, 3}, {"ttft_p50_s", "TTFT p50", {{"s", 1}}, 3},
    {"ttft_p99_s", "TTFT p99", {{"s", 1}}, 3},           {"tpot_p99_s", "TPOT p99", {{"ms", 1000}}, 1},
    {"slo_attainment", "SLO met", {percent}, 2, true},   {"replicas_mean", "replicas", {{"-", 1}}, 2}};

std::vector<ShownColumn> columns_of(const RunTables& tables, const Block& block, const std::string& row,
                                    std::size_t policies, std::size_t baseline)
{
    std::vector<ShownColumn> columns;
    for (const Shown& s : block) {
        std::vector<Comparison> compared;
        for (std::size_t p = 0; p < policies; ++p) compared.push_back(tables.comparison(baseline, p, row, s));
        columns.push_back(shown_column(s, std::move(compared), baseline));
    }
    return columns;
}

/// In one unit down each column, that which suits the largest of its rows.
void share_units(std::vector<std::vector<ShownColumn>>& rows)
{
    for (std::size_t c = 0; c < rows.front().size(); ++c) {
        double largest = 0;
        for (const auto& columns : rows) largest = std::max(largest, columns[c].largest);
        for (auto& columns : rows) columns[c].unit = unit_for(largest, columns[c].shown.units);
    }
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
        return !is_cause(column.shown) && c.replications > 0 && !c.same() && !c.unresolved();
    });
}

using Names = std::vector<std::string>;

std::string block_text(const char* title, const Block& block, const RunTables& tables, const Names& policies,
                       const Names& rows, std::size_t baseline)
{
    std::vector<std::vector<ShownColumn>> all;
    for (const std::string& row : rows) all.push_back(columns_of(tables, block, row, policies.size(), baseline));
    share_units(all);
    std::vector<TextTable::Column> header{{title, "", TextTable::Align::left}};
    for (const ShownColumn& column : all.front()) header.push_back({column.shown.title, column.unit.name});
    TextTable table{header};
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (r > 0) table.add_rule();
        const std::vector<ShownColumn>& columns = all[r];
        add_row(table, rows[r], columns, baseline, absolute_cell);
        for (std::size_t p = 0; p < policies.size(); ++p) {
            if (p == baseline || !differs(columns, p)) continue;
            add_row(table, "  " + policies[p], columns, p, difference_cell);
            add_row(table, "", columns, p, relative_cell);
        }
    }
    return table.text() + '\n';
}

/// Those of which a number is known under the baseline.
Names with(const RunTables& tables, const Names& rows, std::size_t baseline, const Shown& s)
{
    Names some;
    for (const std::string& row : rows)
        if (std::ranges::any_of(tables.values(baseline, row, s), [](double x) { return x > 0; })) some.push_back(row);
    return some;
}

/// Its energy is charged to causes.
bool states_what_it_computes(const RunTables& tables, const std::string& workload, std::size_t baseline)
{
    return std::ranges::any_of(of_jobs, [&](const Shown& s) {
        return is_cause(s) && std::ranges::any_of(tables.values(baseline, workload, s), [](double x) { return x > 0; });
    });
}

/// Pools of all policies, if one has several.
std::string pools(const StudyPlan& plan, const ResultSet& results, std::size_t baseline)
{
    Names names;
    for (const PolicyScenario& policy : plan.file().policies)
        for (const PoolParams& pool : policy.scenario.site.pools)
            if (std::ranges::find(names, pool.name) == names.end()) names.push_back(pool.name);
    if (names.size() == 1) return "";
    return block_text("pool", of_pools, RunTables{results, "pools"}, results.policies, names, baseline);
}

} // namespace

std::string workload_report(const StudyPlan& plan, const ResultSet& results, std::size_t baseline)
{
    if (results.runs.empty()) return "";
    const RunTables tables{results, "workloads"};
    Names workloads;
    for (const WorkloadScenario& w : plan.file().policies[baseline].scenario.workloads) workloads.push_back(w.name);
    Names jobs = with(tables, workloads, baseline, of_jobs.front());
    std::erase_if(jobs, [&](const std::string& w) { return !states_what_it_computes(tables, w, baseline); });
    const Names services = with(tables, workloads, baseline, of_services.front());
    std::string text = pools(plan, results, baseline);
    if (!jobs.empty()) text += block_text("work, by job", of_jobs, tables, results.policies, jobs, baseline);
    if (!services.empty()) text += block_text("service", of_services, tables, results.policies, services, baseline);
    if (jobs.empty() && services.empty()) return text;
    return text + work_remarks(plan, results, tables, {.jobs = jobs, .services = services});
}

} // namespace dcsim
