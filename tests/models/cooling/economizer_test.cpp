#include "models/cooling/economizer.h"
#include <catch2/catch.hpp>
#include <vector>

using namespace dcsim;

namespace {

constexpr Span whole_minute{60'000'000'000};

struct Change {
    double minute, economizer;
    CoolingMode to;
};

/// Economizer water from 30 degC down to 5 and up again at 0.1 K/min, return 24, set point 16.
std::vector<Change> sweep(Span step)
{
    ModeSwitch modes{{}};
    std::vector<Change> changes;
    for (Time now{0}; now < Time{500 * whole_minute.ns}; now = now + step) {
        const double minute = seconds(now) / dcsim::minute;
        const double economizer = minute < 250 ? 30 - 0.1 * minute : 5 + 0.1 * (minute - 250);
        const CoolingMode before = modes.mode();
        const CoolingMode after = modes.decide(now, {24, 16, economizer});
        if (after != before) changes.push_back({minute, economizer, after});
    }
    return changes;
}

} // namespace

TEST_CASE("modes step through a day with hysteresis and are each held", "[cooling][invariant]")
{
    const auto changes = sweep(whole_minute);
    REQUIRE(changes.size() == 4);
    CHECK(changes[0].to == CoolingMode::partial);
    CHECK(changes[0].economizer == Approx(22.9).margin(0.11));
    CHECK(changes[1].to == CoolingMode::free);
    CHECK(changes[1].economizer == Approx(16.5).margin(0.11));
    CHECK(changes[2].to == CoolingMode::partial);
    CHECK(changes[2].economizer == Approx(17.1).margin(0.11));
    CHECK(changes[3].to == CoolingMode::mechanical);
    CHECK(changes[3].economizer == Approx(23.5).margin(0.11));
    for (std::size_t i = 1; i < changes.size(); ++i) CHECK(changes[i].minute - changes[i - 1].minute >= 20);
}

TEST_CASE("half the step leaves the sequence of modes as it is", "[cooling][invariant]")
{
    const auto coarse = sweep(whole_minute), fine = sweep({whole_minute.ns / 2});
    REQUIRE(coarse.size() == fine.size());
    for (std::size_t i = 0; i < coarse.size(); ++i) {
        CHECK(coarse[i].to == fine[i].to);
        CHECK(std::abs(coarse[i].minute - fine[i].minute) <= 1);
    }
}

TEST_CASE("a mode outlasts water that swings across its threshold", "[cooling][invariant]")
{
    ModeSwitch modes{{}};
    int changes = 0;
    for (int i = 0; i < 40; ++i) {
        const CoolingMode before = modes.mode();
        if (modes.decide(Time{i * whole_minute.ns}, {24, 16, i % 2 == 0 ? 20.0 : 25.0}) != before) ++changes;
    }
    CHECK(changes == 2);
}
