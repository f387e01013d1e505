#pragma once
#include "analysis/results/run_grid.h"
#include <cstdint>
#include <string>
#include <vector>

namespace dcsim {

/// A table of the runs: its columns, without values, and the rows of all runs.
struct TableOutline {
    Table columns;
    std::size_t rows{0};
};

/// What a results file needs to know of all its runs before it takes the first: names, and how many rows.
struct ResultsOutline {
    std::vector<std::uint32_t> replications_with_series;
    std::vector<ChannelInfo> channels; ///< in the order in which they are first met, as all that follows
    std::vector<TableOutline> tables;
    std::vector<std::string> checks, clamps;
};

/// Looks through all runs. LogicError if runs do not fit the shape or each other.
ResultsOutline outline_of(const ResultShape& shape, const RunReader& reader);

} // namespace dcsim
