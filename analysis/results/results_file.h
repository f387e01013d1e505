#pragma once
#include "analysis/results/atomic_file.h"
#include "analysis/results/result_set.h"
#include "analysis/results/results_draft.h"
#include "analysis/results/run_grid.h"
#include <filesystem>
#include <memory>

namespace dcsim {

/// Writes `results.h5` as docs/results-format.md specifies it, beside and renamed; a folder means `results.h5` in it.
/// Equal results give equal bytes. Throws IoError naming the path and the reason; LogicError if runs do not fit the
/// policies, sites, replications and metrics. One thread at a time: HDF5 has global state.
void write_results(const std::filesystem::path& path, const ResultSet& results);
/// The same with runs from elsewhere, of which only those of one point are in memory at a time, and to be committed. A
/// draft of other results is of no use, and changes nothing.
ReplacedFile results_beside(const std::filesystem::path& path, const ResultShape& shape, const RunReader& reader,
                            std::unique_ptr<ResultsDraft> draft = nullptr);

} // namespace dcsim
