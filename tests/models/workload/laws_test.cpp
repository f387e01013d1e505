#include "tests/models/workload/read_workload.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

Random stream(std::uint64_t seed)
{
    return Random{{seed, 0, "workload.test", "law", 0}};
}

std::vector<double> sorted_durations(const std::string& table, std::size_t n, DurationContext job = {})
{
    const auto law = parsed<ReadDurations>("duration = " + table).maker();
    Random random = stream(1);
    std::vector<double> all;
    for (std::size_t i = 0; i < n; ++i) all.push_back(law->draw(random, job).si());
    std::sort(all.begin(), all.end());
    return all;
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double percent_up_to(const std::vector<double>& sorted, double x)
{
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), x);
    return 100 * static_cast<double>(above - sorted.begin()) / static_cast<double>(sorted.size());
}

} // namespace

TEST_CASE("job sizes of the published clusters come back within two points", "[workload][golden]")
{
    const std::map<std::string, std::vector<double>> table{
        {"seren", {54, 65.4, 68, 96.8, 97.9, 98.8, 99.3, 99.5, 99.7, 99.8, 100}},
        {"kalos", {86.3, 88.4, 88.4, 93.9, 94.3, 94.7, 95.3, 95.7, 96.9, 98.1, 100}},
        {"philly", {82.4, 84.5, 92, 98.9, 99.8, 100}},
        {"helios", {72.2, 74.8, 80.5, 94.7, 97.7, 99.3, 99.7, 99.9, 100}},
        {"pai", {97.1, 98.7, 99.1, 100}}};
    for (const auto& [cluster, percent] : table) {
        CAPTURE(cluster);
        const auto law = parsed<ReadSizes>("gpus = { preset = '" + cluster + "' }").maker();
        Random random = stream(3);
        std::vector<double> drawn;
        for (int i = 0; i < 20'000; ++i) drawn.push_back(law->milli_accelerators(random) / 1000.0);
        std::sort(drawn.begin(), drawn.end());
        for (std::size_t i = 0; i < percent.size(); ++i)
            CHECK(percent_up_to(drawn, std::exp2(i)) == Approx(percent[i]).margin(2));
    }
}

TEST_CASE("durations by type of job come back within two points at the published quantiles", "[workload][golden]")
{
    const std::vector<double> shares{25, 50, 75, 90, 99};
    const std::map<std::string, std::vector<double>> table{
        {"seren-evaluation", {16, 129, 391, 1207, 15.6e3}},     {"seren-fine-tuning", {47, 197, 452, 1128, 13.2e3}},
        {"seren-pre-training", {50, 297, 1197, 24.7e3, 314e3}}, {"seren-multimodal", {28, 253, 795, 5.4e3, 75e3}},
        {"seren-debug", {23, 114, 359, 935, 22.6e3}},           {"kalos-evaluation", {39, 111, 324, 1388, 6.3e3}},
        {"kalos-pre-training", {245, 707, 6.3e3, 43e3, 280e3}}};
    for (const auto& [type, quantiles] : table) {
        CAPTURE(type);
        const auto drawn = sorted_durations("{ preset = '" + type + "' }", 50'000);
        for (std::size_t i = 0; i < shares.size(); ++i)
            CHECK(percent_up_to(drawn, quantiles[i]) == Approx(shares[i]).margin(2));
    }
}

TEST_CASE("the Helios lognormal has the published median and log moments", "[workload][golden]")
{
    const auto drawn = sorted_durations("{ preset = 'helios-lognormal' }", 100'000);
    CHECK(drawn[drawn.size() / 2] == Approx(206).epsilon(0.1));
    double sum = 0, squares = 0;
    for (const double d : drawn) {
        sum += std::log(d);
        squares += std::log(d) * std::log(d);
    }
    const double n = static_cast<double>(drawn.size()), log_mean = sum / n;
    CHECK(log_mean == Approx(5.33).epsilon(0.02));
    CHECK(std::sqrt(squares / n - log_mean * log_mean) == Approx(2.64).epsilon(0.02));
}

TEST_CASE("every duration law has the mean of its closed form", "[workload][analytic]")
{
    const auto check = [](const std::string& table, double expected) {
        CAPTURE(table);
        CHECK(mean(sorted_durations(table, 200'000)) == Approx(expected).epsilon(0.02));
    };
    check("'90 s'", 90);
    check("{ kind = 'exponential', mean = '100 s' }", 100);
    check("{ kind = 'gamma', mean = '100 s', cv = 2.0 }", 100);
    check("{ kind = 'weibull', shape = 2.0, scale = '100 s' }", 100 * std::tgamma(1.5));
    check("{ kind = 'pareto', shape = 4.0, least = '30 s' }", 40);
    check("{ kind = 'lognormal', mean = '100 s', sigma = 1.0 }", 100);
    check("{ kind = 'lognormal', median = '100 s', sigma = 0.5 }", 100 * std::exp(0.125));
}

TEST_CASE("work is shared by the gang, and residents stay to the end", "[workload][analytic]")
{
    const DurationContext job{16, 5 * day};
    CHECK(sorted_durations("{ kind = 'work', accelerator_time = '320 h' }", 1, job).front() == Approx(20 * 3600));
    CHECK(sorted_durations("{ kind = 'resident' }", 1, job).front() == 5 * 86400);
}

TEST_CASE("a bare number or a list with weights gives the size of a job", "[workload]")
{
    Random random = stream(9);
    CHECK(parsed<ReadSizes>("gpus = 8").maker()->milli_accelerators(random) == 8000);
    CHECK(parsed<ReadSizes>("gpus = 0.25").maker()->milli_accelerators(random) == 250);
    const auto law = parsed<ReadSizes>("gpus = { choices = [8, 16, 32], weights = [0.6, 0.3, 0.1] }").maker();
    std::map<std::uint32_t, int> seen;
    for (int i = 0; i < 100'000; ++i) ++seen[law->milli_accelerators(random)];
    CHECK(seen.size() == 3);
    CHECK(seen[8000] == Approx(60'000).epsilon(0.02));
    CHECK(seen[32000] == Approx(10'000).epsilon(0.05));
}

TEST_CASE("laws that contradict themselves are reported at their key", "[workload]")
{
    const auto size_problem = problems_of<ReadSizes>("gpus = { choices = [8, 16], weights = [1.0] }");
    REQUIRE(size_problem.size() == 1);
    CHECK(size_problem.front().key == "gpus.weights");
    CHECK(problems_of<ReadSizes>("gpus = { choices = [8], weights = [0.0] }").size() == 1);
    CHECK(problems_of<ReadDurations>("duration = { kind = 'lognormal', mean = '1 h' }").size() == 1);
    CHECK(problems_of<ReadDurations>("duration = { kind = 'lognormal', mean = '1 h', median = '2 h' }").size() == 1);
    CHECK(problems_of<ReadDurations>("duration = { kind = 'empirical', times = ['1 s', '2 s'], percent = [50] }")
              .size() == 1);
    CHECK(problems_of<ReadDurations>("duration = 3600").size() == 1);
}
