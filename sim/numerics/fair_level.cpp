#include "sim/numerics/fair_level.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <compare>
#include <vector>

namespace dcsim {

namespace {

/// From a level on, all claims together rise by so much more, or less, with it.
struct Bend {
    double at, slope;
    auto operator<=>(const Bend&) const = default;
};

double sum_of(std::vector<double> values)
{
    std::ranges::sort(values);
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
}

} // namespace

double fair_level(std::span<const Claim> claims, double capacity)
{
    std::vector<Bend> bends;
    std::vector<double> least;
    for (const Claim& claim : claims) {
        require(claim.most >= claim.least && claim.weight > 0, "a claim takes at most what it takes at least, or more");
        bends.push_back({claim.least, claim.weight});
        bends.push_back({claim.most, -claim.weight});
        least.push_back(claim.weight * claim.least);
    }
    std::ranges::sort(bends, [](const Bend& a, const Bend& b) { return a < b; });
    double taken = sum_of(std::move(least)), slope = 0, level = 0;
    if (taken >= capacity) return 0;
    for (const Bend& bend : bends) {
        const double more = slope * (bend.at - level);
        if (taken + more > capacity) return level + (capacity - taken) / slope;
        taken += more;
        level = bend.at;
        slope += bend.slope;
    }
    return unlimited;
}

} // namespace dcsim
