#include "models/energy/supply.h"
#include "models/energy/dispatch.h"
#include <algorithm>

namespace dcsim {

namespace {

SupplyParts checked(SupplyParts parts)
{
    require(parts.grid && parts.price, "a supply needs a grid and a price");
    if (parts.solar && parts.solar->peak == Power{}) parts.solar.reset();
    if (parts.battery && parts.battery->energy == Energy{}) parts.battery.reset();
    if (parts.battery)
        require(parts.dispatch && parts.carbon_forecast && parts.price_forecast,
                "a battery needs a dispatch rule and forecasts");
    return parts;
}

std::optional<Battery> battery_of(const SupplyParts& parts)
{
    if (!parts.battery) return std::nullopt;
    return Battery{*parts.battery, parts.grid->average.mean(parts.run), parts.grid->carbon_free.mean(parts.run)};
}

std::optional<StepReader<double>> solar_of(const SupplyParts& parts)
{
    if (!parts.solar) return std::nullopt;
    return StepReader<double>{parts.solar->per_peak};
}

} // namespace

void fields(Fields& f, ExportRule& p)
{
    f.optional("limit", p.limit, "most power that may leave the site; 0 = the surplus is curtailed",
               {.least = Power{}});
    f.optional("price", p.price, "paid to the site for exported energy");
}

Supply::Supply(SupplyParts parts)
    : parts_{checked(std::move(parts))},
      battery_{battery_of(parts_)},
      intensity_{parts_.grid->average},
      carbon_free_share_{parts_.grid->carbon_free},
      price_{parts_.price->energy},
      solar_per_peak_{solar_of(parts_)},
      location_{parts_.grid->average},
      cost_{parts_.price->energy, parts_.exports.price},
      carbon_free_{parts_.grid->carbon_free, battery_ ? &*battery_ : nullptr, parts_.start_unix_ns},
      peak_{parts_.start_unix_ns}
{
    for (Ledger* ledger : std::initializer_list<Ledger*>{&energy_, &location_, &cost_, &carbon_free_, &peak_})
        bus_.connect(*ledger);
}

void Supply::settle(Interval interval, Power it, Power cooling, Power loss)
{
    Flows load{};
    at(load, Flow::it) = it;
    at(load, Flow::cooling) = cooling;
    at(load, Flow::loss) = loss;
    for (Time t = interval.from; t < interval.to;) {
        const Now now = read(t);
        t = step({t, std::min(interval.to, now.until)}, now, load);
    }
}

void Supply::begin_window()
{
    peak_.restart();
    carbon_free_.restart();
}

Supply::Now Supply::read(Time t)
{
    Now now{intensity_.at(t), carbon_free_share_.at(t), price_.at(t), Power{}, Time::never()};
    now.until = std::min({intensity_.until(t), carbon_free_share_.until(t), price_.until(t)});
    if (solar_per_peak_) {
        now.solar = solar_per_peak_->at(t) * parts_.solar->peak;
        now.until = std::min(now.until, solar_per_peak_->until(t));
    }
    return now;
}

/// Books as much of the piece as one state of all parts lasts; returns where that ends.
Time Supply::step(Interval piece, const Now& now, Flows flows)
{
    at(flows, Flow::solar) = now.solar;
    Battery::Step stored{};
    if (battery_) {
        stored = plan(piece, flows);
        piece.to = piece.from + stored.length;
        at(flows, Flow::charge) = stored.flow.charge;
        at(flows, Flow::discharge) = stored.flow.discharge;
    }
    close(flows);
    bus_.book(piece, flows); // before the battery moves on: ledgers see what is stored at the start
    if (battery_) follow(piece.from, stored, now, flows);
    report(piece.from, now, flows);
    return piece.to;
}

Battery::Step Supply::plan(Interval piece, const Flows& flows)
{
    const DispatchRule rule = parts_.dispatch->choose(
        {piece.from, battery_->state_of_charge(), *parts_.carbon_forecast, *parts_.price_forecast});
    return battery_->plan(wanted(rule, load(flows), carbon_free_generation(flows)), piece.to - piece.from);
}

/// The grid takes up the difference; what it may not take is curtailed.
void Supply::close(Flows& flows) const
{
    const Power needed = load(flows) + at(flows, Flow::charge);
    const Power net = needed - carbon_free_generation(flows) - at(flows, Flow::discharge);
    const Power left_over = std::max(-net, Power{});
    at(flows, Flow::import) = std::max(net, Power{});
    at(flows, Flow::exported) = std::min(left_over, parts_.exports.limit);
    at(flows, Flow::curtailed) = left_over - at(flows, Flow::exported);
}

void Supply::follow(Time from, const Battery::Step& step, const Now& now, const Flows& flows)
{
    const double before = battery_->state_of_charge();
    const Power from_grid = charge_from_grid(flows);
    battery_->follow(step, {at(flows, Flow::charge) - from_grid, from_grid, now.intensity, now.carbon_free});
    channels_.soc.hold(from, (before + battery_->state_of_charge()) / 2); // linear within a step: its mean
}

void Supply::report(Time from, const Now& now, const Flows& flows)
{
    channels_.solar.hold(from, at(flows, Flow::solar));
    channels_.import.hold(from, at(flows, Flow::import));
    channels_.exported.hold(from, at(flows, Flow::exported));
    channels_.charge.hold(from, at(flows, Flow::charge));
    channels_.discharge.hold(from, at(flows, Flow::discharge));
    channels_.curtailed.hold(from, at(flows, Flow::curtailed));
    channels_.intensity.hold(from, now.intensity);
    channels_.price.hold(from, now.price);
}

void Supply::record(Recorder& recorder)
{
    const auto power = [&](const char* name, const char* meaning, const char* boundary = "site") {
        return recorder.channel<Power>({name, "W", meaning, boundary, Bins::mean});
    };
    channels_ = {
        .solar = power("solar_power", "AC power that the solar field offers"),
        .import = power("grid_import_power", "power bought from the grid"),
        .exported = power("grid_export_power", "power given to the grid"),
        .charge = power("battery_charge_power", "power into the battery, at the bus"),
        .discharge = power("battery_discharge_power", "power out of the battery, at the bus"),
        .curtailed = power("curtailed_power", "surplus that was neither stored nor exported"),
        .soc = recorder.channel<double>({"battery_soc", "1", "stored energy over nominal energy", "site", Bins::mean}),
        .intensity = recorder.channel<Intensity>(
            {"grid_carbon_intensity", "g kW-1 h-1", "average carbon intensity of the grid", "grid", Bins::mean},
            1 / gram_per_kWh.si()),
        .price = recorder.channel<Price>(
            {"electricity_price", parts_.price->currency + " kW-1 h-1", "energy price of imports", "grid", Bins::mean},
            1 / per_kWh.si())};
}

SupplyTotals Supply::totals() const
{
    SupplyTotals totals;
    for (std::size_t i = 0; i < totals.energy.size(); ++i) totals.energy[i] = energy_.of(static_cast<Flow>(i));
    totals.location_carbon = location_.total();
    totals.cost = cost_.total();
    totals.from_site = carbon_free_.from_site();
    totals.carbon_free = carbon_free_.carbon_free();
    totals.peak_import = peak_.peak();
    if (battery_) {
        totals.stored = battery_->now().stored;
        totals.stored_carbon = battery_->now().carbon;
    }
    return totals;
}

StorageDelta Supply::storage_delta(Interval window, const SupplyTotals& over) const
{
    if (!battery_) return {};
    return recharge(battery_->params(), over.stored, parts_.grid->average.mean(window),
                    parts_.price->energy.mean(window));
}

Supply::StorageAudit Supply::storage_audit() const
{
    if (!battery_) return {};
    const BatteryParams& p = battery_->params();
    const BatteryState& now = battery_->now();
    const Energy into = p.eta_charge * energy_.of(Flow::charge), out_of = energy_.of(Flow::discharge) / p.eta_discharge;
    const Energy least = p.self_discharge > Frequency{} ? Energy{} : p.least(); // what leaks may leave less
    return {p.initial_soc * p.energy + into - out_of - now.leaked - now.stored,
            std::max({Energy{}, least - now.least, now.most - p.energy}), p.energy + into};
}

void Supply::state(Archive& archive)
{
    archive("ledgers", bus_);
    if (!battery_) return;
    archive("battery", *battery_)("dispatch", *parts_.dispatch);
}

} // namespace dcsim
