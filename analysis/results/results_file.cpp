#include "analysis/results/results_file.h"
#include "analysis/results/atomic_file.h"
#include "analysis/results/results_groups.h"
#include <utility>

namespace dcsim {

namespace {

std::string image_of(const ResultSet& results)
{
    const RunGrid grid{results};
    NetcdfFile file;
    {
        NetcdfGroup root = file.root();
        write_summary(root, results, grid);
        write_series(root, results, grid);
        write_tables(root, results, grid);
        write_checks(root, results, grid);
    }
    return std::move(file).close();
}

} // namespace

void write_results(const std::filesystem::path& path, const ResultSet& results)
{
    const auto target = std::filesystem::is_directory(path) ? path / "results.h5" : path;
    const QuietHdf5 quiet;
    std::string image;
    try {
        image = image_of(results);
    } catch (const Hdf5Error& problem) {
        throw IoError{target.string() + ": " + problem.what()};
    }
    write_file(target, image);
}

} // namespace dcsim
