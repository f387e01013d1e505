#include "models/workload/arrivals.h"
#include "tests/models/workload/gaps.h"
#include "tests/models/workload/read_workload.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr Frequency per_hour(double n)
{
    return Frequency{n / 3600};
}

constexpr Span days(int n)
{
    return {n * 86400 * std::int64_t{1'000'000'000}};
}

double overdispersion(const std::vector<double>& at, double interval, int intervals)
{
    std::vector<double> counts(static_cast<std::size_t>(intervals));
    for (const double t : at) ++counts[static_cast<std::size_t>(t / interval)];
    const Spread spread = spread_of(counts);
    return spread.variance / spread.mean;
}

std::optional<CsvTable> shared_table(const std::string& name)
{
    auto table = csv_table("../shared/data/workloads/" + name);
    if (!table) std::cout << "skipped: " << name << " needs ../shared/data beside the source folder\n";
    return table;
}

} // namespace

TEST_CASE("an on-off law found from a variation of gaps has that variation", "[workload][analytic]")
{
    for (const double cv : {1.001, 1.33, 4.0, 50.0}) {
        CHECK(gap_cv(on_off_from_mean_on(cv, Seconds{1800}, per_hour(7)), per_hour(7)) == Approx(cv).epsilon(1e-9));
        if (const auto law = on_off_from_mean_off(cv, 100 * hour, per_hour(20)))
            CHECK(gap_cv(*law, per_hour(20)) == Approx(cv).epsilon(1e-9));
    }
    CHECK_FALSE(on_off_from_mean_off(4, 1 * hour, per_hour(7)));
}

TEST_CASE("on-off arrivals have the variation of gaps asked for, within a fifth, and the mean rate",
          "[workload][analytic]")
{
    for (const double cv : {1.33, 2.8, 4.0, 12.0}) {
        RenewalParams params{per_hour(60)};
        params.modulation = on_off_from_mean_on(cv, Seconds{600}, params.rate);
        double variation = 0, count = 0;
        for (std::uint64_t seed = 1; seed <= 30; ++seed) {
            const std::vector<double> at = arrival_times(params, seed, days(30));
            count += static_cast<double>(at.size()) / 30;
            variation += std::sqrt(spread_of(gaps(at)).variance) / spread_of(gaps(at)).mean / 30;
        }
        CHECK(variation == Approx(cv).epsilon(0.2));
        CHECK(count == Approx(60 * 24 * 30).epsilon(0.1));
    }
}

TEST_CASE("counts of overdispersed arrivals have the variance of a Poisson count with a gamma mean",
          "[workload][analytic]")
{
    constexpr double per_interval = 20, cv = 0.7;
    RenewalParams params{per_hour(per_interval)};
    params.modulation = GammaRate{cv, 1 * hour};
    double dispersion = 0, count = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const std::vector<double> at = arrival_times(params, seed, days(60));
        dispersion += overdispersion(at, 3600, 60 * 24) / 30;
        count += static_cast<double>(at.size()) / 30;
    }
    CHECK(dispersion == Approx(1 + cv * cv * per_interval).epsilon(0.05));
    CHECK(count == Approx(per_interval * 24 * 60).epsilon(0.02));
}

TEST_CASE("a dispersion asked for is that of the counts", "[workload][analytic]")
{
    const auto maker = parsed<ReadArrivals>(
                           "arrivals = { kind = 'overdispersed', rate = '30 /h', interval = '2 h', dispersion = 9.0 }")
                           .maker;
    double dispersion = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed)
        dispersion += overdispersion(all_times(*maker(arrival_context(seed, days(60)))), 7200, 60 * 12) / 30;
    CHECK(dispersion == Approx(9).epsilon(0.05));
}

TEST_CASE("an hour has the same random factor whenever the run begins", "[workload][invariant]")
{
    const auto stream = [](std::uint64_t piece) { return Random{{3, 0, "workload.test", "rate", piece}}; };
    constexpr std::int64_t an_hour = 3'600'000'000'000, midnight = 1'748'822'400'000'000'000;
    const auto early = make_modulation(GammaRate{}, {stream, midnight});
    const auto late = make_modulation(GammaRate{}, {stream, midnight + an_hour + an_hour / 4});
    early->next();
    const Modulation::Piece whole = early->next(), rest = late->next();
    CHECK(whole.seconds == Approx(3600));
    CHECK(rest.seconds == Approx(2700));
    CHECK(whole.factor == rest.factor);
    CHECK(early->next().factor == late->next().factor);
}

TEST_CASE("a restored process with a random rate goes on with the same instants", "[workload][invariant]")
{
    for (const ModulationLaw& law : {ModulationLaw{GammaRate{2, 1 * hour}}, ModulationLaw{OnOff{1 * hour, 5 * hour}}}) {
        RenewalParams params{per_hour(5), RateProfile::office_hours(), 2, 3};
        params.modulation = law;
        const auto whole = make_renewal(params, arrival_context(5, days(40)));
        for (int i = 0; i < 100; ++i) whole->next();
        Archive saved;
        whole->state(saved);
        Archive restored{saved.bytes()};
        const auto second = make_renewal(params, arrival_context(5, days(40)));
        second->state(restored);
        for (int i = 0; i < 500; ++i) CHECK(second->next() == whole->next());
    }
}

TEST_CASE("the factors of hours and days are recovered from the arrivals within 5 %", "[workload][analytic]")
{
    const std::vector<double> hours{1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 8, 6, 8, 9, 9, 8, 7, 5, 4, 3, 2, 2, 1};
    const std::vector<double> week{1, 1.1, 1.2, 1.1, 1, 0.4, 0.3};
    double of_hours = 0, of_days = 0;
    for (const double h : hours) of_hours += h / 24;
    for (const double d : week) of_days += d / 7;
    const RenewalParams params{per_hour(100), RateProfile::table(hours, week)};
    std::vector<double> by_hour(24), by_day(7);
    double count = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed)
        for (const double t : arrival_times(params, seed, days(28))) {
            ++by_hour[static_cast<std::size_t>(t / 3600) % 24];
            ++by_day[static_cast<std::size_t>(t / 86400) % 7];
            ++count;
        }
    for (std::size_t h = 0; h < 24; ++h) CHECK(by_hour[h] * 24 / count == Approx(hours[h] / of_hours).epsilon(0.05));
    for (std::size_t d = 0; d < 7; ++d) CHECK(by_day[d] * 7 / count == Approx(week[d] / of_days).epsilon(0.05));
    CHECK(count == Approx(30 * 28 * 2400).epsilon(0.01));
}

TEST_CASE("mistakes in arrivals are reported with what would be right", "[workload]")
{
    const auto text_of = [](const std::string& arrivals) {
        const auto problems = problems_of<ReadArrivals>("arrivals = " + arrivals);
        return problems.empty() ? std::string{} : problems.front().text;
    };
    CHECK(text_of("{ kind = 'poisson', rate = '1 /h', hours = [1, 2] }") == "has 2 numbers (24 are needed)");
    CHECK(text_of("{ kind = 'poisson', rate = '1 /h', days = [0, 0, 0, 0, 0, 0, 0] }").find("are all 0") == 0);
    CHECK(text_of("{ kind = 'overdispersed', rate = '1 /h' }").find("takes either cv or dispersion") == 0);
    CHECK(text_of("{ kind = 'on-off', rate = '1 /h', cv = 3.0 }").find("takes exactly two") == 0);
    CHECK(text_of("{ kind = 'on-off', rate = '1 /h', cv = 3.0, mean_off = '1 h' }").find("is too high") == 0);
}

TEST_CASE("virtual clusters of Philly submit with variations of 2.8 to 12, which on-off arrivals reproduce",
          "[workload][data]")
{
    const auto table = shared_table("philly/vc_arrivals.csv.gz");
    if (!table) return;
    std::map<std::string, std::vector<double>> at;
    for (std::size_t i = 0; i < table->rows(); ++i)
        at[table->text("vc")[i]].push_back(std::stod(table->text("arrival_s")[i]));
    REQUIRE(at.size() == 8);
    double least = 1e9, most = 0;
    for (const auto& [cluster, times] : at) {
        const Spread measured = spread_of(gaps(times));
        const double cv = std::sqrt(measured.variance) / measured.mean;
        least = std::min(least, cv);
        most = std::max(most, cv);
        RenewalParams params{Frequency{1 / measured.mean}};
        params.modulation = on_off_from_mean_on(cv, Seconds{measured.mean}, params.rate);
        double generated = 0;
        for (std::uint64_t seed = 1; seed <= 30; ++seed) {
            const Spread drawn = spread_of(gaps(arrival_times(params, seed, days(1000))));
            generated += std::sqrt(drawn.variance) / drawn.mean / 30;
        }
        CAPTURE(cluster);
        CHECK(generated == Approx(cv).epsilon(0.2));
    }
    CHECK(least == Approx(2.8).epsilon(0.02));
    CHECK(most == Approx(12).epsilon(0.02));
}

TEST_CASE("a week of PAI submits with a variation of 1.33, which gamma gaps reproduce", "[workload][data]")
{
    const auto table = shared_table("pai/jobs_1k.csv");
    if (!table) return;
    std::vector<double> times;
    for (const std::string& cell : table->text("arrival_time")) times.push_back(std::stod(cell));
    const Spread measured = spread_of(gaps(times));
    const double cv = std::sqrt(measured.variance) / measured.mean;
    CHECK(cv == Approx(1.33).epsilon(0.01));
    const RenewalParams params{Frequency{1 / measured.mean}, RateProfile::flat(), cv};
    const Spread drawn = spread_of(gaps(arrival_times(params, 7, days(700))));
    CHECK(std::sqrt(drawn.variance) / drawn.mean == Approx(cv).epsilon(0.2));
}
