#pragma once
#include "analysis/results/result_set.h"
#include <filesystem>
#include <string>

namespace dcsim {

/// Long format, one line per number: policy,replication,site,metric,unit,value (with `point` in front where points are
/// swept). 17 significant digits, so that reading gives the same double; an empty cell where a metric does not exist;
/// CRLF and quotes as in RFC 4180. Runs that are missing have no lines.
std::string summary_csv(const ResultSet& results);

/// Written beside and renamed; throws IoError naming the path and the reason.
void write_summary_csv(const std::filesystem::path& path, const ResultSet& results);

} // namespace dcsim
