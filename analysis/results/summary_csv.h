#pragma once
#include "analysis/results/atomic_file.h"
#include "analysis/results/run_grid.h"
#include <filesystem>
#include <string>

namespace dcsim {

/// Long format, one line per number: policy,replication,site,metric,unit,value, with a column for each swept key in
/// front, its unit in brackets. 17 significant digits, so that reading gives the same double; an empty cell where a
/// metric does not exist; CRLF and quotes as in RFC 4180. Runs that are missing have no lines.
std::string summary_csv(const ResultSet& results);

/// Written point by point, to be committed; throws IoError naming the path and the reason.
ReplacedFile summary_csv_beside(const std::filesystem::path& path, const ResultShape& shape, const RunReader& reader);

} // namespace dcsim
