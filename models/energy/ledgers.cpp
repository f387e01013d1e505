#include "models/energy/ledgers.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr Span one_hour{3'600'000'000'000};

/// End of the window of the UTC clock that holds `t`.
Time end_of_window(Time t, Span window, std::int64_t start_unix_ns)
{
    const std::int64_t into = (start_unix_ns + t.ns) % window.ns;
    return t + (window - Span{into < 0 ? into + window.ns : into});
}

} // namespace

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

Energy CarbonFreeLedger::Hour::matched() const
{
    const Energy met = std::min(own, load);
    return other > Energy{} ? met + (load - met) * (other_carbon_free / other) : met;
}

void CarbonFreeLedger::close()
{
    carbon_free_.add(hour_.matched());
    hour_ = {};
}

void CarbonFreeLedger::book(Interval interval, const Flows& flows)
{
    const Power discharge = at(flows, Flow::discharge), bought = at(flows, Flow::import) - charge_from_grid(flows);
    const Power at_once = std::min(carbon_free_generation(flows), load(flows));
    const double stored_own = battery_ ? battery_->now().onsite_share() : 0;
    const double stored_carbon_free = battery_ ? battery_->now().carbon_free_share() : 0;
    const Power own = at_once + discharge * stored_own;
    from_site_.add(own * seconds(interval));
    for (Time from = interval.from; from < interval.to;) {
        if (from >= hour_end_) {
            close();
            hour_end_ = end_of_window(from, one_hour, start_unix_ns_);
        }
        const Time to = std::min(interval.to, hour_end_);
        const Seconds dt = seconds(to - from);
        hour_.load += load(flows) * dt;
        hour_.own += (own + at(flows, Flow::exported)) * dt;
        hour_.other += (bought + discharge * (1 - stored_own)) * dt;
        hour_.other_carbon_free +=
            (bought * grid_share_.mean({from, to}) + discharge * (stored_carbon_free - stored_own)) * dt;
        from = to;
    }
}

void CarbonFreeLedger::state(Archive& archive)
{
    archive("from_site", from_site_)("carbon_free", carbon_free_)("hour_end", hour_end_)("hour", hour_);
}

void PeakImportLedger::book(Interval interval, const Flows& flows)
{
    const Power import = at(flows, Flow::import);
    const auto add = [&](Span length) {
        energy_ += import * seconds(length);
        seen_ = seen_ + length;
    };
    if (interval.from >= window_end_) {
        close();
        window_end_ = end_of_window(interval.from, window, start_unix_ns_);
    }
    if (interval.to < window_end_) return add(interval.to - interval.from);
    add(window_end_ - interval.from);
    close();
    const std::int64_t whole = (interval.to - window_end_).ns / window.ns;
    if (whole > 0) {
        peak_ = std::max(peak_, import);
        whole_ = true;
    }
    const Time last_begins{window_end_.ns + whole * window.ns};
    window_end_ = last_begins + window;
    add(interval.to - last_begins);
}

/// The window is over, or the run with it.
void PeakImportLedger::close()
{
    if (seen_ == Span{}) return;
    peak_ = std::max(peak_, energy_ / seconds(window));
    partial_ = std::max(partial_, energy_ / seconds(seen_));
    whole_ = whole_ || seen_ == window;
    energy_ = Energy{};
    seen_ = {};
}

void PeakImportLedger::restart()
{
    energy_ = Energy{};
    seen_ = {};
    peak_ = partial_ = Power{};
    whole_ = false;
}

Power PeakImportLedger::peak() const
{
    PeakImportLedger now = *this;
    now.close();
    return now.whole_ ? now.peak_ : now.partial_;
}

void PeakImportLedger::state(Archive& archive)
{
    archive("window_end", window_end_)("window_energy", energy_)("window_seen", seen_)("peak_import", peak_);
    archive("partial_peak", partial_)("whole_window", whole_);
}

} // namespace dcsim
