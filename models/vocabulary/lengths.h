#pragma once
#include "sim/numerics/random.h"

namespace dcsim {

/// How many tokens a prompt or an answer has, as a law on the real line: whoever needs whole tokens rounds.
class Lengths {
public:
    virtual ~Lengths() = default;
    virtual double mean() const = 0;
    virtual double second_moment() const = 0;                                        ///< mean of the square
    virtual double quantile(double p) const = 0;                                     ///< p in (0, 1); not decreasing
    virtual double draw(Random& random) const { return quantile(random.uniform()); } ///< one uniform number each
};

} // namespace dcsim
