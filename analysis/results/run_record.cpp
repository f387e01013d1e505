#include "analysis/results/run_record.h"

namespace dcsim {

namespace {

/// Gives each element of a vector its turn, after the vector has its size.
template <class T, class Visit> void each(Archive& archive, std::vector<T>& elements, Visit visit)
{
    std::uint64_t size = elements.size();
    archive("size", size);
    if (archive.restoring()) elements.assign(size, T{});
    for (T& element : elements) visit(element);
}

template <class T> void values_of(Archive& archive, Column& column)
{
    if (archive.restoring()) column.values = std::vector<T>{};
    archive("values", std::get<std::vector<T>>(column.values));
}

void visit_column(Archive& archive, Column& column)
{
    archive("name", column.name)("unit", column.unit)("meaning", column.meaning);
    std::uint64_t type = column.values.index();
    archive("type", type);
    switch (type) {
    case 0: return values_of<double>(archive, column);
    case 1: return values_of<std::int64_t>(archive, column);
    default: return values_of<std::string>(archive, column);
    }
}

void visit_check(Archive& archive, CheckRecord& check)
{
    archive("name", check.name)("residual", check.residual)("tolerance", check.tolerance);
    archive("passed", check.passed)("detail", check.detail);
}

} // namespace

std::size_t Column::size() const
{
    return std::visit([](const auto& all) { return all.size(); }, values);
}

void RunRecord::state(Archive& archive)
{
    archive("point", key.point)("policy", key.policy)("replication", key.replication);
    each(archive, sites, [&](SiteRecord& s) { archive("site", s.site)("metrics", s.metrics)("series", s.series); });
    each(archive, tables, [&](Table& table) {
        archive("table", table.name)("row", table.row);
        each(archive, table.columns, [&](Column& column) { visit_column(archive, column); });
    });
    each(archive, checks, [&](CheckRecord& check) { visit_check(archive, check); });
    archive("clamps", clamps)("sources", sources)("warnings", warnings);
}

} // namespace dcsim
