#include "sim/engine/signal.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Span one_hour{3600'000'000'000};

Time at_minute(std::int64_t minute_of_run)
{
    return {minute_of_run * 60'000'000'000};
}

Signal<Intensity> three_hours()
{
    return {Time{}, one_hour, {100 * gram_per_kWh, 200 * gram_per_kWh, 300 * gram_per_kWh}};
}

} // namespace

TEST_CASE("partial intervals are integrated exactly: a job from 00:50 to 02:10", "[signal][analytic]")
{
    const Interval job{at_minute(50), at_minute(130)};
    const Carbon carbon = 60 * kW * seconds(job) * three_hours().mean(job);
    CHECK(carbon / kilogram == Approx(16.0).epsilon(1e-14));
}

TEST_CASE("a mean inside one step is that step's value, bit for bit", "[signal][invariant]")
{
    const Signal<Intensity> signal = three_hours();
    const Intensity expected = 200 * gram_per_kWh;
    CHECK(signal.mean({at_minute(60), at_minute(120)}) == expected);
    CHECK(signal.mean({at_minute(61), at_minute(62)}) == expected);
    CHECK(signal.mean({at_minute(61), at_minute(61)}) == expected);
    CHECK(signal.at(at_minute(120) - Span{1}) == expected);
    CHECK(signal.at(at_minute(120)) == 300 * gram_per_kWh);
}

TEST_CASE("regular and irregular signals of the same steps agree", "[signal][analytic]")
{
    const Signal<Intensity> regular = three_hours();
    const Signal<Intensity> irregular{{Time{}, at_minute(60), at_minute(120)},
                                      {100 * gram_per_kWh, 200 * gram_per_kWh, 300 * gram_per_kWh},
                                      at_minute(180)};
    Random random{{1, 0, "test", "signal", 0}};
    for (int i = 0; i < 1000; ++i) {
        const auto from = static_cast<std::int64_t>(uniform_below(random, 180));
        const auto length = static_cast<std::int64_t>(uniform_below(random, static_cast<std::uint64_t>(181 - from)));
        const Interval part{at_minute(from), at_minute(from + length)};
        CHECK(regular.mean(part) == irregular.mean(part));
        CHECK(regular.next_change(part.from) == irregular.next_change(part.from));
    }
    CHECK(regular.next_change(at_minute(-1)) == Time{});
    CHECK(regular.next_change(at_minute(60)) == at_minute(120));
    CHECK_FALSE(regular.next_change(at_minute(120)));
    CHECK(regular.covers() == irregular.covers());
}

TEST_CASE("splitting an interval of a year changes no integral", "[signal][invariant]")
{
    Random random{{1, 0, "test", "year", 0}};
    std::vector<double> values;
    for (int i = 0; i < 8760; ++i) values.push_back(lognormal(random, 5, 1));
    const Signal<double> signal{Time{}, one_hour, values};
    for (int i = 0; i < 1000; ++i) {
        const auto end = static_cast<std::uint64_t>(signal.covers().to.ns);
        const Time from{static_cast<std::int64_t>(uniform_below(random, end - 3))};
        const auto length = std::min<std::uint64_t>(end - static_cast<std::uint64_t>(from.ns), 20u * 3600'000'000'000u);
        const Time to{from.ns + 2 + static_cast<std::int64_t>(uniform_below(random, length - 2))};
        const Time cut{from.ns + 1 + static_cast<std::int64_t>(uniform_below(random, (to - from).ns - 1))};
        const auto integral = [&](Interval part) { return signal.mean(part) * seconds(part).si(); };
        const double whole = integral({from, to});
        CHECK(integral({from, cut}) + integral({cut, to}) == Approx(whole).epsilon(1e-12));
    }
}

TEST_CASE("a constant signal holds for all time and never changes", "[signal][analytic]")
{
    const Signal<Price> signal{30 * per_MWh};
    CHECK(signal.at(Time{-5}) == 30 * per_MWh);
    CHECK(signal.mean({Time{}, Time::never() - Span{1}}) == 30 * per_MWh);
    CHECK_FALSE(signal.next_change(Time{}));
}

TEST_CASE("reading beyond the ends of a signal is an error", "[signal][invariant]")
{
    const Signal<Intensity> signal = three_hours();
    CHECK_THROWS_AS(signal.at(Time{-1}), LogicError);
    CHECK_THROWS_AS(signal.at(at_minute(180)), LogicError);
    CHECK_THROWS_AS(signal.mean({at_minute(0), at_minute(181)}), LogicError);
    CHECK_THROWS_AS(Signal<double>{}.at(Time{}), LogicError);
    CHECK_THROWS_AS((Signal<double>{{Time{1}, Time{1}}, {1, 2}, Time{3}}), LogicError);
}

TEST_CASE("an oracle forecasts the truth", "[signal][analytic]")
{
    const Signal<Intensity> truth = three_hours();
    const OracleForecast<Intensity> forecast{truth};
    const Interval part{at_minute(30), at_minute(90)};
    CHECK(forecast.mean(Time{}, part) == truth.mean(part));
    CHECK(forecast.mean(Time{}, part) / gram_per_kWh == Approx(150).epsilon(1e-14));
    CHECK(forecast.next_change(at_minute(59), at_minute(59)) == at_minute(60));
}
