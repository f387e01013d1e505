#include "analysis/results/results_groups.h"
#include <algorithm>

namespace dcsim {

namespace {

Attributes about(const Column& column)
{
    Attributes all{{"long_name", column.meaning}};
    if (!column.unit.empty()) all.emplace(all.begin(), "units", column.unit);
    return all;
}

Attributes index_of(const char* what)
{
    return {{"units", "1"}, {"long_name", what}};
}

} // namespace

TableGroup::TableGroup(const NetcdfGroup& root, const ResultShape& shape, const TableOutline& outline)
    : shape_{shape}, outline_{outline}, group_{root.child(outline.columns.name)}
{
    const Names row{outline.columns.row};
    group_.dimension(outline.columns.row, outline.rows);
    if (!shape.axes.empty())
        points_.emplace(
            group_.array<std::int32_t>("point", row, index_of("number of the point: axes in order, the last fastest")));
    run_columns_.push_back(
        group_.array<std::int32_t>("policy", row, index_of("index of the policy in the root group")));
    run_columns_.push_back(group_.array<std::int32_t>("replication", row, index_of("number of the random seed")));
    for (const Column& column : outline.columns.columns)
        std::visit(
            [&]<class T>(const std::vector<T>&) {
                columns_.emplace_back(group_.array<T>(column.name, row, about(column)));
            },
            column.values);
}

void TableGroup::open(std::size_t first, std::size_t count)
{
    if (first == 0) {
        if (points_) points_->open();
        for (auto& column : run_columns_) column.open();
    }
    for (std::size_t c = first; c < std::min(first + count, columns_.size()); ++c)
        std::visit([](auto& column) { column.open(); }, columns_[c]);
}

void TableGroup::add(std::size_t point, const PointRuns& runs)
{
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i]) continue;
        for (const Table& table : runs[i]->tables)
            if (table.name == outline_.columns.name) add(point, i / shape_.replications.size(), *runs[i], table);
    }
}

void TableGroup::add(std::size_t point, std::size_t policy, const RunRecord& run, const Table& table)
{
    const auto same = [&](std::size_t value) {
        return std::vector<std::int32_t>(table.rows(), static_cast<std::int32_t>(value));
    };
    if (points_) points_->append(same(point));
    run_columns_[0].append(same(policy));
    run_columns_[1].append(same(run.key.replication));
    for (std::size_t c = 0; c < columns_.size(); ++c)
        std::visit(
            [&]<class T>(NetcdfArray<T>& column) { column.append(std::get<std::vector<T>>(table.columns[c].values)); },
            columns_[c]);
}

void TableGroup::finish()
{
    if (points_) points_->finish();
    for (auto& column : run_columns_) column.finish();
    for (AnyArray& column : columns_) std::visit([](auto& c) { c.finish(); }, column);
    group_.finish();
}

} // namespace dcsim
