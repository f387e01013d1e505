#include "sim/numerics/elementary.h"
#include "sim/base/errors.h"
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>

namespace dcsim {

namespace {

// ln 2 in two parts: multiples of the first by an exponent are exact [fdlibm e_log.c, e_exp.c].
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;

constexpr int mantissa_bits = 52;
constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << mantissa_bits) - 1;
constexpr int exponent_bias = 1023;

/// Coefficients from the constant term up. Without a loop, which would be most of the cost of a logarithm.
template <std::size_t n> double polynomial(const std::array<double, n>& c, double x)
{
    double sum = c[n - 1];
    [&]<std::size_t... i>(std::index_sequence<i...>)
    {
        ((sum = sum * x + c[n - 2 - i]), ...);
    }
    (std::make_index_sequence<n - 1>{});
    return sum;
}

double power_of_two(int k)
{
    return std::bit_cast<double>(static_cast<std::uint64_t>(k + exponent_bias) << mantissa_bits);
}

} // namespace

double portable_log(double x)
{
    // Remez coefficients of (log((1+s)/(1-s)) - 2s)/s in s^2 [fdlibm e_log.c].
    constexpr std::array<double, 7> lg{6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
                                       2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
                                       1.479819860511658591e-01};
    require(x >= std::numeric_limits<double>::min() && x <= std::numeric_limits<double>::max(),
            "the logarithm needs a positive normal number");
    const auto bits = std::bit_cast<std::uint64_t>(x), mantissa = bits & mantissa_mask;
    // In whole numbers: every other draw is above, which no branch can foresee.
    constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0);
    constexpr std::uint64_t of_sqrt2 = std::bit_cast<std::uint64_t>(std::numbers::sqrt2) & mantissa_mask;
    const std::uint64_t above = mantissa > of_sqrt2 ? 1 : 0;
    const int k = static_cast<int>((bits >> mantissa_bits) + above) - exponent_bias;
    const double m = std::bit_cast<double>(mantissa | (one - (above << mantissa_bits)));
    const double f = m - 1, s = f / (2 + f), z = s * s;
    const double rest = z * polynomial(lg, z), half_square = 0.5 * f * f;
    return k * ln2_high - ((half_square - (s * (half_square + rest) + k * ln2_low)) - f);
}

double portable_exp(double x)
{
    // Remez coefficients of x coth(x/2) - 2 in x^2 [fdlibm e_exp.c].
    constexpr std::array<double, 5> p{1.66666666666666019037e-01, -2.77777777770155933842e-03,
                                      6.61375632143793436117e-05, -1.65339022054652515390e-06,
                                      4.13813679705723846039e-08};
    constexpr double largest = 709.782712893383973096, smallest = -708.396418532264106224;
    if (std::isnan(x)) return x;
    if (x > largest) return std::numeric_limits<double>::infinity();
    if (x < smallest) return 0;
    const int k = static_cast<int>(std::numbers::log2e * x + (x < 0 ? -0.5 : 0.5));
    const double high = x - k * ln2_high, low = k * ln2_low;
    const double r = high - low, t = r * r;
    const double c = r - t * polynomial(p, t);
    const double y = 1 - ((low - r * c / (2 - c)) - high);
    return y * power_of_two(k / 2) * power_of_two(k - k / 2); // in two steps: 2^1024 alone would overflow
}

double portable_pow(double x, double y)
{
    return portable_exp(y * portable_log(x));
}

double normal_quantile(double p)
{
    constexpr std::array<double, 8> a{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                      3.3430575583588128105e+4, 2.5090809287301226727e+3};
    constexpr std::array<double, 8> b{1,
                                      4.2313330701600911252e+1,
                                      6.8718700749205790830e+2,
                                      5.3941960214247511077e+3,
                                      2.1213794301586595867e+4,
                                      3.9307895800092710610e+4,
                                      2.8729085735721942674e+4,
                                      5.2264952788528545610e+3};
    constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                      3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr std::array<double, 8> d{1,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
    constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr std::array<double, 8> f{1,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};
    require(p > 0 && p < 1, "a quantile needs a probability inside (0, 1)");
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
    const double x =
        r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5) / polynomial(f, r - 5);
    return q < 0 ? -x : x;
}

} // namespace dcsim
