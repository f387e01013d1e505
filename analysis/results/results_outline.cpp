#include "analysis/results/results_outline.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

void add_new(std::vector<std::string>& names, const std::string& name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void add_series(ResultsOutline& outline, const SiteRecord& site)
{
    for (const PackedSeries& series : site.series)
        if (std::ranges::find(outline.channels, series.info.name, &ChannelInfo::name) == outline.channels.end())
            outline.channels.push_back(series.info);
}

Table without_values(const Table& table)
{
    Table columns = table;
    for (Column& column : columns.columns) std::visit([](auto& values) { values.clear(); }, column.values);
    return columns;
}

void require_same_columns(const Table& a, const Table& b)
{
    require(a.columns.size() == b.columns.size(), "runs have different columns");
    for (std::size_t c = 0; c < a.columns.size(); ++c) {
        require(a.columns[c].name == b.columns[c].name, "runs have different columns");
        require(a.columns[c].values.index() == b.columns[c].values.index(), "runs have columns of different types");
        require(b.columns[c].size() == b.rows(), "the columns of a table have different lengths");
    }
}

void add_table(ResultsOutline& outline, const Table& table)
{
    auto known = std::ranges::find(outline.tables, table.name, [](const TableOutline& t) { return t.columns.name; });
    if (known == outline.tables.end()) known = outline.tables.insert(outline.tables.end(), {without_values(table), 0});
    require_same_columns(known->columns, table);
    known->rows += table.rows();
}

bool has_series(const RunRecord& run)
{
    return std::any_of(run.sites.begin(), run.sites.end(), [](const SiteRecord& s) { return !s.series.empty(); });
}

void add(ResultsOutline& outline, const RunRecord& run, const ResultShape& shape)
{
    if (has_series(run)) outline.replications_with_series.push_back(run.key.replication);
    for (const SiteRecord& site : run.sites) {
        site_of(site, shape);
        require(site.metrics.size() == shape.metrics.size(), "a run has another number of metrics than the table");
        add_series(outline, site);
    }
    for (const Table& table : run.tables) add_table(outline, table);
    for (const CheckRecord& check : run.checks) add_new(outline.checks, check.name);
    for (const auto& clamp : run.clamps) add_new(outline.clamps, clamp.first);
}

} // namespace

ResultsOutline outline_of(const ResultShape& shape, const RunReader& reader)
{
    ResultsOutline outline;
    for (std::size_t point = 0; point < shape.points(); ++point) {
        for (const auto& run : reader.runs(point))
            if (run) add(outline, *run, shape);
        auto& kept = outline.replications_with_series;
        std::ranges::sort(kept);
        kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    }
    return outline;
}

} // namespace dcsim
