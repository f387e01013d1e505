#include "sim/numerics/elementary.h"
#include "tests/models/workload/read_workload.h"
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr int seeds = 30, jobs_per_seed = 4000;

/// What 30 replications of a cluster's jobs come to.
struct Drawn {
    std::vector<double> durations, sizes; ///< sorted
    std::array<double, 3> jobs{}, time{}; ///< shares by ending, in percent
};

void add(Drawn& drawn, const JobSpec& job)
{
    const double size = job.request.milli_accelerators / 1000.0, length = seconds(job.nominal_duration()).si();
    drawn.sizes.push_back(size);
    drawn.durations.push_back(length);
    const auto ending = static_cast<std::size_t>(job.fate.ending);
    ++drawn.jobs[ending];
    drawn.time[ending] += size * length * job.fate.after;
}

void normalise(Drawn& drawn)
{
    const double n = static_cast<double>(drawn.sizes.size());
    double time = 0;
    for (const double t : drawn.time) time += t;
    for (double& t : drawn.time) t *= 100 / time;
    for (double& j : drawn.jobs) j *= 100 / n;
    std::sort(drawn.sizes.begin(), drawn.sizes.end());
    std::sort(drawn.durations.begin(), drawn.durations.end());
}

Drawn drawn(const std::string& cluster)
{
    const auto params = parsed<WorkloadParams>(
        "preset = '" + cluster + "'\narrivals = { kind = 'at-start', count = " + std::to_string(jobs_per_seed) + " }");
    Drawn drawn;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        RunContext run;
        run.seed = seed;
        run.end = Time{} + Span{86'400'000'000'000};
        for (const JobSpec& job : all_jobs(*make_stream(cluster, {0}, params, run, run.end))) add(drawn, job);
    }
    normalise(drawn);
    return drawn;
}

double percent_up_to(const std::vector<double>& sorted, double x)
{
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), x);
    return 100 * static_cast<double>(above - sorted.begin()) / static_cast<double>(sorted.size());
}

/// Counts and shares, or times such as "16 s".
double number(const Tree& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    return std::stod(std::get<std::string>(value.data));
}

std::vector<double> numbers(const Tree& row, std::string_view key)
{
    std::vector<double> all;
    for (const Tree& value : std::get<Tree::Array>(row.find(key)->data)) all.push_back(number(value));
    return all;
}

/// Accelerators of jobs of a size in the mean: on one, some ask for a fraction, evenly between those that are stated.
double mean_size(const Tree& sizes, double at_most)
{
    if (at_most != 1 || !sizes.find("fractions")) return at_most;
    const auto fractions = numbers(sizes, "fractions"), percent = numbers(sizes, "fraction_percent");
    double mean = 1 - percent.back() / 100;
    for (std::size_t i = 1; i < fractions.size(); ++i)
        mean += (percent[i] - percent[i - 1]) / 100 * (fractions[i] + fractions[i - 1]) / 2;
    return mean;
}

/// Percent of the accelerator time that jobs of at most `size` hold: mean durations by 20,000 draws at every size,
/// since few jobs of a sample are large and most of the time is theirs.
double time_up_to(const std::string& cluster, const std::string& law, double size)
{
    const Tree catalogue = embedded_catalogue();
    const Tree& sizes = *catalogue.find("size")->find(cluster);
    const auto durations = parsed<ReadDurations>("duration = { preset = '" + law + "' }").maker();
    const auto at_most = numbers(sizes, "at_most"), percent = numbers(sizes, "percent");
    double below = 0, all = 0;
    for (std::size_t i = 0; i < at_most.size(); ++i) {
        Random random{{11, 0, "workload.test", cluster, i}};
        double time = 0;
        for (int n = 0; n < 20'000; ++n) time += durations->draw(random, {at_most[i], {}}).si();
        time *= mean_size(sizes, at_most[i]) * (percent[i] - (i > 0 ? percent[i - 1] : 0));
        all += time;
        below += at_most[i] <= size ? time : 0;
    }
    return 100 * below / all;
}

const std::vector<std::string> clusters{"seren", "kalos", "philly", "helios", "pai"};

} // namespace

TEST_CASE("jobs of the published clusters have the published sizes and run times within two points",
          "[workload][golden]")
{
    const Tree catalogue = embedded_catalogue();
    for (const std::string& cluster : clusters) {
        CAPTURE(cluster);
        const Drawn all = drawn(cluster);
        const Tree& size = *catalogue.find("size")->find(cluster);
        const Tree& duration = *catalogue.find("duration")->find(cluster);
        const auto at_most = numbers(size, "at_most"), sizes = numbers(size, "percent");
        const auto times = numbers(duration, "times"), percent = numbers(duration, "percent");
        for (std::size_t i = 0; i < at_most.size(); ++i)
            CHECK(percent_up_to(all.sizes, at_most[i]) == Approx(sizes[i]).margin(2));
        for (std::size_t i = 0; i < times.size(); ++i)
            CHECK(percent_up_to(all.durations, times[i]) == Approx(percent[i]).margin(2));
    }
}

TEST_CASE("sizes hold the published shares of accelerator time", "[workload][golden]")
{
    struct Share {
        std::string cluster, law;
        double size, percent, margin;
    };
    // [AcmeTrace figure data]; types reproduce less of it than sizes, as their presets say
    for (const Share& share :
         {Share{"seren", "seren-by-type", 8, 11.9, 9}, Share{"kalos", "kalos-by-type", 8, 0.62, 0.2},
          Share{"philly", "philly-by-size", 1, 16.43, 2}, Share{"philly", "philly-by-size", 8, 88.03, 2},
          Share{"helios", "helios-by-size", 1, 5.44, 2}, Share{"helios", "helios-by-size", 8, 41.34, 3},
          Share{"helios", "helios-by-size", 32, 86.63, 3}, Share{"pai", "pai-by-size", 1, 68.12, 2},
          Share{"pai", "pai-by-size", 2, 72.89, 2}, Share{"pai", "pai-by-size", 4, 78.65, 2},
          Share{"pai", "pai-by-size", 8, 100, 0}}) {
        CAPTURE(share.law);
        CHECK(time_up_to(share.cluster, share.law, share.size) == Approx(share.percent).margin(share.margin));
    }
}

TEST_CASE("jobs end as published: shares of jobs within a point, of accelerator time within six", "[workload][golden]")
{
    struct Published {
        std::array<double, 3> jobs, time; ///< completed, failed, cancelled [AcmeTrace cluster summary]
    };
    const std::map<std::string, Published> published{
        {"seren", {{49.7, 42.9, 7.5}, {21.2, 12.4, 66.4}}},
        {"kalos", {{54.1, 39.7, 6.2}, {31.3, 8.0, 60.7}}},
        {"philly", {{60.4, 30.5, 9.0}, {32.1, 38.6, 29.4}}},
        {"helios", {{62.4, 15.5, 22.1}, {51.3, 9.3, 39.4}}},
        {"pai", {{100, 0, 0}, {100, 0, 0}}},
    };
    for (const auto& [cluster, expected] : published) {
        CAPTURE(cluster);
        const Drawn all = drawn(cluster);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(all.jobs[i] == Approx(expected.jobs[i]).margin(1));
            CHECK(all.time[i] == Approx(expected.time[i]).margin(6));
        }
    }
}

TEST_CASE("a fraction of an accelerator is asked for by 44 % of PAI's jobs on one", "[workload][golden]")
{
    const Drawn all = drawn("pai");
    const double single = percent_up_to(all.sizes, 1);
    CHECK(percent_up_to(all.sizes, 0.999) / single == Approx(0.44).margin(0.02));
    CHECK(percent_up_to(all.sizes, 0.32) / single == Approx(0.05).margin(0.02));
    CHECK(percent_up_to(all.sizes, 0.65) / single == Approx(0.25).margin(0.02));
}

TEST_CASE("the lognormal of Helios keeps its median within 10 % and its log moments within 2 %", "[workload][analytic]")
{
    const auto law = parsed<ReadDurations>("duration = { preset = 'helios-lognormal' }").maker();
    Random random{{7, 0, "workload.test", "helios", 0}};
    std::vector<double> logs;
    double sum = 0, squares = 0;
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) {
        logs.push_back(std::log(law->draw(random, {}).si()));
        sum += logs.back();
        squares += logs.back() * logs.back();
    }
    std::nth_element(logs.begin(), logs.begin() + n / 2, logs.end());
    CHECK(std::exp(logs[n / 2]) == Approx(206).epsilon(0.1));
    CHECK(sum / n == Approx(std::log(206.0)).epsilon(0.02));
    CHECK(std::sqrt(squares / n - sum * sum / n / n) ==
          Approx(std::sqrt(2 * std::log(6652.0 / 206))).epsilon(0.02)); // mean 6,652 s, median 206 s
}
