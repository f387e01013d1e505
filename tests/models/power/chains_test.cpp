#include "models/power/chains.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Power design = 12.5 * MW;

LoadMoments steady(Power p)
{
    return {p, p.si() * p.si()};
}

double input_over_it(const std::string& kind, Power it)
{
    const auto chain = made(chains(), "kind = \"" + kind + "\"", ChainSize{design});
    return (it + chain->losses(steady(it), Power{}).total()) / it;
}

} // namespace

TEST_CASE("power at the meter over power at the racks, 10 of 12.5 MW", "[power][golden]")
{
    CHECK(input_over_it("2n-double", 10 * MW) == Approx(1.052146).epsilon(1e-6));
    CHECK(input_over_it("eco", 10 * MW) == Approx(1.029679).epsilon(1e-6));
    CHECK(input_over_it("rack-battery", 10 * MW) == Approx(1.021881).epsilon(1e-6));
    CHECK(input_over_it("none", 10 * MW) == 1);
}

TEST_CASE("the stages of a double conversion chain, one by one", "[power][golden]")
{
    const auto chain = made(chains(), R"(kind = "2n-double")", ChainSize{design});
    const ChainLosses l = chain->losses(steady(10 * MW), Power{});
    CHECK(l.psu == Power{});
    CHECK(l.distribution.si() == Approx(89000));
    CHECK(l.ups.si() == Approx(10438748.2 - 10089000).epsilon(1e-6));
    CHECK(l.transformer.si() == Approx(10521464.0 - 10438748.2).epsilon(1e-5));
}

TEST_CASE("every chain loses no energy it does not have, and more with cooling beside it", "[power][invariant]")
{
    for (const auto& row : chains()) {
        const auto chain = made(chains(), "kind = \"" + row.name + "\"", ChainSize{design});
        for (const double load : {0.0, 0.01, 0.3, 0.7, 1.0, 1.2}) {
            const LoadMoments it = steady(load * design);
            const Power alone = chain->losses(it, Power{}).total();
            INFO(row.name << " at " << load);
            CHECK(alone >= Power{});
            CHECK(chain->losses(it, 2 * MW).total() >= alone);
        }
    }
    for (const double load : {0.0, 0.3, 1.0})
        CHECK(input_over_it("eco", (load + 0.01) * design) <= input_over_it("2n-double", (load + 0.01) * design));
}

TEST_CASE("a load that alternates loses the mean of both losses", "[power][analytic]")
{
    const auto chain = made(chains(), R"(kind = "2n-double")", ChainSize{design});
    const Power low = 4 * MW, high = 12 * MW;
    const LoadMoments alternating{0.5 * (low + high), 0.5 * (low.si() * low.si() + high.si() * high.si())};
    const ChainLosses l = chain->losses(alternating, Power{});
    const ChainLosses a = chain->losses(steady(low), Power{}), b = chain->losses(steady(high), Power{});
    CHECK(l.distribution.si() == Approx(0.5 * (a.distribution + b.distribution).si()).epsilon(1e-12));
    // Behind the first stage the variance is carried by the gain, exact to a few parts in ten thousand.
    CHECK(l.total().si() == Approx(0.5 * (a.total() + b.total()).si()).epsilon(1e-3));
}

TEST_CASE("power supplies join the chain where nodes are declared behind them", "[power][golden]")
{
    const auto chain = made(chains(), "kind = \"none\"", ChainSize{design});
    const auto supplied = made(chains(), "kind = \"2n-double\"\npsu = \"titanium\"", ChainSize{design, PowerBasis::dc});
    const Power it = 0.35 * design;
    const Power psu = supplied->losses(steady(it), Power{}).psu;
    CHECK(it / (it + psu) == Approx(0.954199).epsilon(1e-6));
    CHECK(chain->losses(steady(it), Power{}).psu == Power{});
}

TEST_CASE("a node's supplies lose by their own load, which need not be that of the others", "[power][analytic]")
{
    const ChainSize size{design, PowerBasis::dc, 10 * kW};
    const auto chain = made(chains(), "kind = \"2n-double\"\npsu = \"titanium\"", size);
    const auto loss = [&](double load) { return chain->supply_loss(load * 10 * kW); };
    // 94, 96 and 91 % at 20, 50 and 100 % of the rating [80 PLUS, 230 V internal redundant].
    CHECK(loss(0.2) / kW == Approx(2 / 0.94 - 2));
    CHECK(loss(0.5) / kW == Approx(5 / 0.96 - 5));
    CHECK(loss(1.0) / kW == Approx(10 / 0.91 - 10));
    CHECK(loss(0.2) + loss(1.0) > 2 * loss(0.6)); // the mean load would lose less

    const auto redundant = made(chains(), "kind = \"2n-double\"\npsu = \"titanium\"\npsu_rating = \"20 kW\"", size);
    CHECK(redundant->supply_loss(10 * kW) / kW == Approx(10 / 0.96 - 10));
    LoadMoments known = steady(0.35 * design);
    known.supplies = 1 * MW;
    CHECK(chain->losses(known, Power{}).psu == 1 * MW);
    CHECK(made(chains(), "kind = \"2n-double\"", ChainSize{design})->supply_loss(10 * kW) == Power{});
}

TEST_CASE("a chain carries more than it is built for, and says which stages that is too much for", "[power][analytic]")
{
    const auto losses = [](const std::string& kind, double load, Power cooling = {}) {
        return made(chains(), "kind = \"" + kind + "\"", ChainSize{design})->losses(steady(load * design), cooling);
    };
    for (const char* kind : {"2n-double", "eco", "rack-battery"}) {
        const ChainLosses full = losses(kind, 1);
        CHECK_FALSE((full.distribution_overloaded || full.ups_overloaded || full.transformer_overloaded));
        CHECK(losses(kind, 1.001).distribution_overloaded);
        CHECK(losses(kind, 0.5, 0.8 * design).transformer_overloaded); // of 1.25 times the design
    }
    CHECK_FALSE(losses("2n-double", 2).ups_overloaded); // both units carry all they are rated for
    CHECK(losses("2n-double", 2.001).ups_overloaded);
    CHECK(losses("rack-battery", 1.001).ups_overloaded);
    CHECK_FALSE(losses("none", 2).distribution_overloaded);
}

TEST_CASE("where nothing is lost before the racks, or a plant says what is, supplies still lose", "[power][analytic]")
{
    const ChainSize size{design, PowerBasis::dc, 10 * kW};
    const auto none = made(chains(), "kind = \"none\"\npsu = \"gold\"", size);
    CHECK(none->supply_loss(10 * kW) / kW == Approx(10 / 0.88 - 10));
    CHECK(none->losses(steady(design), 1 * MW).total() / design == Approx(1 / 0.88 - 1));
    const auto alone = supplies_alone(made(chains(), "kind = \"2n-double\"\npsu = \"gold\"", size));
    CHECK(alone->supply_loss(10 * kW) == none->supply_loss(10 * kW));
    CHECK(alone->losses(steady(design), 1 * MW).total() == none->losses(steady(design), 1 * MW).total());
}
