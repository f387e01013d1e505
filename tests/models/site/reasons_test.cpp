#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <string>

using namespace dcsim;

namespace {

/// Why it waited at first and at last, and why it started: "no room, no room: head of queue".
std::string why(const JobRecord& job)
{
    std::string text;
    if (job.waited) text = std::string{name(job.waited->first)} + ", " + std::string{name(job.waited->last)};
    if (job.reason) text += ": " + std::string{name(*job.reason)};
    return text;
}

std::vector<std::string> reasons(std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> policy)
{
    JobRig rig{nodes_of(1, 4), std::move(jobs), std::move(policy)};
    rig.run();
    std::vector<std::string> all;
    for (const JobRecord& job : rig.left) all.push_back(why(job));
    return all;
}

class AtSecond final : public Deferral {
public:
    explicit AtSecond(std::int64_t s) : at_{at_second(s)} {}
    Time not_before(const DeferralView&) const override { return at_; }

private:
    Time at_;
};

/// Four accelerators: the first job holds two of them until 100, the second needs all four. The third fits beside the
/// first and ends before it, the fourth fits and does not.
std::vector<JobSpec> blocked_head()
{
    return {gang_job(0, 2, 100), gang_job(1, 4, 50), gang_job(2, 2, 20), gang_job(30, 1, 300)};
}

} // namespace

TEST_CASE("every job that waits under strict order knows whether it was the head", "[scheduling][analytic]")
{
    CHECK(reasons(blocked_head(), fcfs()) ==
          std::vector<std::string>{": head of queue", "no room, no room: head of queue",
                                   "behind head, no room: head of queue", "behind head, behind head: head of queue"});
}

TEST_CASE("a job that becomes the head and still finds no room keeps both reasons", "[scheduling][analytic]")
{
    const std::vector<JobSpec> jobs{gang_job(0, 4, 100), gang_job(1, 2, 50), gang_job(2, 4, 10)};
    CHECK(reasons(jobs, fcfs()) == std::vector<std::string>{": head of queue", "no room, no room: head of queue",
                                                            "behind head, no room: head of queue"});
}

TEST_CASE("backfill tells who waits for room and who would delay a reservation", "[scheduling][analytic]")
{
    const std::vector<std::string> expected{": head of queue", "no room, no room: head of queue", ": backfilled",
                                            "would delay, no room: head of queue"};
    CHECK(reasons(blocked_head(), easy()) == expected);
    const std::vector<std::string> with_reservations{": head of queue", "no room, no room: reserved", ": backfilled",
                                                     "would delay, would delay: reserved"};
    CHECK(reasons(blocked_head(), conservative()) == with_reservations);
}

TEST_CASE("whoever is skipped has no room", "[scheduling][analytic]")
{
    CHECK(reasons(blocked_head(), skip()) == std::vector<std::string>{": head of queue",
                                                                      "no room, no room: head of queue",
                                                                      ": first that fits", ": first that fits"});
}

TEST_CASE("a deferred job says so, also when it waits for room afterwards", "[scheduling][analytic]")
{
    const auto deferred = [](std::int64_t other_submit) {
        std::vector<JobSpec> jobs{gang_job(0, 4, 10), gang_job(other_submit, 4, 60)};
        jobs[0].flexibility.slack = whole_seconds(100);
        JobRig rig{nodes_of(1, 4), jobs, fcfs(), std::make_unique<LinearHost>(100 * watt, 900 * watt),
                   std::make_unique<AtSecond>(50)};
        std::string before;
        rig.run(at_second(40));
        rig.site.each_unfinished(at_second(40), [&](const JobRecord& job) { before += why(job) + ";"; });
        rig.run();
        return std::pair{before, why(rig.left[0])};
    };
    CHECK(deferred(200) ==
          std::pair<std::string, std::string>{"deferred, deferred;", "deferred, deferred: head of queue"});
    CHECK(deferred(20) == std::pair<std::string, std::string>{"deferred, deferred;: head of queue;",
                                                              "deferred, no room: head of queue"});
}

TEST_CASE("every waiting time of random jobs has a reason, and no other", "[scheduling][invariant]")
{
    for (const auto policy : {fcfs, skip, easy, conservative}) {
        std::vector<JobSpec> jobs;
        for (std::int64_t i = 0; i < 300; ++i)
            jobs.push_back(gang_job(3 * i, 1 + static_cast<std::uint32_t>(i * 7 % 4), 1 + i * 5 % 17));
        JobRig rig{nodes_of(2, 4), jobs, policy()};
        rig.run();
        for (const JobRecord& job : rig.left) {
            REQUIRE(job.waited.has_value() == (*job.start > job.submit));
            if (!job.waited) continue;
            for (const Reason reason : {job.waited->first, job.waited->last})
                REQUIRE((reason == Reason::no_room || reason == Reason::would_delay || reason == Reason::behind_head));
        }
    }
}
