#include "tests/models/site/replay.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("the replay of 100,000 jobs gives the figures that SimGrid and SimPy give", "[site][golden]")
{
    Replay run{replay_jobs(100'000, 1)};
    run.finish();
    const Time end = run.site.last_end();
    const JobTotals totals = run.site.totals(run.engine.now());
    const Seconds idle_tail = seconds(run.engine.now() - end);
    CHECK(run.site.accounts(run.engine.now()).front().wait_seconds.mean() == Approx(370.0183).epsilon(2e-7));
    CHECK(totals.accelerator_seconds / (8000 * seconds(end).si()) == Approx(0.48660).epsilon(1e-5));
    CHECK((totals.it - 1000 * 300 * watt * idle_tail) / MWh == Approx(112.9484).epsilon(1e-6));
    CHECK(seconds(end).si() == Approx(251'959.4).epsilon(1e-6));
    for (const CheckResult& check : run.site.checks(run.engine.now())) {
        INFO(check.name);
        CHECK(check.passed());
    }
}
