#include "models/energy/battery.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// Share of the nominal energy within which a bound counts as met: rounding of a day of steps.
constexpr double resolution = 1e-13;

/// Exponential share of a gap that closes at `rate` within `dt`.
double closed(Frequency rate, Seconds dt)
{
    return -std::expm1(-(rate * dt));
}

/// Solution after `dt` of dx/dt = inflow - s x.
template <class Q, class Rate> Q relaxed(Q x, Rate inflow, Frequency s, Seconds dt)
{
    if (s == Frequency{}) return x + inflow * dt;
    return x * std::exp(-(s * dt)) + inflow / s * closed(s, dt);
}

/// What `s` takes meanwhile: the integral of s x over `dt`.
Energy leak(Energy x, Power inflow, Frequency s, Seconds dt)
{
    if (s == Frequency{}) return {};
    return x * closed(s, dt) + inflow * (dt - Seconds{closed(s, dt) / s.si()});
}

/// The constant inflow that brings dx/dt = inflow - s x from `x` to `target` in `dt`.
Power inflow_to(Energy x, Energy target, Frequency s, Seconds dt)
{
    if (s == Frequency{}) return (target - x) / dt;
    return s * (target - x * std::exp(-(s * dt))) / closed(s, dt);
}

} // namespace

void fields(Fields& f, BatteryParams& p)
{
    f.required("energy", p.energy, "nominal energy, usable down to min_soc; 0 Wh = no battery", {.least = Energy{}});
    f.optional("power", p.power, "limit in both directions at the AC bus; absent = energy / 2 h", {.least = Power{}});
    f.optional("eta_charge", p.eta_charge, "stored energy over energy taken from the bus", {.most = 1.0, .above = 0.0});
    f.optional("eta_discharge", p.eta_discharge, "energy given to the bus over energy taken from the store",
               {.most = 1.0, .above = 0.0});
    f.optional("min_soc", p.min_soc, "never discharged below this share of the energy", {.least = 0.0, .below = 1.0});
    f.optional("initial_soc", p.initial_soc, "stored at the start, as a share of the energy",
               {.least = 0.0, .most = 1.0});
    f.optional("self_discharge", p.self_discharge, "share of the stored energy lost per time", {.least = Frequency{}});
    f.optional(
        "initial_intensity", p.initial_intensity,
        "carbon of the initial content, which counts in the carbon of stored energy alone; absent = mean of the grid",
        {.least = Intensity{}});
    Taper taper;
    const auto read_taper = [&](Fields& t) {
        t.optional("charge_time", taper.charge_time, "room left per charging power", {.above = Seconds{}});
        t.optional("discharge_time", taper.discharge_time, "energy left per discharging power", {.above = Seconds{}});
        t.optional("top", taper.top, "where charging ends, share of the energy", {.most = 1.0, .above = 0.0});
        t.optional("bottom", taper.bottom, "where discharging ends, share of the energy", {.least = 0.0, .below = 1.0});
    };
    if (f.optional_table("taper", "power that narrows near the bounds (C/L/C model)", read_taper)) p.taper = taper;
    if (p.taper && p.taper->bottom >= p.taper->top) f.problem("taper", "has a bottom that is not below its top");
    if (p.taper && p.self_discharge > Frequency{})
        f.problem("self_discharge", "cannot be combined with taper (no closed form for both; leave one out)");
    if (p.initial_soc < p.min_soc)
        f.problem("initial_soc", "is below min_soc (the battery cannot start emptier than it may become)");
}

Battery::Battery(const BatteryParams& p, Intensity mean_intensity, double mean_carbon_free) : p_{p}
{
    now_.stored = now_.least = now_.most = p.initial_soc * p.energy;
    now_.carbon = now_.stored * p.initial_intensity.value_or(mean_intensity);
    now_.carbon_free = now_.stored * mean_carbon_free;
}

Power Battery::inflow(const BatteryFlow& flow) const
{
    return p_.eta_charge * flow.charge - flow.discharge / p_.eta_discharge;
}

std::optional<Seconds> Battery::time_to(Energy bound, Power into) const
{
    const Frequency s = p_.self_discharge;
    const Power drift = into - s * now_.stored;
    const Energy gap = bound - now_.stored;
    if (gap.si() * drift.si() <= 0) return std::nullopt;
    if (s == Frequency{}) return gap / drift;
    const double left = 1 - s * gap / drift; // distance to the equilibrium into/s: at the bound over now
    if (left <= 0) return std::nullopt;      // comes to rest before the bound
    return Seconds{-std::log(left) / s.si()};
}

Battery::Step Battery::until_bound(BatteryFlow flow, Energy bound, Span length) const
{
    const std::optional<Seconds> later = time_to(bound, inflow(flow));
    if (!later || *later >= seconds(length)) return {flow, length};
    // The instant rounds up to a whole nanosecond; the power that meets the bound exactly there is a hair lower.
    const Span met = std::clamp(span_at_least(*later), Span{1}, length);
    const Power into = inflow_to(now_.stored, bound, p_.self_discharge, seconds(met));
    if (flow.charge > Power{}) return {{.charge = std::clamp(into / p_.eta_charge, Power{}, flow.charge)}, met};
    return {{.discharge = std::clamp(-into * p_.eta_discharge, Power{}, flow.discharge)}, met};
}

Battery::Step Battery::charge(Power most, Span length) const
{
    if (!p_.taper && now_.stored < p_.energy) return until_bound({.charge = most}, p_.energy, length);
    if (!p_.taper) { // full: what self-discharge takes can be replaced
        const Power upkeep = p_.self_discharge * p_.energy / p_.eta_charge;
        return {{.charge = std::min(most, upkeep)}, length};
    }
    const Energy end = p_.taper->top * p_.energy;
    const Energy line = end - most * p_.taper->charge_time;
    if (now_.stored < line - resolution * p_.energy) return until_bound({.charge = most}, line, length);
    const Frequency rate{p_.eta_charge / p_.taper->charge_time.si()};
    const Energy gained = std::max(end - now_.stored, Energy{}) * closed(rate, seconds(length));
    return {{.charge = std::min(most, gained / p_.eta_charge / seconds(length))}, length};
}

Battery::Step Battery::discharge(Power most, Span length) const
{
    if (now_.stored <= p_.least()) return {{}, length};
    if (!p_.taper) return until_bound({.discharge = most}, p_.least(), length);
    const Energy end = p_.taper->bottom * p_.energy;
    const Energy line = end + most * p_.taper->discharge_time;
    if (now_.stored > line + resolution * p_.energy)
        return until_bound({.discharge = most}, std::max(line, p_.least()), length);
    const Frequency rate{1 / (p_.eta_discharge * p_.taper->discharge_time.si())};
    const Energy gap = now_.stored - end;
    if (p_.least() > end) // the tail is cut where the battery may not go lower
        length = std::clamp(span_at_least(Seconds{std::log(gap / (p_.least() - end)) / rate.si()}), Span{1}, length);
    const Energy lost = std::min(std::max(gap, Energy{}) * closed(rate, seconds(length)), now_.stored - p_.least());
    return {{.discharge = std::min(most, lost * p_.eta_discharge / seconds(length))}, length};
}

Battery::Step Battery::plan(Power request, Span length) const
{
    if (request > Power{}) return charge(std::min(p_.max_power(), request), length);
    if (request < Power{}) return discharge(std::min(p_.max_power(), -request), length);
    return {{}, length};
}

void Battery::follow(const Step& step, const ChargeOrigin& origin)
{
    now_.leaked += leak(now_.stored, inflow(step.flow), p_.self_discharge, seconds(step.length));
    move(step, origin);
    now_.least = std::min(now_.least, now_.stored);
    now_.most = std::max(now_.most, now_.stored);
}

void Battery::move(const Step& step, const ChargeOrigin& origin)
{
    const Seconds dt = seconds(step.length);
    const Frequency s = p_.self_discharge;
    const BatteryState before = now_;
    const Energy after = relaxed(before.stored, inflow(step.flow), s, dt);
    if (step.flow.charge > Power{}) {
        // Reaching the bound is planned to the last bit or so; the state is the bound itself.
        now_.stored = p_.energy - after <= resolution * p_.energy ? p_.energy : after;
        now_.carbon = relaxed(before.carbon, origin.grid * origin.grid_intensity, s, dt);
        now_.onsite = relaxed(before.onsite, p_.eta_charge * origin.onsite, s, dt);
        const Power carbon_free = origin.onsite + origin.grid_carbon_free * origin.grid;
        now_.carbon_free = relaxed(before.carbon_free, p_.eta_charge * carbon_free, s, dt);
        return;
    }
    const bool at_bound = step.flow.discharge > Power{} && after - p_.least() <= resolution * p_.energy;
    now_.stored = at_bound ? p_.least() : after;
    const double kept = before.stored > Energy{} ? now_.stored / before.stored : 0;
    now_.carbon = kept * before.carbon;
    now_.onsite = kept * before.onsite;
    now_.carbon_free = kept * before.carbon_free;
}

StorageDelta recharge(const BatteryParams& p, Energy change, Intensity mean_intensity, Price mean_price)
{
    const Energy bought = change < Energy{} ? -change / p.eta_charge : -change * p.eta_discharge;
    return {bought * mean_intensity, bought * mean_price};
}

} // namespace dcsim
