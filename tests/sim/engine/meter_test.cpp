#include "sim/engine/meter.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Time at_second(std::int64_t s)
{
    return {s * 1'000'000'000};
}

} // namespace

TEST_CASE("a host at 200 W switched to 8 W has used 2000 J, read before or after the switch", "[meter][analytic]")
{
    Meter meter;
    meter.add(Time{}, nanowatts(200 * watt));
    CHECK(meter.total(at_second(10)) == 2000 * joule);
    meter.add(at_second(10), nanowatts(-192 * watt));
    CHECK(meter.total(at_second(10)) == 2000 * joule);
    CHECK(meter.total(at_second(20)) == 2080 * joule);
    CHECK(power(meter.level()) == 8 * watt);
}

TEST_CASE("reading a meter more often, or changing it in parts, changes no bit", "[meter][invariant]")
{
    Random random{{1, 0, "test", "meter", 0}};
    Meter once, often;
    Time now;
    for (int i = 0; i < 1000; ++i) {
        now = now + Span{static_cast<std::int64_t>(uniform_below(random, 1'000'000'000'000))};
        const NanoWatts change = nanowatts(Power{(random.uniform() - 0.5) * 1e6});
        once.add(now, change);
        often.add(now, {change.value / 3});
        often.add(now, {change.value - change.value / 3});
        const Time later = now + Span{static_cast<std::int64_t>(uniform_below(random, 1'000))};
        often.add(later, {});
        now = later;
        REQUIRE((once.total_e18(now) == often.total_e18(now)));
    }
}

TEST_CASE("the meters of the jobs add up to the meter of the host exactly", "[meter][invariant]")
{
    Random random{{1, 0, "test", "hosts", 0}};
    Meter host;
    std::vector<Meter> jobs(10);
    Time now;
    for (int i = 0; i < 1000; ++i) {
        now = now + Span{static_cast<std::int64_t>(uniform_below(random, 1'000'000'000'000))};
        const NanoWatts change = nanowatts(Power{(random.uniform() - 0.5) * 1e6});
        host.add(now, change);
        jobs[uniform_below(random, jobs.size())].add(now, change);
    }
    Int128 sum = 0;
    for (const Meter& job : jobs) sum += job.total_e18(now);
    CHECK((sum == host.total_e18(now)));
}

TEST_CASE("a saved meter goes on where it was", "[meter][invariant]")
{
    Meter meter;
    meter.add(at_second(1), nanowatts(123.456789 * watt));
    Archive save;
    save("meter", meter);
    Meter restored;
    Archive load{save.bytes()};
    load("meter", restored);
    CHECK((restored.total_e18(at_second(7)) == meter.total_e18(at_second(7))));
}

TEST_CASE("power that does not fit and time that runs backwards are errors", "[meter][invariant]")
{
    CHECK_THROWS_AS(nanowatts(10e9 * watt), LogicError);
    Meter meter;
    meter.add(at_second(5), nanowatts(9e9 * watt));
    CHECK_THROWS_AS(meter.total(at_second(4)), LogicError);
    CHECK_THROWS_AS(meter.add(at_second(6), nanowatts(9e9 * watt)), LogicError);
}

TEST_CASE("powers are rounded to the nearest nanowatt, halves away from zero", "[meter][unit]")
{
    CHECK(nanowatts(Power{2.5e-9}).value == 3);
    CHECK(nanowatts(Power{-2.5e-9}).value == -3);
    CHECK(nanowatts(Power{0.4e-9}).value == 0);
    CHECK(nanowatts(Power{-0.4e-9}).value == 0);
    CHECK(nanowatts(-300 * watt).value == -300'000'000'000);
}
