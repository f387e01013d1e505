#include "models/compute/host_power_laws.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

std::unique_ptr<HostPower> law(const std::string& kind)
{
    return made(host_power_laws(), "kind = \"" + kind + "\"\nidle = \"95 W\"\nfull = \"190.738 W\"",
                NodeAccelerators{.count = 8});
}

} // namespace

TEST_CASE("half load for ten minutes on a linear host", "[compute][golden]")
{
    const Energy used = law("linear")->at(0.5) * (600 * second);
    CHECK(used / kWh * 1000 == Approx(23.8115).epsilon(1e-9));
}

TEST_CASE("an idle host draws its idle power and a full one its full power", "[compute][invariant]")
{
    for (const std::string kind : {"linear", "square-root", "square", "cubic"}) {
        const auto host = law(kind);
        CHECK(host->at(0).si() == Approx(95));
        CHECK(host->at(1).si() == Approx(190.738));
        for (int i = 0; i < 100; ++i) CHECK(host->at(i / 100.0) <= host->at((i + 1) / 100.0));
    }
}

TEST_CASE("the laws differ at a quarter of the load as their names say", "[compute][analytic]")
{
    const auto share = [](const std::string& kind) { return (law(kind)->at(0.25) - 95 * watt) / (95.738 * watt); };
    CHECK(share("linear") == Approx(0.25));
    CHECK(share("square-root") == Approx(0.5));
    CHECK(share("square") == Approx(0.0625));
    CHECK(share("cubic") == Approx(0.015625));
}

TEST_CASE("a measured host is linear between its points", "[compute][analytic]")
{
    const auto host = made(host_power_laws(), R"(kind = "table"
points = ["100 W", "130 W", "150 W"])",
                           NodeAccelerators{.count = 8});
    CHECK(host->at(0).si() == Approx(100));
    CHECK(host->at(0.25).si() == Approx(115));
    CHECK(host->at(0.5).si() == Approx(130));
    CHECK(host->at(0.9).si() == Approx(146));
    CHECK(host->at(1).si() == Approx(150));
}

TEST_CASE("a host that draws less at full load is refused, as is a table of one point", "[compute]")
{
    CHECK_THROWS_AS(
        made(host_power_laws(), "kind = \"linear\"\nidle = \"2 W\"\nfull = \"1 W\"", NodeAccelerators{.count = 8}),
        ConfigError);
    CHECK_THROWS_AS(made(host_power_laws(), "kind = \"table\"\npoints = [\"2 W\"]", NodeAccelerators{.count = 8}),
                    ConfigError);
    CHECK_THROWS_AS(law("linear")->at(1.5), LogicError);
}

TEST_CASE("a server's power is that of its accelerators and of a host that grows with them", "[compute][analytic]")
{
    const std::string toml = "kind = 'server'\nhost = '2240 W'\nhost_slope = 0.11";
    const auto eight = made(host_power_laws(), toml, NodeAccelerators{8, 70 * watt, 700 * watt});
    const auto four = made(host_power_laws(), toml, NodeAccelerators{4, 70 * watt, 700 * watt});
    CHECK(eight->at(0).si() == Approx(2240 + 8 * 70));
    CHECK(eight->at(1).si() == Approx(2240 + 8 * 700 + 0.11 * 8 * 630));
    CHECK(eight->at(0.5).si() == Approx((eight->at(0).si() + eight->at(1).si()) / 2));
    CHECK(four->at(1).si() == Approx(2240 + 4 * 700 + 0.11 * 4 * 630));
}
