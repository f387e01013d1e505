#include "app/run_tables.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

template <class T> const std::vector<T>& column(const Table& table, std::string_view name)
{
    for (const Column& c : table.columns)
        if (c.name == name) return std::get<std::vector<T>>(c.values);
    broken("there is no column of this name", std::source_location::current());
}

std::optional<std::size_t> place(const Table& table, const std::string& row)
{
    const auto& names = std::get<std::vector<std::string>>(table.columns.front().values);
    const auto found = static_cast<std::size_t>(std::ranges::find(names, row) - names.begin());
    return found == names.size() ? std::nullopt : std::optional{found};
}

double value(const Table& table, const std::string& row, const Shown& s)
{
    const auto at = place(table, row);
    if (!at) return missing;
    const double value = column<double>(table, s.metric)[*at];
    return is_cause(s) ? value / column<double>(table, "energy_kwh")[*at] : value;
}

} // namespace

bool is_cause(const Shown& s)
{
    return s.share && std::string_view{s.metric}.starts_with("energy_");
}

RunTables::RunTables(const ResultSet& results, std::string_view name)
    : tables_(results.policies.size(), std::vector<const Table*>(results.replications.size()))
{
    for (const RunRecord& run : results.runs) {
        const auto policy = std::ranges::find(results.policies, run.key.policy) - results.policies.begin();
        const auto seed = std::ranges::find(results.replications, run.key.replication) - results.replications.begin();
        for (const Table& table : run.tables)
            if (table.name == name) tables_[static_cast<std::size_t>(policy)][static_cast<std::size_t>(seed)] = &table;
    }
}

std::vector<double> RunTables::values(std::size_t policy, const std::string& row, const Shown& s) const
{
    std::vector<double> all;
    for (const Table* table : tables_[policy]) all.push_back(table ? value(*table, row, s) : missing);
    return all;
}

Comparison RunTables::comparison(std::size_t baseline, std::size_t policy, const std::string& row, const Shown& s) const
{
    Comparison c = compare(values(baseline, row, s), values(policy, row, s));
    c.finished = 0;
    for (std::size_t k = 0; k < tables_[policy].size(); ++k)
        if (tables_[policy][k] && tables_[baseline][k]) ++c.finished;
    return c;
}

double RunTables::mean(std::size_t policy, const std::string& row, const Shown& s) const
{
    const std::vector<double> all = values(policy, row, s);
    return compare(all, all).policy_mean;
}

std::string RunTables::word(std::size_t policy, const std::string& row, std::string_view name) const
{
    for (const Table* table : tables_[policy])
        if (const auto at = table ? place(*table, row) : std::nullopt) return column<std::string>(*table, name)[*at];
    return {};
}

} // namespace dcsim
