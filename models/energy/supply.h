#pragma once
#include "models/energy/battery.h"
#include "models/energy/bus.h"
#include "models/energy/ledgers.h"
#include "models/energy/step_reader.h"
#include "models/energy/totals.h"
#include "models/vocabulary/grid.h"
#include "models/vocabulary/supply.h"
#include "sim/record/channel.h"
#include <memory>
#include <optional>

namespace dcsim {

/// What may leave the site; the rest of the surplus is curtailed.
struct ExportRule {
    Power limit{}; ///< 0 = no export
    Price price{}; ///< paid for what leaves
};
void fields(Fields& f, ExportRule& p);

struct Solar {
    Signal<double> per_peak; ///< AC power per peak DC power
    Power peak{};            ///< 0 = none
};

/// What a site's supply is made of. A battery or a solar field of size zero is the same as none.
struct SupplyParts {
    std::shared_ptr<const GridSeries> grid;
    std::shared_ptr<const PriceSeries> price;
    std::unique_ptr<Forecast<Intensity>> carbon_forecast; ///< may be null where there is no battery
    std::unique_ptr<Forecast<Price>> price_forecast;      ///< may be null where there is no battery
    std::optional<Solar> solar;
    std::optional<BatteryParams> battery;
    std::unique_ptr<Dispatch> dispatch; ///< needed with a battery
    ExportRule exports;
    Interval run;                  ///< the initial content of the battery carries the grid's mean intensity over it
    std::int64_t start_unix_ns{0}; ///< UTC of Time{0}
};

/// Everything that feeds a site: grid, sun, battery, and the ledgers that count them.
///
/// Settled one interval at a time at the mean load. An interval is split at every step of the billed signals and where
/// the battery meets a bound, so that what is booked is exact however the calls cut time.
class Supply {
public:
    explicit Supply(SupplyParts parts);
    Supply(const Supply&) = delete;
    Supply& operator=(const Supply&) = delete;

    /// Names the channels; before the first settle.
    void record(Recorder& recorder);
    /// Intervals follow each other without gaps. Throws LogicError if an interval does not balance.
    void settle(Interval interval, Power it, Power cooling, Power loss);
    /// Restarts what cannot be subtracted: the peak import, the hour whose load is being matched.
    void begin_window();

    SupplyTotals totals() const;
    /// What the change of the stored energy in `over` would cost or save at the means of the window; 0 without battery.
    StorageDelta storage_delta(Interval window, const SupplyTotals& over) const;

    /// Of the battery over the whole run; all 0 without one.
    struct StorageAudit {
        Energy residual{}; ///< start + charged - given - leaked by the ledger's figures, less what is stored
        Energy outside{};  ///< farthest that the content left its bounds
        Energy size{};
    };
    StorageAudit storage_audit() const;

    const GridSeries& grid() const { return *parts_.grid; }
    const PriceSeries& price() const { return *parts_.price; }
    void state(Archive& archive);

private:
    /// Values of the signals that hold together until `until`.
    struct Now {
        Intensity intensity;
        double carbon_free;
        Price price;
        Power solar;
        Time until;
    };
    struct Channels {
        Channel<Power> solar, import, exported, charge, discharge, curtailed;
        Channel<double> soc;
        Channel<Intensity> intensity;
        Channel<Price> price;
    };

    Now read(Time t);
    Time step(Interval piece, const Now& now, Flows flows);
    Battery::Step plan(Interval piece, const Flows& flows);
    void follow(Time from, const Battery::Step& step, const Now& now, const Flows& flows);
    void close(Flows& flows) const;
    void report(Time from, const Now& now, const Flows& flows);

    SupplyParts parts_;
    std::optional<Battery> battery_;
    StepReader<Intensity> intensity_;
    StepReader<double> carbon_free_share_;
    StepReader<Price> price_;
    std::optional<StepReader<double>> solar_per_peak_;
    EnergyLedger energy_;
    LocationCarbonLedger location_;
    EnergyCostLedger cost_;
    CarbonFreeLedger carbon_free_;
    PeakImportLedger peak_;
    EnergyBus bus_;
    Channels channels_;
};

} // namespace dcsim
