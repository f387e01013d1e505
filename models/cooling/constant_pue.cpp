#include "models/cooling/plants.h"

namespace dcsim {

namespace {

using WaterIntensity = Quantity<Dim{.energy = -1, .volume = 1}>;

struct ConstantPueParams {
    double pue{1};
    WaterIntensity wue;
};

void fields(Fields& f, ConstantPueParams& p)
{
    f.required("pue", p.pue,
               "facility over IT energy at the rack inlet, the supplies of nodes stated at dc (power.psu) included; "
               "assumed, does not respond to weather",
               {.least = 1.0, .most = 10.0});
    f.required(
        "wue", p.wue,
        "site water per IT energy; assumed, does not respond to weather. All of it counts as lost to the air, so that "
        "consumption is withdrawal",
        {.least = WaterIntensity{}});
}

/// A given PUE: cooling and conversion losses in one figure, so that the chain must be `none`.
class ConstantPue final : public Plant {
public:
    ConstantPue(const ConstantPueParams& p, PlantSize) : p_{p} {}

    PlantResult step(Interval interval, Power heat, const Air&) override
    {
        PlantResult r;
        r.other = (p_.pue - 1) * heat;
        r.evaporation = p_.wue * (heat * seconds(interval));
        r.rejected = heat;
        return r;
    }
    std::map<std::string, double> clamped_hours() const override { return {}; }
    bool includes_power_chain() const override { return true; }
    void state(Archive&) override {}

private:
    ConstantPueParams p_;
};

} // namespace

Row<Plant, PlantSize> constant_pue()
{
    return row<Plant, ConstantPue, ConstantPueParams, PlantSize>(
        std::string{given_pue}, "a given PUE and WUE: assumed, does not respond to weather");
}

} // namespace dcsim
