#include "app/comparison_cells.h"
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

std::string fixed(double x, int decimals)
{
    if (!std::isfinite(x)) return "n/a";
    const std::string text = fmt::format("{:.{}f}", x, decimals);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return zero && text.front() == '-' ? text.substr(1) : text; // no "-0.0"
}

} // namespace

std::string absolute_cell(const Comparison& c, const Shown& s)
{
    return c.replications == 0 ? "-" : fixed(s.scale * c.policy_mean, s.decimals);
}

std::string difference_cell(const Comparison& c, const Shown& s)
{
    if (c.replications == 0) return "-";
    if (c.difference == 0 && c.half_width.value_or(0) == 0) return "0";
    std::string text = fixed(s.scale * c.difference, s.decimals);
    if (text.front() != '-' && text != "n/a") text = "+" + text;
    if (c.half_width) text += " ±" + fixed(s.scale * *c.half_width, s.decimals);
    return text;
}

std::string relative_cell(const Comparison& c, const Shown& s)
{
    if (!c.relative || c.difference == 0) return "";
    if (c.half_width && !c.resolved()) return "unresolved";
    if (s.share) return "";
    return *c.relative > 9 ? fmt::format("x {:.4g}", 1 + *c.relative) : fmt::format("{:+.1f} %", 100 * *c.relative);
}

} // namespace dcsim
