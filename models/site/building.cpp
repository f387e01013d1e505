#include "models/site/building.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace dcsim {

namespace {

using Totals = BuildingTotals;
constexpr std::array energies{
    &Totals::it,    &Totals::psu,         &Totals::distribution,   &Totals::ups,   &Totals::transformer, &Totals::fans,
    &Totals::pumps, &Totals::compressors, &Totals::rejection_fans, &Totals::other, &Totals::unmet_heat};
constexpr std::array volumes{&Totals::evaporation, &Totals::drift, &Totals::blowdown};

} // namespace

BuildingTotals operator-(BuildingTotals a, const BuildingTotals& b)
{
    for (const auto member : energies) a.*member -= b.*member;
    for (const auto member : volumes) a.*member -= b.*member;
    return a;
}

Building::Building(std::unique_ptr<Plant> plant, std::unique_ptr<PowerChain> chain)
    : plant_{std::move(plant)}, chain_{std::move(chain)}
{
}

void Building::record(Recorder& recorder)
{
    const auto power = [&](const char* name, const char* meaning, const char* boundary) {
        return recorder.channel<Power>({name, "W", meaning, boundary, Bins::mean});
    };
    facility_power_ = power("facility_power", "power of IT, conversion losses and cooling", "facility");
    cooling_power_ = power("cooling_power", "power of the cooling plant, offices included", "facility");
    loss_power_ =
        power("loss_power", "losses between utility meter and IT: PSU, distribution, UPS, transformer", "facility");
    const auto celsius = [&](const char* name, const char* meaning, const char* boundary) {
        return recorder.channel<double>({name, "degC", meaning, boundary, Bins::mean});
    };
    supply_celsius_ =
        celsius("supply_temperature", "temperature that the cooling plant supplies to the IT", "facility");
    dry_bulb_celsius_ = celsius("dry_bulb_temperature", "outdoor dry-bulb temperature", "ambient");
    wet_bulb_celsius_ = celsius("wet_bulb_temperature", "outdoor wet-bulb temperature", "ambient");
    make_up_rate_ =
        recorder.channel<double>({"water_flow", "L h-1", "make-up water of the cooling plant", "facility", Bins::mean});
}

void Building::book(Seconds length, const ChainLosses& losses, const PlantResult& cooling)
{
    totals_.psu += losses.psu * length;
    totals_.distribution += losses.distribution * length;
    totals_.ups += losses.ups * length;
    totals_.transformer += losses.transformer * length;
    totals_.fans += cooling.fans * length;
    totals_.pumps += cooling.pumps * length;
    totals_.compressors += cooling.compressors * length;
    totals_.rejection_fans += cooling.rejection_fans * length;
    totals_.other += cooling.other * length;
    totals_.unmet_heat += Power{cooling.unmet_heat_w} * length;
    totals_.evaporation += cooling.evaporation;
    totals_.drift += cooling.drift;
    totals_.blowdown += cooling.blowdown;
}

void Building::count_overloads(Seconds length, const ChainLosses& losses)
{
    if (losses.distribution_overloaded) overloaded_.add(Clamp::distribution, length);
    if (losses.ups_overloaded) overloaded_.add(Clamp::ups, length);
    if (losses.transformer_overloaded) overloaded_.add(Clamp::transformer, length);
}

std::map<std::string, double> Building::clamped_hours() const
{
    std::map<std::string, double> hours = plant_->clamped_hours();
    hours.merge(overloaded_.by_name());
    return hours;
}

void Building::audit(Seconds length, Power heat, const PlantResult& cooling)
{
    audit_.coldest_celsius = std::min(audit_.coldest_celsius, cooling.supply_celsius);
    audit_.hottest_celsius = std::max(audit_.hottest_celsius, cooling.supply_celsius);
    const Power in = heat + cooling.fans + cooling.pumps + cooling.compressors;
    audit_.heat += in * length;
    audit_.imbalance += Power{std::abs((in - cooling.rejected - cooling.stored).si())} * length;
}

Building::Load Building::step(Interval interval, const LoadMoments& it, const Air& outdoors)
{
    const ChainLosses indoors = chain_->losses(it, Power{});
    const Power heat = it.mean + indoors.psu + indoors.distribution + indoors.ups;
    const PlantResult cooling = plant_->step(interval, heat, outdoors);
    const ChainLosses losses = chain_->losses(it, cooling.total());

    const Seconds length = seconds(interval);
    totals_.it += it.mean * length;
    book(length, losses, cooling);
    count_overloads(length, losses);
    audit(length, heat, cooling);

    const Load load{it.mean, cooling.total(), losses.total()};
    facility_power_.hold(interval.from, load.total());
    cooling_power_.hold(interval.from, load.cooling);
    loss_power_.hold(interval.from, load.loss);
    supply_celsius_.hold(interval.from, cooling.supply_celsius);
    dry_bulb_celsius_.hold(interval.from, outdoors.celsius);
    wet_bulb_celsius_.hold(interval.from, outdoors.wet_bulb_celsius);
    make_up_rate_.hold(interval.from, cooling.make_up() / litre / (length / hour));
    return load;
}

void Building::state(Archive& archive)
{
    archive("totals", totals_)("audit", audit_)("overloaded", overloaded_);
    archive("plant", *plant_);
}

} // namespace dcsim
