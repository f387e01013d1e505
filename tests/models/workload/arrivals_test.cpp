#include "models/workload/arrivals.h"
#include "sim/base/calendar.h"
#include "tests/models/workload/gaps.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr double hour_s = 3600;

constexpr Frequency per_hour(double n)
{
    return Frequency{n / hour_s};
}

/// Distance between the gaps' distribution and the unit exponential, times sqrt(n).
double kolmogorov_smirnov(std::vector<double> gaps)
{
    std::sort(gaps.begin(), gaps.end());
    const double n = static_cast<double>(gaps.size());
    double distance = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const double law = 1 - std::exp(-gaps[i]), below = static_cast<double>(i) / n;
        distance = std::max({distance, law - below, below + 1 / n - law});
    }
    return distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)); // [Stephens, JRSS B 32 (1970)]
}

constexpr Span days(int n)
{
    return {n * 86400 * std::int64_t{1'000'000'000}};
}

} // namespace

TEST_CASE("time-changed gaps of a sinusoidal rate are unit exponentials", "[workload][analytic]")
{
    const RenewalParams params{per_hour(10), RateProfile::daily(1.5, 6, 1)};
    int rejected = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        std::vector<double> gaps;
        double before = 0;
        for (const double t : arrival_times(params, seed, days(10))) {
            const double mass = 10 / hour_s * params.profile.mass(t);
            gaps.push_back(mass - before);
            before = mass;
        }
        rejected += kolmogorov_smirnov(gaps) > 1.9495; // p = .001 of Kolmogorov's law
    }
    CHECK(rejected <= 3);
}

TEST_CASE("mean counts follow the integrated rate within three standard errors", "[workload][analytic]")
{
    const RenewalParams params{per_hour(10), RateProfile::daily(1.5, 6, 1)};
    double half = 0, whole = 0;
    constexpr int seeds = 2000;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        for (const double t : arrival_times(params, seed, days(1))) {
            half += t < 12 * hour_s;
            ++whole;
        }
    CHECK(half / seeds == Approx(158.197186).margin(3 * std::sqrt(158.2 / seeds)));
    CHECK(whole / seeds == Approx(240).margin(3 * std::sqrt(240.0 / seeds)));
}

TEST_CASE("bursty gaps have the coefficient of variation asked for, within a fifth", "[workload][analytic]")
{
    for (const double cv : {0.5, 1.33, 4.0}) {
        const RenewalParams params{per_hour(60), RateProfile::flat(), cv};
        const std::vector<double> at = arrival_times(params, 7, days(60));
        double sum = 0, squares = 0;
        for (std::size_t i = 1; i < at.size(); ++i) {
            sum += at[i] - at[i - 1];
            squares += (at[i] - at[i - 1]) * (at[i] - at[i - 1]);
        }
        const double n = static_cast<double>(at.size() - 1), mean = sum / n;
        CHECK(mean == Approx(60).epsilon(4 * cv / std::sqrt(n)));
        CHECK(std::sqrt(squares / n - mean * mean) / mean == Approx(cv).epsilon(0.2));
    }
}

TEST_CASE("bursty arrivals are stationary: short runs see the mean rate too", "[workload][analytic]")
{
    const RenewalParams params{per_hour(1), RateProfile::flat(), 3};
    double count = 0;
    constexpr int seeds = 4000;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        count += static_cast<double>(arrival_times(params, seed, days(1)).size());
    // variance of a count of a renewal process tends to cv^2 * mean; an ordinary start would give 4 jobs more
    CHECK(count / seeds == Approx(24).margin(3 * 3 * std::sqrt(24.0 / seeds)));
}

TEST_CASE("batches have the mean size asked for and keep the rate of jobs", "[workload][analytic]")
{
    const RenewalParams params{per_hour(60), RateProfile::flat(), 1, 4};
    const std::vector<double> at = arrival_times(params, 11, days(30));
    std::vector<double> instants = at;
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    const double jobs = static_cast<double>(at.size()), batches = static_cast<double>(instants.size());
    CHECK(jobs / batches == Approx(4).epsilon(0.05));
    CHECK(jobs == Approx(30 * 24 * 60).epsilon(0.05));
}

TEST_CASE("the profile follows local time, not UTC", "[workload][analytic]")
{
    RenewalParams params{per_hour(1000), RateProfile::office_hours()};
    ArrivalContext late = arrival_context(3, days(1));
    late.local = Span{6 * ns_per_hour}; // the run starts at 6:00 local time
    const auto process = make_renewal(params, late);
    int busy = 0, all = 0;
    while (const auto at = process->next()) {
        const double hour_of_day = std::fmod(6 + seconds(*at) / hour, 24);
        busy += hour_of_day >= 8 && hour_of_day < 18;
        ++all;
    }
    CHECK(static_cast<double>(busy) / all == Approx(80.0 / 94).margin(0.01));
}

namespace {

/// All jobs of a day come within one hour of Berlin's clocks; the run starts at its midnight.
RenewalParams within_hour(std::size_t hour_of_day)
{
    std::array<double, 24> by_hour{};
    by_hour[hour_of_day] = 1;
    const std::array<double, 7> by_day{1, 1, 1, 1, 1, 1, 1};
    RenewalParams params{per_hour(10), RateProfile::table(by_hour, by_day)};
    params.time_zone = "Europe/Berlin";
    return params;
}

ArrivalContext from_saturday(const char* midnight, Span length)
{
    ArrivalContext context = arrival_context(3, length);
    context.start_unix_ns = *parse_timestamp(midnight);
    return context;
}

} // namespace

TEST_CASE("a rhythm in a time zone follows its changes of clocks", "[workload][analytic]")
{
    // clocks go forward on 30 March 2025 at 2:00, so 8 o'clock comes an hour earlier from then on
    const auto process = make_renewal(within_hour(8), from_saturday("2025-03-29T00:00+01:00", days(4)));
    std::array<int, 4> by_day{};
    while (const auto at = process->next()) {
        const double hours = seconds(*at) / hour;
        const auto day = static_cast<std::size_t>(hours / 24);
        const double opens = day == 0 ? 8 : 7;
        CHECK(hours - 24 * static_cast<double>(day) >= opens);
        CHECK(hours - 24 * static_cast<double>(day) < opens + 1);
        ++by_day[day];
    }
    for (const int jobs : by_day) CHECK(jobs == Approx(240).margin(5 * std::sqrt(240)));
}

TEST_CASE("the hour that clocks skip brings nothing, and the one that comes twice brings it twice",
          "[workload][analytic]")
{
    for (const ModulationLaw& law : {ModulationLaw{Steady{}}, ModulationLaw{GammaRate{1e-9, Seconds{1800}}}}) {
        RenewalParams params = within_hour(2);
        params.modulation = law;
        const auto spring = make_renewal(params, from_saturday("2025-03-29T00:00+01:00", days(3)));
        CHECK(spring->expected(Time{} + days(1)) == Approx(240));
        CHECK(spring->expected(Time{} + days(2)) == Approx(0).margin(1e-6));
        CHECK(spring->expected(Time{} + days(3)) == Approx(240));
        const auto autumn = make_renewal(params, from_saturday("2025-10-25T00:00+02:00", days(3)));
        CHECK(autumn->expected(Time{} + days(1)) == Approx(240));
        CHECK(autumn->expected(Time{} + days(2)) == Approx(480));
        CHECK(autumn->expected(Time{} + days(3)) == Approx(240));
    }
}

TEST_CASE("a process restored before its clocks change goes on with the same instants", "[workload][invariant]")
{
    const ArrivalContext context = from_saturday("2025-03-29T00:00+01:00", days(4));
    const auto whole = make_renewal(within_hour(8), context);
    for (int i = 0; i < 100; ++i) whole->next();
    Archive saved;
    whole->state(saved);
    Archive restored{saved.bytes()};
    const auto second = make_renewal(within_hour(8), context);
    second->state(restored);
    for (int i = 0; i < 600; ++i) CHECK(second->next() == whole->next());
}

TEST_CASE("a restored process goes on with the same instants", "[workload][invariant]")
{
    const RenewalParams params{per_hour(5), RateProfile::office_hours(), 2, 3};
    const auto whole = make_renewal(params, arrival_context(5, days(20)));
    for (int i = 0; i < 100; ++i) whole->next();
    Archive saved;
    whole->state(saved);
    Archive restored{saved.bytes()};
    const auto second = make_renewal(params, arrival_context(5, days(20)));
    second->state(restored);
    for (int i = 0; i < 500; ++i) CHECK(second->next() == whole->next());
}

TEST_CASE("every row of the registry reads and delivers sorted instants inside the window", "[workload][invariant]")
{
    for (const std::string row :
         {"{ kind = 'poisson', rate = '3 /h', profile = 'office-hours' }",
          "{ kind = 'diurnal', rate = '2 /h', peak_to_mean = 2.0, weekend = 0.0 }",
          "{ kind = 'bursty', rate = '1 /h', cv = 5.0 }", "{ kind = 'batch', rate = '4 /h' }",
          "{ kind = 'overdispersed', rate = '2 /h', cv = 1.5, profile = 'diurnal' }",
          "{ kind = 'overdispersed', rate = '2 /h', dispersion = 9.0, mean_batch = 2.0 }",
          "{ kind = 'on-off', rate = '4 /h', mean_on = '1 h', cv = 4.0 }",
          "{ kind = 'poisson', rate = '1 /h', days = [1, 1, 1, 1, 1, 0, 0], time_zone = 'America/New_York' }",
          "{ kind = 'at-start', count = 12 }"}) {
        CAPTURE(row);
        const auto process = parsed<ReadArrivals>("arrivals = " + row).maker(arrival_context(1, days(14)));
        Time last{};
        int count = 0;
        while (const auto at = process->next()) {
            CHECK(*at >= last);
            CHECK(*at < Time{} + days(14));
            last = *at;
            ++count;
        }
        CHECK(count >= 12);
    }
}
