#include "models/cooling/chiller_carnot.h"
#include "models/cooling/economizer.h"
#include "models/cooling/fixed_point.h"
#include "models/cooling/hall.h"
#include "models/cooling/plants.h"
#include "models/cooling/sizing.h"
#include "models/cooling/tower.h"
#include <algorithm>

namespace dcsim {

namespace {

struct WaterChillerParams {
    Sizing sizing;
    HallParams hall;
    CarnotChiller chiller{0.55, 14};
    int chillers{4};
    bool economizer{true};
    Kelvin economizer_approach{2};
    ModeParams modes;
    double rejection_per_heat{1.15}; ///< rated heat of the tower over that of the loop: compressors and pumps
    TowerParams tower;
};

void fields(Fields& f, WaterChillerParams& p)
{
    fields(f, p.sizing);
    f.table("hall", "air handlers and chilled-water loop", [&](Fields& t) { fields(t, p.hall); });
    f.table("chiller", "water-cooled chillers", [&](Fields& t) {
        t.optional("carnot_fraction", p.chiller.carnot_fraction, "COP over that of the Carnot process at full load",
                   {.least = 0.1, .most = 0.9});
        t.optional("most_cop", p.chiller.most_cop, "cap of the COP", {.least = 1.0, .most = 30.0});
        t.optional("units", p.chillers,
                   "machines that share the rated heat; as many run as in the limit of many, fractions of one "
                   "included: those that run carry half their rating or more, until one is left",
                   {.least = 1, .most = 1000});
    });
    f.optional("economizer", p.economizer, "tower water cools the loop before the chillers, and alone when it can");
    f.optional("economizer_approach", p.economizer_approach, "loop water behind the economizer above tower water",
               {.least = Kelvin{0.5}, .most = Kelvin{10}});
    f.optional("mode_hold", p.modes.hold,
               "least time between two changes of the cooling mode. A run starts with the chillers alone: in the cold "
               "they and the economizer share the load for one such time before it carries it alone",
               {.least = Seconds{0}, .most = day});
    f.optional("rejection_per_heat", p.rejection_per_heat, "rated heat of the tower over that of the loop",
               {.least = 1.0, .most = 2.0});
    f.table("tower", "cooling tower and condenser water", [&](Fields& t) { fields(t, p.tower); });
}

class WaterChillerWse final : public Plant {
public:
    WaterChillerWse(const WaterChillerParams& p, PlantSize size)
        : p_{p},
          office_{p.sizing.office * size.design_it},
          hall_{p.hall, p.sizing.heat(size)},
          bank_{p.chiller, p.sizing.heat(size), p.chillers},
          tower_{p.tower, p.rejection_per_heat * bank_.rated},
          modes_{p.modes}
    {
    }

    PlantResult step(Interval interval, Power heat, const Air& air) override
    {
        const Seconds length = seconds(interval);
        require(length > Seconds{}, "a plant steps over time");
        const Hall::Demand d = hall_.demand(heat, air.pascal, length, clamped_);
        if (p_.economizer) choose_mode(interval.from, d, air.wet_bulb_celsius);
        const Balance b = balance({d, air.wet_bulb_celsius, length});
        count(b, air.wet_bulb_celsius, length);
        return result(d, b, air, length);
    }

    std::map<std::string, double> clamped_hours() const override { return clamped_.by_name(); }
    void state(Archive& archive) override
    {
        archive("hall", hall_)("modes", modes_)("clamped", clamped_);
        archive("rejected", rejected_)("exit_celsius", exit_celsius_);
    }

private:
    struct Question {
        const Hall::Demand& demand;
        double wet_bulb;
        Seconds length;
    };
    struct Balance {
        Tower::Flow flow;
        Tower::Cold cold;
        Power economizer{}, chillers{}, compressors{};
        Power rejected{}; ///< into the tower
        bool overloaded{false};
        Power removed() const { return economizer + chillers; }
    };

    void choose_mode(Time now, const Hall::Demand& d, double wet_bulb)
    {
        const double coldest = tower_.coldest(tower_.flow(rejected_), wet_bulb).celsius;
        modes_.decide(now, {d.return_celsius, p_.hall.supply_water_celsius, coldest + p_.economizer_approach.si()});
    }

    Tower::Cold tower_water(const Tower::Flow& flow, const Question& q) const
    {
        switch (modes_.mode()) {
        case CoolingMode::mechanical: return tower_.hold(flow, q.wet_bulb, condenser_set_point(flow, q));
        case CoolingMode::partial: return tower_.coldest(flow, q.wet_bulb);
        case CoolingMode::free: break;
        }
        return tower_.hold(flow, q.wet_bulb, p_.hall.supply_water_celsius - p_.economizer_approach.si());
    }

    /// No colder than the chillers can use: fans would work for nothing.
    double condenser_set_point(const Tower::Flow& flow, const Question& q) const
    {
        const double useful = least_useful_celsius(bank_, q.demand.heat, hall_.loop_celsius()) - flow.range;
        return tower_.set_point(q.wet_bulb, useful);
    }

    /// The machines' powers if the tower had to reject `assumed`.
    Balance assuming(Power assumed, const Question& q) const
    {
        Balance b;
        b.flow = tower_.flow(assumed);
        b.cold = tower_water(b.flow, q);
        const bool free = modes_.mode() == CoolingMode::free;
        const double behind_economizer = b.cold.celsius + p_.economizer_approach.si();
        const double set_point = p_.hall.supply_water_celsius;
        const double target = free ? std::max(set_point, behind_economizer) : set_point;
        const Power wanted = std::max(Power{}, hall_.wanted(q.demand, target, q.length));
        if (modes_.mode() != CoolingMode::mechanical)
            b.economizer =
                std::clamp(Power{q.demand.water_w_k * (q.demand.return_celsius - behind_economizer)}, Power{}, wanted);
        if (!free) {
            const Power left = wanted - b.economizer;
            b.overloaded = left > bank_.rated;
            b.chillers = std::min(left, bank_.rated);
            // Economizer and condensers share the tower water: the condensers' leaving water closes the range.
            b.compressors = compressor_power(bank_, b.chillers, hall_.loop_celsius(), b.cold.celsius + b.flow.range);
        }
        b.rejected = b.removed() + b.compressors + pump_heat_to_water * b.flow.pump;
        return b;
    }

    /// Heat at the tower such that what it is assumed to reject is what it gets.
    Balance balance(const Question& q)
    {
        constexpr double tolerance = 1e-10; // of the rated heat
        Balance b;
        const auto received = [&](double w) {
            b = assuming(Power{w}, q);
            return b.rejected.si();
        };
        rejected_ = Power{fixed_point(received, rejected_.si(), tolerance * bank_.rated.si())};
        return b;
    }

    void count(const Balance& b, double wet_bulb, Seconds length)
    {
        tower_.count(b.flow, b.cold, wet_bulb, length, clamped_);
        if (b.overloaded) clamped_.add(Clamp::chiller, length);
    }

    PlantResult result(const Hall::Demand& d, const Balance& b, const Air& air, Seconds length)
    {
        const WaterUse water = tower_.water(b.rejected, b.flow, b.cold.air_fraction, air, exit_celsius_);
        const auto volume = [&](double kg_s) { return kg_s * length.si() * litre; };
        PlantResult r;
        r.fans = d.fans;
        r.pumps = d.pump + b.flow.pump;
        r.compressors = b.compressors;
        r.rejection_fans = b.cold.fans;
        r.other = office_;
        r.evaporation = volume(water.evaporation);
        r.drift = volume(water.drift);
        r.blowdown = volume(water.blowdown);
        r.supply_celsius = d.supply_air_celsius;
        r.unmet_heat_w = b.overloaded ? std::max(0.0, (d.heat - b.removed()).si()) : 0;
        r.rejected = b.rejected + (1 - pump_heat_to_water) * r.pumps;
        r.stored = hall_.settle(d, b.removed(), length);
        return r;
    }

    WaterChillerParams p_;
    Power office_;
    Hall hall_;
    ChillerBank bank_;
    Tower tower_;
    ModeSwitch modes_;
    ClampedHours clamped_;
    Power rejected_{};        ///< last heat at the tower: where the next balance starts
    double exit_celsius_{25}; ///< of the tower's air: where the next search starts
};

} // namespace

Row<Plant, PlantSize> water_chiller_wse()
{
    return row<Plant, WaterChillerWse, WaterChillerParams, PlantSize>(
        "water-chiller-wse", "air handlers, chilled water, water-side economizer, water chillers, cooling tower");
}

} // namespace dcsim
