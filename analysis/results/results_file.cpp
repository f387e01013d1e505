#include "analysis/results/results_file.h"
#include "analysis/results/hdf5_handle.h"
#include <utility>

namespace dcsim {

ReplacedFile results_beside(const std::filesystem::path& path, const ResultShape& shape, const RunReader& reader,
                            std::unique_ptr<ResultsDraft> draft)
{
    const auto target = std::filesystem::is_directory(path) ? path / "results.h5" : path;
    const ResultsOutline outline = outline_of(shape, reader);
    ReplacedFile replaced{target};
    try {
        if (draft && !draft->is_of(shape, outline)) draft.reset(); // before there is another
        if (!draft) draft = std::make_unique<ResultsDraft>(shape, outline.tables);
        draft->complete(replaced.temporary(), target, shape, outline, reader);
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
