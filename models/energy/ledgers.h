#pragma once
#include "models/energy/battery.h"
#include "models/energy/step_reader.h"
#include "models/energy/sum.h"
#include "models/vocabulary/supply.h"

namespace dcsim {

/// it + cooling + loss: what the facility takes from the bus.
constexpr Power load(const Flows& f)
{
    return at(f, Flow::it) + at(f, Flow::cooling) + at(f, Flow::loss);
}
/// Wind and sun on the site; a generator's output is not free of carbon.
constexpr Power carbon_free_generation(const Flows& f)
{
    return at(f, Flow::solar) + at(f, Flow::wind);
}
/// The part of the generation that the load cannot take at once: stored, exported or curtailed.
constexpr Power surplus(const Flows& f)
{
    return std::max(carbon_free_generation(f) - load(f), Power{});
}
/// The part of the charge that is bought: the surplus goes in first.
constexpr Power charge_from_grid(const Flows& f)
{
    return std::max(at(f, Flow::charge) - surplus(f), Power{});
}

/// Energy by flow.
class EnergyLedger final : public Ledger {
public:
    void book(Interval, const Flows&) override;
    void state(Archive& archive) override { archive("energy", energy_); }
    Energy of(Flow flow) const { return energy_[static_cast<std::size_t>(flow)].value(); }

private:
    std::array<Sum<Energy>, static_cast<std::size_t>(Flow::count)> energy_;
};

/// Location-based carbon: import times the average intensity of the grid at that time. [GHG Protocol Scope 2, 2015]
class LocationCarbonLedger final : public Ledger {
public:
    explicit LocationCarbonLedger(const Signal<Intensity>& average) : intensity_{average} {}
    void book(Interval, const Flows&) override;
    void state(Archive& archive) override { archive("location_carbon", carbon_); }
    Carbon total() const { return carbon_.value(); }

private:
    StepReader<Intensity> intensity_;
    Sum<Carbon> carbon_;
};

/// Import at the price of the moment, less export at a fixed one.
class EnergyCostLedger final : public Ledger {
public:
    EnergyCostLedger(const Signal<Price>& buy, Price sell) : buy_{buy}, sell_{sell} {}
    void book(Interval, const Flows&) override;
    void state(Archive& archive) override { archive("energy_cost", cost_); }
    Money total() const { return cost_.value(); }

private:
    StepReader<Price> buy_;
    Price sell_;
    Sum<Money> cost_;
};

/// How much of the load was met free of carbon, matched by UTC hour: min(C, L) + max(L - C, 0) g, where C is what the
/// site's own generation gave to load and grid, at once or through the battery, and g the carbon-free share of what
/// else fed the load. What exceeds the load of an hour never counts, nor does what is curtailed or lost in the battery;
/// what is exported counts within its hour. What the battery gives carries the shares that were stored. [Google,
/// "24/7 Carbon-Free Energy: Methodologies and Metrics", 2021]
class CarbonFreeLedger final : public Ledger {
public:
    /// `battery` may be null; it must be in the state that holds at the start of each interval booked.
    CarbonFreeLedger(const Signal<double>& grid_share, const Battery* battery, std::int64_t start_unix_ns = 0)
        : grid_share_{grid_share}, battery_{battery}, start_unix_ns_{start_unix_ns}
    {
    }
    void book(Interval, const Flows&) override;
    void state(Archive& archive) override;
    void restart() { close(); } ///< an hour that the start of the count cuts is matched in two parts
    Energy from_site() const { return from_site_.value(); } ///< load met by the site's own generation, at every instant
    Energy carbon_free() const { return carbon_free_.value() + hour_.matched(); }

private:
    /// What an hour has seen so far.
    struct Hour {
        Energy load{}, own{};                ///< L and C
        Energy other{}, other_carbon_free{}; ///< from grid and store for the load, and its carbon-free part
        Energy matched() const;
    };
    void close();

    StepReader<double> grid_share_;
    const Battery* battery_;
    std::int64_t start_unix_ns_;
    Sum<Energy> from_site_, carbon_free_; ///< the latter of the hours that are over
    Time hour_end_{INT64_MIN};
    Hour hour_;
};

/// The largest mean import over the quarter hours of the clock, as demand meters take it. UTC offsets of civil time are
/// whole quarters, so that the windows are those of any local clock. A window that the start or the end of the count
/// cuts has what was counted, over its full length, since a part of it is no quarter hour's mean; a count without any
/// whole one goes by the parts that there are.
class PeakImportLedger final : public Ledger {
public:
    explicit PeakImportLedger(std::int64_t start_unix_ns) : start_unix_ns_{start_unix_ns} {}
    void book(Interval, const Flows&) override;
    void state(Archive& archive) override;
    void restart(); ///< forgets all that came before
    Power peak() const;

    static constexpr Span window{15 * 60'000'000'000};

private:
    void close();

    std::int64_t start_unix_ns_;
    Time window_end_{INT64_MIN};
    Energy energy_{}; ///< imported since the window or the count began
    Span seen_{};     ///< of the window, by the count
    Power peak_{};    ///< of windows by their full length
    Power partial_{}; ///< of windows by the parts that there were
    bool whole_{false};
};

} // namespace dcsim
