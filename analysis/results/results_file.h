#pragma once
#include "analysis/results/result_set.h"
#include <filesystem>

namespace dcsim {

/// Writes `results.h5` as docs/results-format.md specifies it, beside and renamed; a folder means `results.h5` in it.
/// Equal results give equal bytes. Throws IoError naming the path and the reason; LogicError if runs do not fit the
/// policies, sites, replications and metrics. One thread at a time: HDF5 has global state.
void write_results(const std::filesystem::path& path, const ResultSet& results);

} // namespace dcsim
