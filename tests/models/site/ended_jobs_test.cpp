#include "models/site/ended_jobs.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// Job number i of many, of two workloads.
void add(EndedJobs& jobs, std::int64_t i)
{
    EndedJob& job = jobs.add();
    job.energy_e18 = Int128{1'000'000'007} * i * 1'000'000'000;
    job.waited = {(i * 7919) % 1'000'003 * 1'000'000};
    job.ran = {1'000'000'000 + i * 997};
    job.useful = {1'000'000'000 + i * 991};
    job.otherwise = job.waited + (job.ran - job.useful);
    job.workload = i % 3 == 0 ? 1 : 0;
    job.completed = i % 5 != 0;
}

std::vector<std::byte> saved(EndedJobs& jobs)
{
    Archive archive;
    jobs.state(archive);
    return archive.bytes();
}

} // namespace

TEST_CASE("statistics of ended jobs are the same to the last bit whoever adds them up, and whenever",
          "[site][invariant]")
{
    SpareThread thread;
    EndedJobs alone{2, nullptr}, beside{2, &thread}, looked_at{2, &thread};
    for (std::int64_t i = 1; i <= 10'000; ++i) {
        for (EndedJobs* jobs : {&alone, &beside, &looked_at}) add(*jobs, i);
        if (i % 777 == 0) looked_at.statistics();
    }
    CHECK(alone.statistics()[0].wait_seconds.n() + alone.statistics()[1].wait_seconds.n() == 10'000);
    CHECK(alone.statistics()[0].run_seconds.n() + alone.statistics()[1].run_seconds.n() == 8'000);
    CHECK(saved(beside) == saved(alone));
    CHECK(saved(looked_at) == saved(alone));
}

TEST_CASE("statistics of ended jobs go on from where they were saved", "[site][invariant]")
{
    SpareThread thread;
    EndedJobs whole{2, nullptr}, half{2, &thread};
    for (std::int64_t i = 1; i <= 3000; ++i) add(whole, i);
    for (std::int64_t i = 1; i <= 1500; ++i) add(half, i);
    EndedJobs rest{2, &thread};
    add(rest, 5); // what was there before is no part of what is restored
    Archive archive{saved(half)};
    rest.state(archive);
    for (std::int64_t i = 1501; i <= 3000; ++i) add(rest, i);
    CHECK(saved(rest) == saved(whole));
}
