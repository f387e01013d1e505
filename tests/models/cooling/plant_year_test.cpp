#include "tests/models/cooling/plant_year.h"
#include "tests/models/cooling/weather_file.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr PlantSize size{12.5 * MW, 0};
constexpr Power it = 10 * MW;
constexpr Span five_minutes{300'000'000'000};

YearSums year(const std::string& toml, const std::vector<Air>& hours)
{
    const auto plant = made(plants(), toml, size);
    const auto chain = made(chains(), R"(kind = "2n-double")", ChainSize{size.design_it});
    return run(*plant, *chain, it, hours, five_minutes);
}

struct Site {
    std::string file;
    double least_pue, most_pue;
};

} // namespace

TEST_CASE("a typical year falls into the bands of published sites, in the order of the designs", "[cooling][golden]")
{
    // Bands: chilled water in hot and humid climates 1.14-1.40, with economizer in temperate ones 1.12-1.20; water of
    // towers 1.0-2.6 L/kWh (published annual figures of hyperscale sites).
    const Site site =
        GENERATE(Site{"USA_TX_Dallas-Fort.Worth", 1.14, 1.40}, Site{"USA_VA_Leesburg.Exec", 1.12, 1.20},
                 Site{"USA_CO_Denver.Intl.AP.725650_TMY3", 1.12, 1.20}, Site{"USA_CA_San.Jose-Mineta", 1.12, 1.20});
    const std::vector<Air> hours = typical_year(site.file);
    if (hours.empty()) {
        WARN("skipped: no weather file of " << site.file << " beside the sources");
        return;
    }
    const YearSums with = year(R"(kind = "water-chiller-wse")", hours);
    const YearSums without = year("kind = \"water-chiller-wse\"\neconomizer = false", hours);
    const YearSums air = year(R"(kind = "air-chiller")", hours);
    INFO(site.file << ": PUE " << with.pue() << ", WUE " << with.wue_l_kwh() << " L/kWh; without economizer "
                   << without.pue() << "; air-cooled " << air.pue());
    CHECK(with.pue() > site.least_pue);
    CHECK(with.pue() < site.most_pue);
    CHECK(with.wue_l_kwh() > 1.0);
    CHECK(with.wue_l_kwh() < 2.6);
    // Physical ceiling: all heat as vapour, some more for air that the tower cools, four cycles of concentration.
    CHECK(with.wue_l_kwh() <= 1.75 * 4 / 3 * with.pue());
    CHECK(with.pue() < without.pue());
    CHECK(with.pue() <= air.pue() + 0.01);
    CHECK(air.make_up == Volume{});
    CHECK(with.unmet == Energy{});
    CHECK(with.most_supply_celsius < 30);
}
