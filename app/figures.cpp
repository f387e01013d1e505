#include "app/figures.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

const ShownUnit& unit_for(double value, const std::vector<ShownUnit>& units)
{
    const auto fits = [&](const ShownUnit& unit) { return unit.scale * std::abs(value) >= 1; };
    const auto largest = std::find_if(units.rbegin(), units.rend(), fits);
    return largest == units.rend() ? units.front() : *largest;
}

int decimals_for(double value, int significant)
{
    constexpr int most = 6;
    if (!std::isfinite(value) || value == 0) return 0;
    return std::clamp(significant - 1 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, most);
}

std::string fixed(double x, int decimals)
{
    if (!std::isfinite(x)) return "n/a";
    const std::string text = fmt::format("{:.{}f}", x, decimals);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return zero && text.front() == '-' ? text.substr(1) : text;
}

std::string signed_percent(double percent, int decimals)
{
    const std::string text = fixed(percent, decimals);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return (percent > 0 && !zero ? "+" : "") + text + " %";
}

std::string signed_with_interval(double difference, double half_width, bool has_interval, int most_decimals)
{
    const bool spread = has_interval && half_width > 0;
    const int wanted = spread ? decimals_for(half_width, 2) : decimals_for(difference, 3);
    const int decimals = std::min(wanted, most_decimals);
    std::string text = fixed(difference, decimals);
    if (text.front() != '-' && text != "n/a") text = "+" + text;
    return has_interval ? text + " ±" + fixed(half_width, decimals) : text;
}

} // namespace dcsim
