#include "tests/models/workload/read_workload.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr Span hundred_days{std::int64_t{100} * 86'400 * 1'000'000'000};

std::vector<JobSpec> jobs(const std::string& more)
{
    RunContext run;
    run.seed = 5;
    run.end = Time{} + hundred_days;
    const auto params = parsed<WorkloadParams>("arrivals = { kind = 'poisson', rate = '100 /d' }\ngpus = 1\n"
                                               "duration = { kind = 'lognormal', mean = '1 h', sigma = 1.0 }\n" +
                                               more);
    return all_jobs(*make_stream("w", {0}, params, run, Time{} + hundred_days));
}

std::vector<double> factors(const std::string& more)
{
    std::vector<double> all;
    for (const JobSpec& job : jobs(more)) all.push_back(seconds(*job.estimate) / seconds(job.nominal_duration()));
    std::ranges::sort(all);
    return all;
}

} // namespace

TEST_CASE("users who know the run time announce it, times what they add", "[workload][unit]")
{
    for (const double f : factors("")) REQUIRE(f == Approx(1).epsilon(1e-9));
    for (const double f : factors("estimate_factor = 2.5\nestimate_error = { kind = 'exact' }"))
        REQUIRE(f == Approx(2.5).epsilon(1e-9));
}

TEST_CASE("uniform overestimates lie between the run time and the most, all alike", "[workload][analytic]")
{
    const std::vector<double> f = factors("estimate_error = { kind = 'uniform', most = 5.0 }");
    REQUIRE(f.size() > 9000);
    CHECK(f.front() >= 1 - 1e-9);
    CHECK(f.back() <= 5 + 1e-9);
    const double n = static_cast<double>(f.size());
    double sum = 0;
    for (const double x : f) sum += x;
    CHECK(std::abs(sum / n - 3) < 4 * (4 / std::sqrt(12.0)) / std::sqrt(n));
    for (std::size_t i = 0; i < f.size(); ++i) // Kolmogorov's distance, level .001
        REQUIRE(std::abs((f[i] - 1) / 4 - static_cast<double>(i) / n) < 1.95 / std::sqrt(n));
}

TEST_CASE("lognormal estimates are wrong both ways, half of them above the median", "[workload][analytic]")
{
    const std::vector<double> f = factors("estimate_error = { kind = 'lognormal', median = 1.5, sigma = 0.5 }");
    const double n = static_cast<double>(f.size());
    CHECK(std::abs(std::log(f[f.size() / 2] / 1.5)) < 4 * 0.5 * std::sqrt(std::acos(-1.0) / 2 / n));
    const auto below = std::ranges::count_if(f, [](double x) { return x < 1; });
    const double expected = std::erfc(std::log(1.5) / 0.5 / std::sqrt(2.0)) / 2;
    CHECK(std::abs(static_cast<double>(below) / n - expected) < 4 * std::sqrt(expected * (1 - expected) / n));
}

TEST_CASE("errors of estimates change no job, and may be wall times", "[workload][invariant]")
{
    const auto before = jobs(""), after = jobs("estimate_error = { kind = 'lognormal' }\nkill_at_estimate = true");
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        REQUIRE(before[i].submit == after[i].submit);
        REQUIRE(before[i].nominal_duration() == after[i].nominal_duration());
        REQUIRE_FALSE(before[i].killed_at_estimate);
        REQUIRE(after[i].killed_at_estimate);
    }
}

TEST_CASE("priority, share and deadline of a workload reach its jobs", "[workload][unit]")
{
    const JobSpec job = jobs("priority = 3\nshare = 0.5\ndeadline = '2 h'").front();
    CHECK(job.standing.priority == 3);
    CHECK(job.standing.share == 0.5);
    CHECK(seconds(*job.standing.deadline).si() == Approx(7200));
}
