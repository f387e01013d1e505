#include "models/compute/accelerator.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Precision::count)> precision_names{
    "fp32", "tf32", "bf16", "fp8", "int8", "int4", "fp4"};

/// What to try next; the same again = nothing is left.
Precision next_wider(Precision p)
{
    switch (p) {
    case Precision::tf32: return Precision::fp32;
    case Precision::bf16: return Precision::fp32;
    case Precision::fp8: return Precision::bf16;
    case Precision::int8: return Precision::bf16;
    case Precision::int4: return Precision::int8;
    case Precision::fp4: return Precision::fp8;
    default: return p;
    }
}

} // namespace

double SizeTable::at(double size) const
{
    require(sizes.size() == fractions.size() && !sizes.empty(), "a table of sizes has a fraction for each");
    const auto above = std::upper_bound(sizes.begin(), sizes.end(), size);
    if (above == sizes.begin()) return fractions.front();
    if (above == sizes.end()) return fractions.back();
    const auto i = static_cast<std::size_t>(above - sizes.begin());
    const double part = std::log(size / sizes[i - 1]) / std::log(sizes[i] / sizes[i - 1]);
    return fractions[i - 1] + part * (fractions[i] - fractions[i - 1]);
}

std::optional<Precision> runs_as(const AcceleratorParams& p, Precision wanted)
{
    while (at(p.peak, wanted) <= FlopRate{}) {
        const Precision next = next_wider(wanted);
        if (next == wanted) return std::nullopt;
        wanted = next;
    }
    return wanted;
}

FlopRate peak(const AcceleratorParams& p, Precision wanted, Sparsity sparsity)
{
    const std::optional<Precision> runs = runs_as(p, wanted);
    require(runs.has_value(), "work that an accelerator cannot run is refused before it is paced");
    return at(p.peak, *runs) * (sparsity == Sparsity::two_of_four ? p.two_of_four : 1.0);
}

std::string_view name(Precision precision)
{
    return precision_names.at(static_cast<std::size_t>(precision));
}

} // namespace dcsim
