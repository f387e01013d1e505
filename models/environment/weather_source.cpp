#include "models/environment/weather_source.h"
#include <cmath>

namespace dcsim {

void fields(Fields& f, Location& location)
{
    double offset_hours = location.utc_offset / hour;
    f.optional("latitude_deg", location.latitude_deg, "degrees, north is positive", {.least = -90, .most = 90});
    f.optional("longitude_deg", location.longitude_deg, "degrees, east is positive", {.least = -180, .most = 180});
    f.optional("elevation_m", location.elevation_m, "metres above sea level", {.least = -500, .most = 9000});
    f.optional("utc_offset_hours", offset_hours, "local standard time less UTC, hours", {.least = -12, .most = 14});
    location.utc_offset = offset_hours * hour;
}

WeatherSeries unfilled(const Location& location, const SeriesWindow& window)
{
    WeatherSeries series;
    series.location = location;
    series.first = window.first;
    series.step = window.step;
    return series;
}

std::int64_t utc_offset_ns(const Location& location)
{
    return std::llround(location.utc_offset.si() * ns_per_second);
}

} // namespace dcsim
