#include "models/cooling/york_calc.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace dcsim {

namespace {

/// c[i][j][k] of wet_bulb^k range^j ratio^i [Modelica Buildings, Correlations.yorkCalc].
constexpr std::array<std::array<std::array<double, 3>, 3>, 3> coefficients{
    {{{{-0.359741205, -0.055053608, 0.0023850432},
       {0.173926877, -0.0248473764, 0.00048430224},
       {-0.005589849456, 0.0005770079712, -0.00001342427256}}},
     {{{2.84765801111111, -0.121765149, 0.0014599242},
       {1.680428651, -0.0166920786, -0.0007190532},
       {-0.025485194448, 0.0000487491696, 0.00002719234152}}},
     {{{-0.0653766255555556, -0.002278167, 0.0002500254},
       {-0.0910565458, 0.00318176316, 0.000038621772},
       {-0.0034285382352, 0.00000856589904, -0.000001516821552}}}}};

double at(const std::array<std::array<double, 3>, 3>& c, double range, double wet_bulb)
{
    const auto row = [&](const std::array<double, 3>& r) { return r[0] + wet_bulb * (r[1] + wet_bulb * r[2]); };
    return row(c[0]) + range * (row(c[1]) + range * row(c[2]));
}

} // namespace

YorkParabola york_parabola(double range, double wet_bulb)
{
    return {at(coefficients[0], range, wet_bulb), at(coefficients[1], range, wet_bulb),
            at(coefficients[2], range, wet_bulb)};
}

double york_water_to_air(const YorkParabola& p, double approach, double least, double most)
{
    const double c0 = p.c0 - approach;
    const double root = std::sqrt(std::max(0.0, p.c1 * p.c1 - 4 * p.c2 * c0));
    // The branch on which the approach rises with the ratio, free of cancellation.
    const double ratio = p.c1 + root > 0 ? -2 * c0 / (p.c1 + root) : most;
    return std::clamp(ratio, least, most);
}

} // namespace dcsim
