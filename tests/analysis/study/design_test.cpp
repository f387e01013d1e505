#include "analysis/study/design.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace dcsim;
using Catch::Matchers::Contains;

namespace {

Design design(const std::string& sweep, std::uint64_t seed = 1)
{
    return design_of(parse_toml(sweep, "sweep.toml"), seed);
}

/// All problems of a sweep, one below the other.
std::string problems(const std::string& sweep)
{
    try {
        design(sweep);
    } catch (const ConfigError& error) {
        std::string text;
        for (const Problem& p : error.problems())
            text += std::to_string(p.origin.line) + ' ' + p.key + ' ' + p.text + '\n';
        return text;
    }
    return "none";
}

double number(const Tree& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    return std::stod(*value.text());
}

/// Coordinates of a key over all points.
std::vector<double> values(const Design& d, std::size_t key)
{
    std::vector<double> all;
    for (std::size_t point = 0; point < d.points(); ++point) all.push_back(number(d.at(point).at(key).value));
    return all;
}

} // namespace

TEST_CASE("a factorial design has every combination of levels, the last key fastest", "[design]")
{
    const Design d = design(
        "cluster.nodes = [16, 32]\n\"policy.solar-battery.supply.solar.peak\" = [\"1 MW\", \"2 MW\", \"3 MW\"]\n");
    REQUIRE(d.points() == 6);
    CHECK(d.label(0) == "cluster.nodes = 16, policy.solar-battery.supply.solar.peak = \"1 MW\"");
    CHECK(d.label(4) == "cluster.nodes = 32, policy.solar-battery.supply.solar.peak = \"2 MW\"");
    CHECK(d.levels_of(5) == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a linear range has equal steps and a log range equal ratios, ends included", "[design][analytic]")
{
    const Design d = design("a.x = { from = \"0 MW\", to = \"1.2 MW\", count = 5 }\n");
    const std::vector<std::string> expected{"0.0 MW", "0.3 MW", "0.6 MW", "0.9 MW", "1.2 MW"};
    for (std::size_t point = 0; point < 5; ++point) CHECK(*d.at(point).front().value.text() == expected[point]);
    CHECK(values(design("a.x = { from = 0.01, to = 100.0, count = 5, scale = \"log\" }\n"), 0) ==
          std::vector<double>{0.01, 0.1, 1, 10, 100});
}

TEST_CASE("a range between whole numbers has whole numbers", "[design]")
{
    const Design d = design("a.x = { from = 24, to = 48, count = 4 }\n");
    for (std::size_t point = 0; point < 4; ++point)
        CHECK(std::get<std::int64_t>(d.at(point).front().value.data) == 24 + 8 * static_cast<std::int64_t>(point));
}

TEST_CASE("zipped keys change together and are one axis of their name", "[design]")
{
    const Design d = design("zip.size = { a.x = [1, 2], b.y = { from = 10, to = 20, count = 2 } }\nc.z = [5, 6, 7]\n");
    REQUIRE(d.points() == 6);
    CHECK(d.axes().front().name == "size");
    CHECK(d.label(3) == "a.x = 2, b.y = 20, c.z = 5");
}

TEST_CASE("a Latin hypercube has one point in each slice of every key", "[design][invariant]")
{
    const Design d = design(
        "design = \"latin-hypercube\"\npoints = 50\na.x = { from = 0.0, to = 1.0 }\nb.y = { from = 0.0, to = 1.0 }\n");
    REQUIRE(d.points() == 50);
    CHECK(d.axes().front().name == "point");
    for (const std::size_t key : {0u, 1u}) {
        std::set<int> slices;
        for (const double x : values(d, key)) slices.insert(static_cast<int>(50 * x));
        CHECK(slices.size() == 50);
    }
}

TEST_CASE("the Sobol sequence is the one of Joe and Kuo", "[design][analytic]")
{
    // First points of new-joe-kuo-6.21201, as their authors' program prints them [Joe and Kuo, SIAM J. Sci. Comput. 30
    // (2008)].
    const Design d =
        design("design = \"sobol\"\npoints = 8\na.x = { from = 0.0, to = 1.0 }\nb.y = { from = 0.0, to = 1.0 }\n");
    CHECK(values(d, 0) == std::vector<double>{0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125});
    CHECK(values(d, 1) == std::vector<double>{0, 0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625});
}

TEST_CASE("a sampled design takes levels of a list equally often and whole numbers where ends are whole", "[design]")
{
    const Design d = design("design = \"latin-hypercube\"\npoints = 30\na.x = [1, 2, 3]\nb.y = { from = 1, to = 3 }\n");
    for (const std::size_t key : {0u, 1u})
        for (const double level : {1.0, 2.0, 3.0}) CHECK(std::ranges::count(values(d, key), level) == 10);
}

TEST_CASE("a sampled design depends on the seed, the order of its other keys does not change a key",
          "[design][invariant]")
{
    const std::string head = "design = \"random\"\npoints = 5\n", key = "a.x = { from = 0.0, to = 1.0 }\n";
    CHECK(values(design(head + key), 0) == values(design(head + key), 0));
    CHECK(values(design(head + key, 1), 0) != values(design(head + key, 2), 0));
    CHECK(values(design(head + key + "b.y = [1, 2]\n"), 0) == values(design(head + key), 0));
}

TEST_CASE("all that is wrong with a sweep is told at once, where it stands", "[design]")
{
    const std::string told =
        problems("design = \"latin-hypercub\"\na.x = 3\nb.y = [1, 1]\nc.z = { from = 1, to = \"2 MW\" }\n"
                 "d.w = { from = 0, to = 5, count = 3, scale = \"log\" }\ne.v = []\n"
                 "zip.size = { f.u = [1], g.t = [1, 2] }\nh.s = { from = 1, to = 2, cuont = 3 }\n");
    CHECK_THAT(told, Contains("1 sweep.design is \"latin-hypercub\" (did you mean 'latin-hypercube'?"));
    CHECK_THAT(told, Contains("2 sweep.a.x is a whole number where a list or a range belongs"));
    CHECK_THAT(told, Contains("3 sweep.b.y has 1 twice"));
    CHECK_THAT(told, Contains("4 sweep.c.z has ends in different units"));
    CHECK_THAT(told, Contains("5 sweep.d.w has an end that is not above zero"));
    CHECK_THAT(told, Contains("6 sweep.e.v is an empty list"));
    CHECK_THAT(told, Contains("7 sweep.zip.size has keys with different numbers of values (1 and 2"));
    CHECK_THAT(told, Contains("8 sweep.h.s.cuont is not a known key (did you mean 'count'?"));
    CHECK_THAT(problems("a.x = { from = 1, to = 9 }\n"), Contains("does not say how many values it has"));
    CHECK_THAT(problems("a.x = { from = 1, to = 3, count = 9 }\n"), Contains("twice, rounded to whole numbers"));
    CHECK_THAT(problems("points = 3\na.x = [1]\n"), Contains("only belongs to sampled designs"));
    CHECK_THAT(problems("design = \"sobol\"\na.x = [1]\n"), Contains("sweep.points is missing"));
    CHECK_THAT(problems("a.x = [1]\n\"a.x\" = [2]\n"), Contains("a.x is swept twice"));
    CHECK_THAT(problems(""), Contains("sweeps nothing"));
}
