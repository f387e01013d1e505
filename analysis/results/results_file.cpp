#include "analysis/results/results_file.h"
#include "analysis/results/results_groups.h"
#include <deque>
#include <utility>

namespace dcsim {

namespace {

void write_groups(NetcdfGroup root, const ResultShape& shape, const ResultsOutline& outline, const RunReader& reader,
                  const MappedFile& target)
{
    SummaryGroup summary{std::move(root), shape};
    SeriesGroup series{summary.group(), shape, outline};
    std::deque<TableGroup> tables; // which stay where they are
    for (const TableOutline& table : outline.tables) tables.emplace_back(summary.group(), shape, table);
    ChecksGroup checks{summary.group(), shape, outline};
    for (std::size_t point = 0; point < shape.points() && !target.failed(); ++point) {
        const PointRuns runs = reader.runs(point);
        summary.add(runs);
        series.add(point, runs);
        for (TableGroup& table : tables) table.add(point, runs);
        checks.add(runs);
    }
    summary.finish();
    series.finish();
    for (TableGroup& table : tables) table.finish();
    checks.finish();
}

} // namespace

ReplacedFile results_beside(const std::filesystem::path& path, const ResultShape& shape, const RunReader& reader)
{
    const auto target = std::filesystem::is_directory(path) ? path / "results.h5" : path;
    H5dont_atexit(); // it would free piece by piece what the system takes back at once
    const QuietHdf5 quiet;
    const ResultsOutline outline = outline_of(shape, reader);
    ReplacedFile replaced{target};
    try {
        MappedFile mapped{replaced.temporary(), target};
        NetcdfFile file{mapped};
        write_groups(file.root(), shape, outline, reader, mapped);
        std::move(file).close();
    } catch (const Hdf5Error& problem) {
        throw IoError{target.string() + ": " + problem.what()};
    }
    return replaced;
}

void write_results(const std::filesystem::path& path, const ResultSet& results)
{
    results_beside(path, results, RunGrid{results}).commit();
}

} // namespace dcsim
