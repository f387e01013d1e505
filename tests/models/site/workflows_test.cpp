#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

JobSpec task(std::int64_t submit, std::int64_t run, std::vector<std::uint64_t> after, std::uint32_t accelerators = 1)
{
    JobSpec job = gang_job(submit, accelerators, run);
    job.in_workflow = true;
    job.after = std::move(after);
    return job;
}

using Ends = std::pair<std::int64_t, std::int64_t>;

} // namespace

TEST_CASE("a job starts when the last of those that it waits for has completed", "[workflows]")
{
    JobRig rig{nodes_of(1, 4), {task(0, 100, {}), task(0, 50, {0}), task(0, 80, {0}), task(0, 10, {1, 2})}, easy()};
    rig.run();
    CHECK(rig.seconds_of(0) == Ends{0, 100});
    CHECK(rig.seconds_of(1) == Ends{100, 150});
    CHECK(rig.seconds_of(2) == Ends{100, 180});
    CHECK(rig.seconds_of(3) == Ends{180, 190});
    CHECK(rig.left[3].waited->first == Reason::predecessors);
    CHECK(rig.checks_hold());
}

TEST_CASE("a job that waits for others and then for room says both", "[workflows]")
{
    for (const auto& make : {easy, fcfs, skip}) {
        JobRig rig{nodes_of(1, 4), {gang_job(0, 3, 100), task(0, 10, {}), task(0, 10, {1}, 4)}, make()};
        rig.run();
        CHECK(rig.seconds_of(2) == Ends{100, 110});
        CHECK(rig.left[2].waited->first == Reason::predecessors);
        CHECK(rig.left[2].waited->last == Reason::no_room);
    }
}

TEST_CASE("a job submitted after its predecessors have ended does not wait for them", "[workflows]")
{
    JobRig rig{nodes_of(1, 4), {task(0, 100, {}), task(500, 50, {0})}, fcfs()};
    rig.run();
    CHECK(rig.seconds_of(1) == Ends{500, 550});
}

TEST_CASE("what follows a job that does not complete is cancelled, and counted", "[workflows]")
{
    JobSpec killed = task(0, 100, {});
    killed.walltime = whole_seconds(60);
    JobRig rig{nodes_of(1, 4),
               {killed, task(0, 50, {0}), task(0, 80, {1}), task(0, 10, {}), task(0, 10, {2, 3}), task(90, 10, {4})},
               easy()};
    rig.run();
    CHECK(rig.left[0].status == JobStatus::killed);
    for (const std::size_t lost : {1, 2, 4, 5}) {
        CHECK(rig.left[lost].status == JobStatus::cancelled);
        CHECK(rig.left[lost].reason == Reason::lost_branch);
        CHECK_FALSE(rig.left[lost].start.has_value());
    }
    for (const std::size_t waited : {1, 2, 4}) CHECK(rig.left[waited].waited->last == Reason::predecessors);
    CHECK(*rig.left[4].end == at_second(60));
    CHECK(*rig.left[5].end == at_second(90));
    CHECK(rig.left[3].status == JobStatus::completed);
    CHECK(rig.site.accounts(rig.engine.now()).front().all.cancelled == 4);
    CHECK(rig.checks_hold());
}

TEST_CASE("two halves of a workflow equal the whole", "[workflows]")
{
    const auto jobs = [] {
        return std::vector{task(0, 100, {}), task(0, 50, {0}), task(0, 80, {0}), task(0, 10, {1, 2})};
    };
    JobRig whole{nodes_of(1, 1), jobs(), fcfs()}, first{nodes_of(1, 1), jobs(), fcfs()},
        second{nodes_of(1, 1), jobs(), fcfs()};
    whole.run();
    first.run(at_second(120));
    Archive saved;
    first.state(saved);
    Archive restored{saved.bytes()};
    second.state(restored);
    second.run();
    CHECK(second.left[3].end == whole.left[3].end);
}
