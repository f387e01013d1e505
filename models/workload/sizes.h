#pragma once
#include "sim/config/fields.h"
#include "sim/numerics/random.h"
#include <cstdint>

namespace dcsim {

/// How many accelerators a job holds together.
class Sizes {
public:
    virtual ~Sizes() = default;
    virtual std::uint32_t milli_accelerators(Random&) const = 0; ///< in thousandths of one, at least 1 unless none()
    virtual bool none() const { return false; }                  ///< jobs hold processor cores alone
};

/// What laws of durations and endings go by: jobs on cores alone are as those on one accelerator.
constexpr double accelerators_of(std::uint32_t milli_accelerators)
{
    return milli_accelerators > 0 ? milli_accelerators / 1000.0 : 1.0;
}

using SizeRows = Registry<Sizes>;
SizeRows sizes();

/// Reads `key = 8`, `key = { choices = [...], weights = [...] }`, `key = { preset = "..." }` or any other row.
void read_sizes(Fields& f, std::string_view key, const SizeRows& rows, Maker<Sizes>& chosen);

} // namespace dcsim
