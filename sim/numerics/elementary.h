#pragma once
#include <cstdint>

/// Elementary functions whose last bit is the same on every machine: only IEEE 754 additions, products and divisions.
/// libm may differ between systems, and one bit in one draw would be another sequence of arrivals.
namespace dcsim {

/// Natural logarithm of a finite x > 0, error below 1 ulp; subnormals are a LogicError.
double portable_log(double x);

/// e^x, error below 1 ulp where the result is a normal number; 0 below that, infinity above.
double portable_exp(double x);

/// x^y for x > 0 as e^(y log x); the relative error grows with |y log x| ulp.
double portable_pow(double x, double y);

/// Quantile of the standard normal law for p in (0, 1), relative error about 1e-16
/// [Wichura, AS 241 (PPND16), Applied Statistics 37 (1988)].
double normal_quantile(double p);

/// std::llround(x) for x in [0, 2^63), without a call.
constexpr std::int64_t nearest_whole(double x)
{
    const auto whole = static_cast<std::int64_t>(x);
    return whole + (x - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

} // namespace dcsim
