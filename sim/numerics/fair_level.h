#pragma once
#include <limits>
#include <span>

namespace dcsim {

/// A claim on one resource: it takes `weight` times a level, kept within its bounds.
struct Claim {
    double weight{1};
    double least{0}, most{0}; ///< per weight
};

/// The level at which claims use up a capacity, each of them weight x clamp(level, least, most): with nothing as
/// `least` the rates of MaxMinShares on one link, in O(n log n) [Bertsekas, Gallager, Data Networks, 2nd ed.
/// 1992, 6.5.2].
///
/// Unlimited where all claims together take no more than the capacity, 0 where they take as much at the least. A
/// function of the values alone: the order of claims changes no bit. LogicError if `most` is below `least`.
double fair_level(std::span<const Claim> claims, double capacity);

constexpr double unlimited = std::numeric_limits<double>::infinity();

} // namespace dcsim
