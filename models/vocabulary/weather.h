#pragma once
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <string>
#include <vector>

namespace dcsim {

/// State of moist air; humidity ratio in kg water per kg dry air.
struct Air {
    double celsius{20}, humidity_ratio{0.007}, wet_bulb_celsius{13}, pascal{101325};
};

struct Location {
    double latitude_deg{0}, longitude_deg{0}, elevation_m{0};
    Seconds utc_offset{}; ///< of local standard time
};

/// Weather of one site over a run. States are instants at `first + i*step`, linear between them (dry bulb, humidity
/// ratio, pressure, wind); irradiances are means over [i, i+1). [facility.md 1.2, energy.md T2-T3]
struct WeatherSeries {
    Location location;
    Time first;
    Span step{3'600'000'000'000};
    std::vector<double> dry_bulb_celsius, humidity_ratio, pascal, wind_m_s;
    std::vector<double> ghi_w_m2, dni_w_m2, dhi_w_m2;
    std::string no_sun{}; ///< where the source states no irradiances, which are empty then: why
};

} // namespace dcsim
