#include "analysis/study/input_samples.h"
#include "sim/numerics/statistics.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

/// A job whose time and power rest on the catalogue.
const ScenarioFile& scenario()
{
    static const Registries registries = built_in();
    static const ScenarioFile file = parse_scenario(R"(
[scenario]
duration = "1 d"
[cluster]
nodes = 1
node = "8xh100"
[workload.training]
arrivals = { kind = "poisson", rate = "1 /d" }
gpus = 8
work = { kind = "training", model = "llama-3-1-8b", tokens = 3e7, batch = 128, sequence = 2048, zero = 3 }
)",
                                                    "inputs.toml", registries);
    return file;
}

double number(const Tree& value)
{
    return value.text() ? std::stod(*value.text()) : std::get<double>(value.data);
}

} // namespace

TEST_CASE("the numbers that are sampled have a spread, and none is a count or a size of memory", "[inputs]")
{
    const auto numbers = uncertain_numbers(scenario());
    REQUIRE(numbers.size() > 10);
    for (const UncertainNumber& n : numbers) {
        INFO(n.path());
        CHECK(n.spread > 0);
        CHECK(n.number.path != "memory");
        CHECK_FALSE(std::holds_alternative<std::int64_t>(n.value.data));
    }
}

TEST_CASE("samples have the spread of their number, around its value", "[inputs][analytic]")
{
    constexpr std::uint32_t samples = 4000;
    const auto numbers = uncertain_numbers(scenario());
    const DesignAxis axis = input_axis(numbers, samples, 1);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double value = number(numbers[i].value), spread = numbers[i].spread;
        INFO(numbers[i].path() << " = " << value << " of spread " << spread);
        CHECK(number(axis.levels[0][i]) == value);
        const auto at_limit = [&](const auto& limit) {
            return limit && std::abs(std::log(value / *limit)) < 4 * spread;
        };
        if (at_limit(numbers[i].least) || at_limit(numbers[i].most)) continue; // cut off there
        OnlineStats relative;
        for (std::uint32_t s = 1; s <= samples; ++s) relative.add(number(axis.levels[s][i]) / value);
        // Five standard errors; a lognormal law of median 1 has the mean exp(s^2 / 2), and a longer tail.
        CHECK(std::abs(relative.mean() - 1) < 5 * spread / std::sqrt(samples) + spread * spread);
        CHECK(relative.sd() == Approx(spread).epsilon(0.06 + 2 * spread * spread));
    }
}

TEST_CASE("numbers of one table are high or low together, those of another table are not", "[inputs]")
{
    const auto numbers = uncertain_numbers(scenario());
    const DesignAxis axis = input_axis(numbers, 200, 3);
    const auto at = [&](const std::string& path) {
        const auto found = std::ranges::find(numbers, path, &UncertainNumber::path);
        REQUIRE(found != numbers.end());
        return static_cast<std::size_t>(found - numbers.begin());
    };
    const std::string row = "catalog.accelerator.h100-sxm.";
    const std::size_t floor = at(row + "cap_law.floor"), least = at(row + "cap_law.least"), idle = at(row + "idle");
    std::size_t same = 0, other = 0;
    for (std::uint32_t s = 1; s <= 200; ++s) {
        const auto high = [&](std::size_t i) { return number(axis.levels[s][i]) > number(numbers[i].value); };
        same += high(floor) == high(least) ? 1 : 0;
        other += high(floor) == high(idle) ? 1 : 0;
        CHECK(number(axis.levels[s][floor]) < number(axis.levels[s][least]));
    }
    CHECK(same == 200);
    CHECK(other < 140); // of 200 coins
}

TEST_CASE("shares stay shares, units stay units", "[inputs][invariant]")
{
    const auto numbers = uncertain_numbers(scenario());
    const DesignAxis axis = input_axis(numbers, 500, 7);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        for (const auto& level : axis.levels) {
            const double value = number(numbers[i].value);
            if (value < 1 && !numbers[i].value.text()) CHECK((number(level[i]) > 0 && number(level[i]) < 1));
            if (const std::string* text = numbers[i].value.text()) {
                const auto unit = [](const std::string& t) { return t.substr(t.find(' ')); };
                CHECK(unit(*text) == unit(*level[i].text()));
            }
        }
}

TEST_CASE("a sample depends on the seed and on nothing else", "[inputs][invariant]")
{
    const auto numbers = uncertain_numbers(scenario());
    const DesignAxis few = input_axis(numbers, 2, 5), many = input_axis(numbers, 9, 5),
                     other = input_axis(numbers, 2, 6);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        CHECK(same_data(few.levels[2][i], many.levels[2][i]));
        CHECK_FALSE(same_data(few.levels[2][i], other.levels[2][i]));
    }
}
