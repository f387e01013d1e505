#include "models/cooling/chiller_carnot.h"
#include "models/cooling/hall.h"
#include "models/cooling/plants.h"
#include "models/cooling/sizing.h"
#include <algorithm>

namespace dcsim {

namespace {

struct AirChillerParams {
    Sizing sizing;
    HallParams hall;
    CarnotChiller chiller{0.32, 9}; ///< median of published air-cooled sets; cap for leaving water of 15 degC or more
    int chillers{4};
    double condenser_fans{0.04}; ///< fan power per heat rejected [EnergyPlus]; fans run in stages, so linear
};

void fields(Fields& f, AirChillerParams& p)
{
    fields(f, p.sizing);
    f.table("hall", "air handlers and chilled-water loop", [&](Fields& t) { fields(t, p.hall); });
    f.table("chiller", "air-cooled chillers", [&](Fields& t) {
        t.optional("carnot_fraction", p.chiller.carnot_fraction, "COP over that of the Carnot process at full load",
                   {.least = 0.1, .most = 0.9});
        t.optional("most_cop", p.chiller.most_cop, "cap of the COP", {.least = 1.0, .most = 30.0});
        t.optional("units", p.chillers,
                   "machines that share the rated heat; as many run as in the limit of many, fractions of one "
                   "included: those that run carry half their rating or more, until one is left",
                   {.least = 1, .most = 1000});
        t.optional("condenser_fans", p.condenser_fans, "fan power per heat rejected", {.least = 0.0, .most = 0.2});
    });
}

class AirChiller final : public Plant {
public:
    AirChiller(const AirChillerParams& p, PlantSize size)
        : p_{p},
          office_{p.sizing.office * size.design_it},
          hall_{p.hall, p.sizing.heat(size)},
          bank_{p.chiller, p.sizing.heat(size), p.chillers}
    {
    }

    PlantResult step(Interval interval, Power heat, const Air& air) override
    {
        const Seconds length = seconds(interval);
        require(length > Seconds{}, "a plant steps over time");
        const Hall::Demand d = hall_.demand(heat, air.pascal, length, clamped_);
        const Power wanted = std::max(Power{}, hall_.wanted(d, p_.hall.supply_water_celsius, length));
        const Power removed = std::min(wanted, bank_.rated);
        if (removed < wanted) clamped_.add(Clamp::chiller, length);

        PlantResult r;
        r.fans = d.fans;
        r.pumps = d.pump;
        r.compressors = compressor_power(bank_, removed, hall_.loop_celsius(), air.celsius);
        r.rejection_fans = p_.condenser_fans * (removed + r.compressors);
        r.other = office_;
        r.supply_celsius = d.supply_air_celsius;
        r.unmet_heat_w = removed < wanted ? std::max(0.0, (d.heat - removed).si()) : 0;
        r.rejected = removed + r.compressors + (1 - pump_heat_to_water) * r.pumps;
        r.stored = hall_.settle(d, removed, length);
        return r;
    }
    std::map<std::string, double> clamped_hours() const override { return clamped_.by_name(); }
    void state(Archive& archive) override { archive("hall", hall_)("clamped", clamped_); }

private:
    AirChillerParams p_;
    Power office_;
    Hall hall_;
    ChillerBank bank_;
    ClampedHours clamped_;
};

} // namespace

Row<Plant, PlantSize> air_chiller()
{
    return row<Plant, AirChiller, AirChillerParams, PlantSize>("air-chiller",
                                                               "air handlers, chilled water, air-cooled chillers");
}

} // namespace dcsim
