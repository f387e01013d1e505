#include "models/vocabulary/elasticity.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr std::uint32_t whole_accelerator = 1000; // thousandths

struct Limits {
    double least, most;
    bool allow(double milli) const { return least <= milli && milli <= most; }
};

Limits limits(const Elasticity& e, std::uint32_t asked)
{
    constexpr double rounding = 1e-9; // a third of 48 is 16
    Limits limits{e.least * asked * (1 - rounding), e.most * asked * (1 + rounding)};
    if (e.least_accelerators) limits.least = std::max(limits.least, double{whole_accelerator} * *e.least_accelerators);
    if (e.most_accelerators) limits.most = std::min(limits.most, double{whole_accelerator} * *e.most_accelerators);
    return limits;
}

} // namespace

std::vector<std::uint32_t> allowed_sizes(const Elasticity& e, std::uint32_t asked, std::uint64_t most)
{
    if (e.choice == SizeChoice::rigid) return {asked};
    Limits in = limits(e, asked);
    in.most = std::min(in.most, static_cast<double>(most));
    std::vector<std::uint32_t> sizes{asked};
    const std::uint32_t unit = asked % whole_accelerator == 0 ? whole_accelerator : 1;
    if (e.steps == Elasticity::Steps::doubling) {
        for (std::uint32_t s = asked; s % (2 * unit) == 0 && s / 2 >= in.least; s /= 2)
            if (in.allow(s / 2)) sizes.push_back(s / 2);
        for (std::uint64_t s = 2ULL * asked; static_cast<double>(s) <= in.most; s *= 2)
            if (in.allow(static_cast<double>(s))) sizes.push_back(static_cast<std::uint32_t>(s));
    } else {
        const auto first = static_cast<std::uint64_t>(std::ceil(in.least / whole_accelerator));
        for (std::uint64_t n = std::max<std::uint64_t>(first, 1); in.allow(1000.0 * static_cast<double>(n)); ++n)
            sizes.push_back(static_cast<std::uint32_t>(n * whole_accelerator));
    }
    std::ranges::sort(sizes);
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    return sizes;
}

ResourceRequest resized(const ResourceRequest& asked, std::uint32_t milli)
{
    if (milli == asked.milli_accelerators) return asked;
    const double factor = static_cast<double>(milli) / asked.milli_accelerators;
    ResourceRequest r = asked;
    r.milli_accelerators = milli;
    r.cores = static_cast<std::uint32_t>(std::lround(factor * asked.cores));
    r.memory_bytes = static_cast<std::uint64_t>(factor * static_cast<double>(asked.memory_bytes));
    if (asked.nodes > 0) {
        const std::uint32_t per_node = (asked.milli_accelerators + asked.nodes - 1) / asked.nodes;
        r.nodes = (milli + per_node - 1) / per_node;
    }
    return r;
}

double amdahl_time(double serial_fraction, double accelerators)
{
    return serial_fraction + (1 - serial_fraction) / accelerators;
}

} // namespace dcsim
