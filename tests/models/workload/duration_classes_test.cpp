#include "tests/models/workload/read_workload.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// An inline table of TOML has one line.
std::string in_one_line(std::string table)
{
    std::ranges::replace(table, '\n', ' ');
    return "duration = " + table;
}

std::unique_ptr<Durations> law(const std::string& table)
{
    return parsed<ReadDurations>(in_one_line(table)).maker();
}

double mean_at(const Durations& durations, double accelerators)
{
    Random random{{5, 0, "workload.test", "classes", 0}};
    double sum = 0;
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) sum += durations.draw(random, {accelerators, {}}).si();
    return sum / draws;
}

std::string problem(const std::string& table)
{
    const auto problems = problems_of<ReadDurations>(in_one_line(table));
    return problems.empty() ? std::string{} : problems.front().key + ": " + problems.front().text;
}

} // namespace

TEST_CASE("a law for each class of sizes holds up to its bound", "[workload]")
{
    const auto durations = law(R"({ kind = "by-size", sizes = { small = { at_most = 8, kind = "fixed", value = "1 h" },
                                large = { kind = "fixed", value = "3 d" } } })");
    CHECK(mean_at(*durations, 0.25) == Approx(3600));
    CHECK(mean_at(*durations, 8) == Approx(3600));
    CHECK(mean_at(*durations, 9) == Approx(3 * 86400));
}

TEST_CASE("types are drawn in proportion to their jobs", "[workload][analytic]")
{
    const auto durations = law(R"({ kind = "by-type", types = { short = { jobs = 3, kind = "fixed", value = "10 s" },
                                long = { jobs = 1, kind = "fixed", value = "50 s" } } })");
    CHECK(mean_at(*durations, 1) == Approx(20).epsilon(0.01));
    CHECK(mean_at(*durations, 64) == Approx(20).epsilon(0.01));
}

TEST_CASE("types that hold more time than their jobs' lengths explain are larger", "[workload][analytic]")
{
    // Half the jobs are long, 30 s against 10 s, and hold 90 % of the time: their mean size is 3 times the others', on
    // sizes 1 and 4 with a mean of 2: 3 and 1, so that two of three long jobs and no short one take 4 accelerators.
    const auto durations = law(R"({ kind = "by-type", at_most = [1, 4], percent = [66.66666666666667, 100], types = {
                                short = { jobs = 1, kind = "fixed", value = "10 s" },
                                long = { jobs = 1, accelerator_time = 89.9, kind = "fixed", value = "30 s" } } })");
    CHECK(mean_at(*durations, 4) == Approx(30).epsilon(0.01));
    CHECK(mean_at(*durations, 1) == Approx(10 * 0.75 + 30 * 0.25).epsilon(0.01));
}

TEST_CASE("sizes take their shares of time out of a measured distribution that all jobs keep", "[workload][analytic]")
{
    // times of 1 s or 3 s, half each; sizes 1 and 2, half each: means of 1.5 s and 2.5 s hold 1.5 and 5 parts of 6.5
    const auto durations = law(R"({ kind = "measured-by-size", times = ["1 s", "2.99999999 s", "3 s"],
                                percent = [50, 50.0000001, 100], at_most = [1, 2], jobs = [50, 100],
                                accelerator_time = [23.076923, 100] })");
    CHECK(mean_at(*durations, 2) == Approx(2.5).epsilon(0.01));
    CHECK(mean_at(*durations, 1) == Approx(1.5).epsilon(0.01));
}

TEST_CASE("laws by class that contradict themselves are reported at their key", "[workload]")
{
    CHECK(problem(R"({ kind = "by-size", sizes = {} })").find("duration.sizes: is empty") == 0);
    CHECK(problem(R"({ kind = "by-size", sizes = { a = { at_most = 8, kind = "fixed", value = "1 h" },
                     b = { at_most = 4, kind = "fixed", value = "1 h" } } })")
              .find("duration.sizes.b.at_most: is not above") == 0);
    CHECK(problem(R"({ kind = "measured-by-size", times = ["1 s", "2 s"], percent = [50, 100], at_most = [1, 2],
                     jobs = [50, 100], accelerator_time = [1, 100] })")
              .find("duration.accelerator_time: cannot be met") == 0);
    CHECK(problem(R"({ kind = "by-type", at_most = [1, 4], percent = [50, 100], types = {
                     a = { jobs = 1, kind = "fixed", value = "1 s" },
                     b = { jobs = 1, accelerator_time = 99.9, kind = "fixed", value = "1 s" } } })")
              .find("duration.types: cannot hold") == 0);
}
