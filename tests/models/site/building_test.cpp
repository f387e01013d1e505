#include "models/site/building.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// Cooling power is a tenth of the heat; half a litre evaporates per kWh of heat.
class TenthPlant final : public Plant {
public:
    PlantResult step(Interval interval, Power heat, const Air&) override
    {
        heat_ = heat;
        PlantResult r;
        r.compressors = 0.1 * heat;
        r.evaporation = (heat * seconds(interval)) / kWh * 0.5 * litre;
        return r;
    }
    std::map<std::string, double> clamped_hours() const override { return {}; }
    void state(Archive& archive) override { archive("heat", heat_); }

private:
    Power heat_{};
};

/// UPS loses 5 % of IT, the transformer 1 % of all that passes.
class SimpleChain final : public PowerChain {
public:
    ChainLosses losses(const LoadMoments& it, Power cooling) const override
    {
        ChainLosses l;
        l.ups = 0.05 * it.mean;
        l.transformer = 0.01 * (it.mean + l.ups + cooling);
        return l;
    }
};

constexpr Interval one_hour{Time{}, Time{3'600'000'000'000}};

} // namespace

TEST_CASE("the plant removes IT power and indoor losses, and is fed through the transformer",
          "[site][building][analytic]")
{
    Building building{std::make_unique<TenthPlant>(), std::make_unique<SimpleChain>()};
    const Building::Load load = building.step(one_hour, {100 * kW, 1e10}, Air{});
    CHECK(load.it / kW == Approx(100));
    CHECK(load.cooling / kW == Approx(10.5));                     // a tenth of 100 + 5
    CHECK(load.loss / kW == Approx(5 + 0.01 * (100 + 5 + 10.5))); // UPS, then the transformer carries everything
    CHECK(building.totals().make_up() / litre == Approx(0.5 * 105));
}

TEST_CASE("totals add up over intervals and a difference is what a window took", "[site][building][invariant]")
{
    Building building{std::make_unique<TenthPlant>(), std::make_unique<SimpleChain>()};
    building.step(one_hour, {100 * kW, 1e10}, Air{});
    const BuildingTotals at_start = building.totals();
    building.step({one_hour.to, Time{2 * one_hour.to.ns}}, {40 * kW, 1.6e9}, Air{});
    const BuildingTotals window = building.totals() - at_start;
    CHECK(window.it / kWh == Approx(40));
    CHECK(window.facility() / kWh == Approx((window.it + window.loss() + window.cooling()) / kWh));
    CHECK(building.totals().it / kWh == Approx(140));
}
