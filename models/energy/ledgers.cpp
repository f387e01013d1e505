#include "models/energy/ledgers.h"
#include <algorithm>

namespace dcsim {

void EnergyLedger::book(Interval interval, const Flows& flows)
{
    const Seconds dt = seconds(interval);
    for (std::size_t i = 0; i < flows.size(); ++i) energy_[i].add(flows[i] * dt);
}

void LocationCarbonLedger::book(Interval interval, const Flows& flows)
{
    carbon_.add(at(flows, Flow::import) * seconds(interval) * intensity_.mean(interval));
}

void EnergyCostLedger::book(Interval interval, const Flows& flows)
{
    const Seconds dt = seconds(interval);
    cost_.add(at(flows, Flow::import) * dt * buy_.mean(interval) - at(flows, Flow::exported) * dt * sell_);
}

void CarbonFreeLedger::book(Interval interval, const Flows& flows)
{
    const Seconds dt = seconds(interval);
    const Power discharge = at(flows, Flow::discharge);
    const Power at_once = std::min(carbon_free_generation(flows), load(flows));
    const Power bought = at(flows, Flow::import) - charge_from_grid(flows);
    const double stored_onsite = battery_ ? battery_->now().onsite_share() : 0;
    const double stored_carbon_free = battery_ ? battery_->now().carbon_free_share() : 0;
    from_site_.add((at_once + discharge * stored_onsite) * dt);
    carbon_free_.add((at_once + discharge * stored_carbon_free + bought * grid_share_.mean(interval)) * dt);
}

void PeakImportLedger::book(Interval interval, const Flows& flows)
{
    const Power import = at(flows, Flow::import);
    if (interval.from >= window_end_) {
        const std::int64_t into = (start_unix_ns_ + interval.from.ns) % window.ns;
        window_end_ = interval.from + (window - Span{into < 0 ? into + window.ns : into});
        energy_ = Energy{};
    }
    if (interval.to < window_end_) {
        energy_ += import * seconds(interval);
        return;
    }
    energy_ += import * seconds(window_end_ - interval.from);
    peak_ = peak();
    const std::int64_t whole = (interval.to - window_end_).ns / window.ns;
    if (whole > 0) peak_ = std::max(peak_, import);
    const Time last_begins{window_end_.ns + whole * window.ns};
    window_end_ = last_begins + window;
    energy_ = import * seconds(interval.to - last_begins);
}

void PeakImportLedger::restart()
{
    window_end_ = Time{INT64_MIN};
    energy_ = Energy{};
    peak_ = Power{};
}

void PeakImportLedger::state(Archive& archive)
{
    archive("window_end", window_end_)("window_energy", energy_)("peak_import", peak_);
}

} // namespace dcsim
