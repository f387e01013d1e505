#pragma once
#include "models/vocabulary/run_context.h"
#include "sim/config/fields.h"
#include "sim/engine/signal.h"
#include <string>

namespace dcsim {

/// Makes a forecast of a signal for one run. The signal must outlive it; the name keys its noise.
template <class Q> using ForecastMaker =
    Maker<Forecast<Q>, const Signal<Q>&, const RunContext&, const std::string& /*name*/>;
template <class Q> using ForecastRegistry =
    Registry<Forecast<Q>, const Signal<Q>&, const RunContext&, const std::string&>;

/// The rows for intensities and prices. Where a target reaches beyond the truth, the part that is covered speaks for
/// it.
template <class Q> ForecastRegistry<Q> forecasts();

/// An autoregressive relative error that starts at 0 when a forecast is issued and saturates with the lead time.
struct ForecastError {
    double rho;   ///< correlation of the errors of neighbouring hours
    double sigma; ///< standard deviation of the relative error far ahead
};

/// Solves MAPE(h) = sigma sqrt(1 - rho^2h) sqrt(2/pi) for two lead times. Nothing if no rho in (0, 1) fits: that needs
/// mape_24h / sqrt(24) < mape_1h < mape_24h.
std::optional<ForecastError> calibrated_error(double mape_1h, double mape_24h);

} // namespace dcsim
