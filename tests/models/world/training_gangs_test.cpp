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
