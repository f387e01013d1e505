#include "sim/config/codec.h"
#include "sim/config/quantity.h"
#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace dcsim;

namespace {

constexpr Dim declared_dims[]{Seconds::dim,   Energy::dim,    Power::dim,     Kelvin::dim, Carbon::dim,
                              Intensity::dim, Volume::dim,    Money::dim,     Price::dim,  Bytes::dim,
                              Flops::dim,     Frequency::dim, Irradiance::dim};

double read(const char* text, Dim dim)
{
    const ParsedQuantity parsed = parse_quantity(text, dim);
    INFO(text << ' ' << parsed.problem);
    CHECK(parsed.problem.empty());
    return parsed.si;
}

std::string problem(const char* text, Dim dim)
{
    return parse_quantity(text, dim).problem;
}

} // namespace

TEST_CASE("quantities are read to SI", "[config][quantity][analytic]")
{
    CHECK(read("1.5 MW", Power::dim) == 1.5e6);
    CHECK(read("24 h", Seconds::dim) == 86400);
    CHECK(read("3 MWh", Energy::dim) == (3 * MWh).si());
    CHECK(read("95 g/kWh", Intensity::dim) == (95 * gram_per_kWh).si());
    CHECK(read("95 kg/MWh", Intensity::dim) == Approx((95 * gram_per_kWh).si()).epsilon(1e-15));
    CHECK(read("40 /s", Frequency::dim) == 40);
    CHECK(read("4 /d", Frequency::dim) == Approx(4 / 86400.0).epsilon(1e-15));
    CHECK(read("80 GiB", Bytes::dim) == 80 * 1073741824.0);
    CHECK(read("3.35 TB/s", Dim{.time = -1, .bytes = 1}) == 3.35e12);
    CHECK(read("400 Gbit/s", Dim{.time = -1, .bytes = 1}) == 50e9);
    CHECK(read("800 W/m2", Irradiance::dim) == 800);
    CHECK(read("5K", Kelvin::dim) == 5);
    CHECK(parse_celsius("25 degC").si == 25);
    CHECK(parse_celsius("-4.5 C").si == -4.5);
}

TEST_CASE("a price tells its currency", "[config][quantity]")
{
    const ParsedQuantity parsed = parse_quantity("80 EUR/MWh", Price::dim);
    CHECK(parsed.si == Approx(80 / 3.6e9).epsilon(1e-15));
    CHECK(parsed.currency == "EUR");
    CHECK(parse_quantity("5 USD", Money::dim).currency == "USD");
}

TEST_CASE("a wrong unit is named with what is allowed", "[config][quantity]")
{
    CHECK(problem("3 kwh", Energy::dim) ==
          "has the unknown unit 'kwh' (did you mean 'kWh'? allowed: J, kJ, MJ, Wh, kWh, MWh, GWh)");
    CHECK(problem("3 MWh", Power::dim) == "has 'MWh', a unit of energy, where power belongs (allowed: W, kW, MW, GW)");
    CHECK(problem("3", Power::dim) == "has no unit (allowed: W, kW, MW, GW)");
    CHECK(problem("much", Power::dim) == "is not a quantity: \"1.5 MW\" is (a number and one of W, kW, MW, GW)");
    CHECK(problem("3 MWH", Energy::dim).find("did you mean 'MWh'?") != std::string::npos);
    CHECK_FALSE(problem("1 W/", Power::dim).empty());
    CHECK_FALSE(problem("1 /", Frequency::dim).empty());
    CHECK_FALSE(problem("nan W", Power::dim).empty());
    CHECK_FALSE(problem("", Power::dim).empty());
}

TEST_CASE("what people write for a unit is answered with what they mean", "[config][quantity]")
{
    const auto told = [](const char* text, Dim dim, const std::string& what) {
        return problem(text, dim).find('(' + what + " allowed: ") != std::string::npos;
    };
    CHECK(told("36 hours", Seconds::dim, "did you mean 'h'?"));
    CHECK(told("4 weeks", Seconds::dim, "a week is 7 d;"));
    CHECK(told("350 gCO2/kWh", Intensity::dim, "did you mean 'g/kWh'?"));
    CHECK(told("0.2 $/kWh", Price::dim, "write the currency by its three letters;"));
    CHECK(told("4 w", Power::dim, "did you mean 'W'?"));
    CHECK(problem("4 x", Power::dim) == "has the unknown unit 'x' (allowed: W, kW, MW, GW)");
}

TEST_CASE("where a price names its currency, the units allowed are in it", "[config][quantity]")
{
    CHECK(parse_quantity("1 USD/t", Price::dim).problem.find("allowed: USD/kWh, USD/MWh, USD/J") != std::string::npos);
    CHECK(parse_quantity("1 MWH", Price::dim).problem.find("allowed: EUR/kWh, EUR/MWh, EUR/J") != std::string::npos);
}

TEST_CASE("every dimension has its SI unit, and each of its units reads back", "[config][quantity][invariant]")
{
    for (const Dim dim : declared_dims) {
        CAPTURE(dimension_name(dim));
        bool has_si = false;
        for (const std::string& unit : units_of(dim)) {
            const ParsedQuantity one = parse_quantity("1 " + unit, dim);
            CHECK(one.problem.empty());
            has_si = has_si || one.si == 1;
        }
        CHECK(has_si);
        const std::string example = quantity_example(dim);
        CHECK(parse_quantity(example.substr(1, example.size() - 2), dim).problem.empty());
    }
}

TEST_CASE("a quantity is printed in the unit that makes it short", "[config][quantity]")
{
    CHECK(quantity_text(1.5e6, Power::dim) == "1.5 MW");
    CHECK(quantity_text((3 * MWh).si(), Energy::dim) == "3 MWh");
    CHECK(quantity_text((95 * gram_per_kWh).si(), Intensity::dim) == "95 g/kWh");
    CHECK(quantity_text(parse_quantity("4 /d", Frequency::dim).si, Frequency::dim) == "4 /d");
    CHECK(quantity_text(10200, Power::dim) == "10.2 kW");
    CHECK(quantity_text(40, Frequency::dim) == "40 /s");
    CHECK(quantity_text(0, Power::dim) == "0 MW"); // zero has no size to choose by: the usual unit
    CHECK(quantity_text(0, Seconds::dim) == "0 h");
    CHECK(quantity_text(0, Price::dim) == "0 XXX/MWh");
    CHECK(span_text({90'000'000'000}) == "90 s");
    CHECK(span_text({86'400'000'000'000}) == "1 d");
}

TEST_CASE("printing and reading a quantity is the identity", "[config][quantity][invariant]")
{
    CHECK(rc::check("for any finite value of any dimension", [](double value) {
        for (const Dim dim : declared_dims) RC_ASSERT(parse_quantity(quantity_text(value, dim), dim).si == value);
        RC_ASSERT(parse_celsius(celsius_text(value)).si == value);
    }));
}
