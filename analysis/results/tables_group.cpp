#include "analysis/results/results_groups.h"
#include <algorithm>

namespace dcsim {

namespace {

struct Part {
    const RunRecord* run;
    const Table* table;
};

/// Names of all tables, in the order in which they are first met.
Names table_names(const RunGrid& grid)
{
    Names names;
    for (const RunRecord* run : grid.in_order())
        for (const Table& table : run->tables)
            if (std::find(names.begin(), names.end(), table.name) == names.end()) names.push_back(table.name);
    return names;
}

std::vector<Part> parts_of(const std::string& name, const RunGrid& grid)
{
    std::vector<Part> parts;
    for (const RunRecord* run : grid.in_order())
        for (const Table& table : run->tables)
            if (table.name == name) parts.push_back({run, &table});
    return parts;
}

std::size_t rows(const std::vector<Part>& parts)
{
    std::size_t sum = 0;
    for (const Part& part : parts) sum += part.table->rows();
    return sum;
}

/// The same number for every row of a run.
template <class NumberOf> std::vector<std::int32_t> per_row(const std::vector<Part>& parts, NumberOf number_of)
{
    std::vector<std::int32_t> values;
    for (const Part& part : parts)
        values.insert(values.end(), part.table->rows(), static_cast<std::int32_t>(number_of(*part.run)));
    return values;
}

void write_run_columns(NetcdfGroup& group, const std::vector<Part>& parts, const ResultSet& results,
                       const RunGrid& grid)
{
    const Names row{parts.front().table->row};
    const auto index = [](const char* of) { return Attributes{{"units", "1"}, {"long_name", of}}; };
    if (!results.points.empty())
        group.variable("point", row, per_row(parts, [&](const RunRecord& run) { return grid.point_of(run); }),
                       index("index of the point in the root group"));
    group.variable("policy", row, per_row(parts, [&](const RunRecord& run) { return grid.policy_of(run); }),
                   index("index of the policy in the root group"));
    group.variable("replication", row, per_row(parts, [](const RunRecord& run) { return run.key.replication; }),
                   index("number of the random seed"));
}

template <class T> std::vector<T> joined(const std::vector<Part>& parts, std::size_t column)
{
    std::vector<T> values;
    for (const Part& part : parts) {
        require(part.table->columns.size() == parts.front().table->columns.size(), "runs have different columns");
        const Column& piece = part.table->columns[column];
        require(piece.name == parts.front().table->columns[column].name, "runs have different columns");
        require(std::holds_alternative<std::vector<T>>(piece.values), "runs have columns of different types");
        require(piece.size() == part.table->rows(), "the columns of a table have different lengths");
        const auto& more = std::get<std::vector<T>>(piece.values);
        values.insert(values.end(), more.begin(), more.end());
    }
    return values;
}

Attributes about(const Column& column)
{
    Attributes all{{"long_name", column.meaning}};
    if (!column.unit.empty()) all.emplace(all.begin(), "units", column.unit);
    return all;
}

void write_column(NetcdfGroup& group, const std::vector<Part>& parts, std::size_t column)
{
    const Table& table = *parts.front().table;
    const Column& first = table.columns[column];
    const auto write = [&]<class T>(const std::vector<T>&) {
        group.variable(first.name, {table.row}, joined<T>(parts, column), about(first));
    };
    std::visit(write, first.values);
}

} // namespace

void write_tables(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid)
{
    for (const std::string& name : table_names(grid)) {
        const std::vector<Part> parts = parts_of(name, grid);
        NetcdfGroup group = root.child(name);
        group.dimension(parts.front().table->row, rows(parts));
        write_run_columns(group, parts, results, grid);
        for (std::size_t column = 0; column < parts.front().table->columns.size(); ++column)
            write_column(group, parts, column);
    }
}

} // namespace dcsim
