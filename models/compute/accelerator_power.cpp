#include "models/compute/accelerator_power.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

double power_factor(const ClockLaw& law, double clock)
{
    if (clock >= law.knee) return std::pow(clock, law.exponent);
    return std::pow(law.knee, law.exponent) * clock / law.knee;
}

} // namespace

Power at_clock(const AcceleratorParams& p, Power full, double clock)
{
    const Power fixed = std::min(full, std::max(p.idle, p.clock_law.fixed));
    return fixed + (full - fixed) * power_factor(p.clock_law, clock);
}

ByCause<Power> training_power(const AcceleratorParams& p, double clock)
{
    ByCause<Power> power{};
    const auto set = [&](Cause cause, double fraction) {
        at(power, cause) = at_clock(p, p.idle + fraction * (p.most - p.idle), clock);
    };
    set(Cause::compute, p.training.compute);
    set(Cause::memory, p.training.memory);
    set(Cause::communication, p.training.communication);
    set(Cause::data, p.training.data);
    set(Cause::overhead, 0);
    return power;
}

Power serving_power(const AcceleratorParams& p, double compute, double memory, double clock)
{
    const ServingPower& s = p.serving;
    const double load = std::min(1.0, s.least + s.memory * memory + s.compute * std::sqrt(compute));
    return at_clock(p, p.idle + load * (p.most - p.idle), clock);
}

double speed_under_cap(const AcceleratorParams& p, Power cap, Power uncapped)
{
    const Power held = std::max(cap, p.cap_law.least);
    if (held >= uncapped) return 1;
    return std::pow((held - p.cap_law.floor) / (uncapped - p.cap_law.floor), 1 / p.cap_law.exponent);
}

} // namespace dcsim
