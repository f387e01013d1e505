#pragma once
#include "models/environment/series_window.h"
#include "models/vocabulary/weather.h"
#include "sim/config/fields.h"
#include <memory>

namespace dcsim {

/// Makes the weather of a run. Throws IoError if a file cannot serve it.
class WeatherSource {
public:
    virtual ~WeatherSource() = default;
    virtual WeatherSeries series(const RunContext& run) const = 0;
};

Row<WeatherSource> typical_climate();  ///< statistics of a catalogue row, new noise for every replication
Row<WeatherSource> epw_climate();      ///< a typical-year file
Row<WeatherSource> constant_climate(); ///< for tests and limiting cases

void fields(Fields& f, Location& location);
/// A series that has its place and time, but no values yet.
WeatherSeries unfilled(const Location& location, const SeriesWindow& window);
std::int64_t utc_offset_ns(const Location& location); ///< of local standard time

} // namespace dcsim
