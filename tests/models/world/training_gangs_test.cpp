#include "tests/models/world/one_job.h"

using namespace dcsim;

namespace {

JobRun trained(const std::string& gpus, const std::string& how)
{
    return run_job("reference-8xa100", 8,
                   "gpus = " + gpus +
                       "\nwork = { kind = 'training', model = 'gpt-2-xl', tokens = 1e6, sequence = 1024, " + how +
                       " }\n");
}

} // namespace

TEST_CASE("three accelerators beside a pipeline of four rest for as long as it trains", "[world][training][analytic]")
{
    const JobRun four = trained("4", "batch = 64, pipeline = 4"), seven = trained("7", "batch = 64, pipeline = 4");
    CHECK(seven.hours == Approx(four.hours).epsilon(1e-9));
    const double rest_kw = (60 + 1020 / 8.0) / 1000; // an accelerator at rest with its share of the server
    CHECK(seven.kwh == Approx(four.kwh + 3 * rest_kw * four.hours).epsilon(1e-9));
}

TEST_CASE("as many copies as are said take as long alone as beside accelerators at rest", "[world][training][analytic]")
{
    const JobRun alone = trained("2", "batch = 64"), beside = trained("8", "batch = 64, data = 2");
    CHECK(beside.hours == Approx(alone.hours).epsilon(1e-9));
    CHECK(trained("8", "batch = 64, data = 8").hours == Approx(trained("8", "batch = 64").hours).epsilon(1e-12));
}
