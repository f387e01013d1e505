#pragma once
#include "sim/config/fields.h"
#include "sim/numerics/random.h"

namespace dcsim {

/// How long something lasts: until it fails, or until it is repaired.
class Lifetime {
public:
    virtual ~Lifetime() = default;
    virtual Seconds draw(Random&) const = 0;
    /// What is left of it at an instant that knows nothing of its beginning: a lifetime found in proportion to its
    /// length, cut at a uniform point. With it a renewal process is stationary from its first second on.
    virtual Seconds residual(Random&) const = 0;
    virtual Seconds mean() const = 0;
};

using LifetimeRows = Registry<Lifetime>;
/// Rows: `exponential`, `weibull`, `gamma`, `lognormal`, `fixed`. All are stated by their mean.
LifetimeRows lifetimes();

/// Reads `key = "2000 h"`, which names the mean of an exponential law, or `key = { kind = "...", ... }`.
void read_lifetime(Fields& f, std::string_view key, const LifetimeRows& rows, Maker<Lifetime>& chosen,
                   std::string_view meaning);

} // namespace dcsim
