#pragma once
#include "models/environment/fuels.h"
#include "models/environment/series_window.h"
#include "models/vocabulary/grid.h"
#include "sim/config/fields.h"
#include <vector>

namespace dcsim {

/// Makes the grid of a run. Throws IoError if a file cannot serve it.
class GridSource {
public:
    virtual ~GridSource() = default;
    virtual GridSeries series(const RunContext& run) const = 0;
};

Row<GridSource> typical_grid();  ///< statistics of a catalogue row, new noise for every replication
Row<GridSource> mix_csv_grid();  ///< hourly generation by fuel from a file
Row<GridSource> constant_grid(); ///< for tests and limiting cases

/// The grid that a generation mix per step makes, `window.count` of them.
GridSeries grid_of_mix(const SeriesWindow& window, const std::vector<FuelMix>& mix, const FactorSet& set);

} // namespace dcsim
