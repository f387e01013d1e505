#include "app/amounts.h"
#include "app/figures.h"
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

std::string in_units(double si, const std::vector<ShownUnit>& units)
{
    const ShownUnit& unit = unit_for(si, units);
    return fmt::format("{} {}", number_text(unit.scale * si, 3), unit.name);
}

std::string grouped(double x)
{
    std::string text = fmt::format("{:.0f}", x);
    const std::size_t first = text.front() == '-' ? 1 : 0;
    for (std::size_t at = text.size(); at > first + 3;) text.insert(at -= 3, 1, ',');
    return text;
}

} // namespace

std::string number_text(double x, int digits)
{
    constexpr double largest = 1e15;
    const double whole = std::pow(10.0, digits) - 0.5;
    if (!std::isfinite(x)) return "n/a";
    if (std::abs(x) < whole || std::abs(x) >= largest) return fmt::format("{:.{}g}", x, digits);
    return grouped(x);
}

std::string time_text(Seconds time)
{
    if (time == Seconds{}) return "0 s";
    return in_units(time.si(), {{"ns", 1e9},
                                {"us", 1e6},
                                {"ms", 1e3},
                                {"s", 1},
                                {"min", 1 / minute.si()},
                                {"h", 1 / hour.si()},
                                {"d", 1 / day.si()}});
}

std::string energy_text(Energy energy)
{
    if (energy == Energy{}) return "0 kWh";
    return in_units(
        energy.si(),
        {{"uJ", 1e6}, {"mJ", 1e3}, {"J", 1}, {"Wh", 1e3 / kWh.si()}, {"kWh", 1 / kWh.si()}, {"MWh", 1 / MWh.si()}});
}

std::string percent_text(double share)
{
    return fixed(100 * share, 1);
}

} // namespace dcsim
