#pragma once
#include <string>
#include <vector>

namespace dcsim {

/// A unit that a metric may be shown in: shown = scale x value.
struct ShownUnit {
    std::string name;
    double scale{1};
};

/// The largest unit in which `value` is at least 1; the first if there is none. Units go from small to large.
const ShownUnit& unit_for(double value, const std::vector<ShownUnit>& units);

/// Decimals that show `significant` digits of `value`, at most 6; 0 for a value that is none.
int decimals_for(double value, int significant);

/// With so many decimals, no "-0.0"; "n/a" for what is not finite.
std::string fixed(double x, int decimals);

/// "-2.3 %", with a sign; what rounds to zero has none: "0.0 %".
std::string signed_percent(double percent, int decimals);

/// "+0.031 ±0.078": with two digits of the half-width, or three of the difference where no interval is left; at most
/// so many decimals.
std::string signed_with_interval(double difference, double half_width, bool has_interval, int most_decimals = 6);

} // namespace dcsim
