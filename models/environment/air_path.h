#pragma once
#include "models/vocabulary/weather.h"
#include "sim/base/archive.h"

namespace dcsim {

/// Outdoor air at any instant: dry bulb, humidity ratio and pressure linear between the states of the series, wet bulb
/// solved from the last one. The series must outlive it.
class AirPath {
public:
    explicit AirPath(const WeatherSeries& weather) : weather_{&weather} {}
    /// Outside the series is a LogicError.
    Air at(Time t);
    /// The last solution is where the next one starts, so it belongs to the run: its last bits depend on it.
    void state(Archive& archive) { archive("last wet bulb", last_wet_bulb_celsius_); }

private:
    const WeatherSeries* weather_;
    double last_wet_bulb_celsius_{10};
};

} // namespace dcsim
