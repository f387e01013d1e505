#include "models/cooling/chiller_eir.h"
#include <algorithm>

namespace dcsim {

namespace {

// [EnergyPlus datasets, Chillers.idf; Modelica Buildings, Chillers.Data.ElectricEIR]
constexpr std::array<ChillerSet, 5> sets{{
    {.name = "doe2_centrifugal",
     .rated = 100 * kW,
     .rated_cop = 5.5,
     .capacity = {.257896, .0389016, -2.1708e-4, .0468684, -9.4284e-4, -3.4344e-4},
     .energy = {.933884, -.058212, .00450036, .00243, 4.86e-4, -.001215},
     .part_load = {.222903, .313387, .463710},
     .least_load = .1,
     .least_unloading = .2,
     .most_load = 1.0,
     .least_evaporator = 5,
     .most_evaporator = 10,
     .least_condenser = 24,
     .most_condenser = 35},
    {.name = "york_yk_2771_vsd",
     .rated = 2771.1 * kW,
     .rated_cop = 6.84,
     .capacity = {.7734286, .04848829, -.001859209, .02611971, -.001243562, 7.210181e-4},
     .energy = {.7203736, .0103046, -7.854237e-4, -.001206349, 8.21006e-4, -.001455414},
     .part_load = {.08653354, .1737382, .7403679},
     .least_load = .2,
     .least_unloading = .2,
     .most_load = 1.02,
     .least_evaporator = 4.44,
     .most_evaporator = 8.89,
     .least_condenser = 12.78,
     .most_condenser = 29.44},
    {.name = "trane_cvhf_2317_vsd",
     .rated = 2317.4 * kW,
     .rated_cop = 6.33,
     .capacity = {.7277716, .01018101, -6.282438e-4, .01337701, -5.050352e-4, .001527259},
     .energy = {.350233, -.0230151, 5.749596e-4, .01902421, 3.109974e-4, -4.714517e-4},
     .part_load = {.09861441, .5297727, .3707229},
     .least_load = .1,
     .least_unloading = .1,
     .most_load = 1.04,
     .least_evaporator = 4.44,
     .most_evaporator = 8.89,
     .least_condenser = 12.78,
     .most_condenser = 29.44},
    {.name = "york_yt_1055_vanes",
     .rated = 1055 * kW,
     .rated_cop = 5.96,
     .capacity = {.1785912, -.05900023, -5.946963e-4, .09297889, -.002841024, .004974221},
     .energy = {.524511, -.02850126, 8.03472e-4, .01893133, 1.151629e-4, -9.340642e-5},
     .part_load = {.2619878, .2393605, .4988306},
     .least_load = .1,
     .least_unloading = .1,
     .most_load = 1.05,
     .least_evaporator = 4.44,
     .most_evaporator = 8.89,
     .least_condenser = 12.78,
     .most_condenser = 35},
    {.name = "york_ycal_101_air",
     .rated = 100.582 * kW,
     .rated_cop = 3.1,
     .capacity = {-.2660645697, .0998714035, -.0023814154, .0628316481, -9.644649e-4, -.0011249224},
     .energy = {.1807017787, .0271530312, -4.553574e-4, .0188175079, 2.623276e-4, -.0012881189},
     .part_load = {0, 1, 0},
     .least_load = .1,
     .least_unloading = .1,
     .most_load = 1.15,
     .least_evaporator = 4.44,
     .most_evaporator = 10,
     .least_condenser = 23.89,
     .most_condenser = 51.67},
}};

double biquadratic(const std::array<double, 6>& c, double te, double tc)
{
    return c[0] + te * (c[1] + te * c[2]) + tc * (c[3] + tc * c[4]) + c[5] * te * tc;
}

} // namespace

std::span<const ChillerSet> chiller_sets()
{
    return sets;
}

ChillerSet scaled(ChillerSet set, Power rated)
{
    set.rated = rated;
    return set;
}

ChillerResult chiller_power(const ChillerSet& s, const ChillerPoint& p)
{
    ChillerResult r;
    r.available = s.rated * biquadratic(s.capacity, p.evaporator_celsius, p.condenser_celsius);
    r.load = std::min(p.heat / r.available, s.most_load);
    r.unmet = std::max(Power{}, p.heat - s.most_load * r.available);
    const double running_share = std::min(r.load / s.least_load, 1.0); // below the least load it cycles
    const double x = std::max(r.load, s.least_unloading);
    const double part_load = s.part_load[0] + x * (s.part_load[1] + x * s.part_load[2]);
    const double energy = biquadratic(s.energy, p.evaporator_celsius, p.condenser_celsius);
    r.power = r.available / s.rated_cop * energy * part_load * running_share;
    return r;
}

} // namespace dcsim
