#pragma once
#include "analysis/results/netcdf_writer.h"
#include "analysis/results/result_set.h"
#include "analysis/results/run_grid.h"

/// The groups of a results file, each with its own scales: readers do not look into the parent group.
namespace dcsim {

/// Metrics over ([point,] policy, replication, site) and the attributes of the file, in the root group.
void write_summary(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid);

/// `/series`, with the replications that kept series; nothing if no run did.
void write_series(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid);

/// One group per table of the runs, such as `/jobs`: one variable per column, the rows of all runs below each other.
void write_tables(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid);

/// `/checks`: conservation residuals and clamps; nothing if no run has any.
void write_checks(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid);

/// Coordinates `[point,] policy, replication`, and their names.
Names add_run_scales(NetcdfGroup& group, const ResultSet& results, const std::vector<std::uint32_t>& replications);

} // namespace dcsim
