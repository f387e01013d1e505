#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

using Instants = std::vector<std::int64_t>;

/// Starts what fits in order, writes down when it is asked, and wants to be asked again as it is told.
class Asked final : public Scheduler {
public:
    Asked(Instants& at, std::map<std::int64_t, std::int64_t> wakes) : at_{at}, wakes_{std::move(wakes)} {}
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        const std::int64_t now = view.now().ns / at_second(1).ns;
        at_.push_back(now);
        for (const JobView& job : view.queue())
            if (const auto place = view.try_place(job.id)) out.push_back(Start{job.id, *place, Reason::head_of_queue});
        if (const auto wake = wakes_.find(now); wake != wakes_.end()) out.push_back(Wake{at_second(wake->second)});
    }
    bool looks_ahead() const override { return false; }
    void state(Archive&) override {}

private:
    Instants& at_;
    std::map<std::int64_t, std::int64_t> wakes_; ///< to when, by when it is said
};

/// When a scheduler is asked that has one node, on which each job takes 10 s.
Instants asked(const Instants& submits, const std::map<std::int64_t, std::int64_t>& wakes)
{
    Instants at;
    std::vector<JobSpec> jobs;
    for (const std::int64_t submit : submits) jobs.push_back(gang_job(submit, 1, 10));
    JobRig rig{nodes_of(1, 1), std::move(jobs), std::make_unique<Asked>(at, wakes)};
    rig.run();
    CHECK(rig.checks_hold());
    return at;
}

} // namespace

TEST_CASE("a scheduler is asked when it wants to be, if somebody waits", "[scheduling][analytic]")
{
    CHECK(asked({0, 0}, {}) == Instants{0, 10});
    CHECK(asked({0, 0}, {{0, 5}}) == Instants{0, 5, 10});
    CHECK(asked({0, 0}, {{0, 5}, {5, 7}}) == Instants{0, 5, 7, 10});
}

TEST_CASE("a wake at an instant at which a job ends is one pass", "[scheduling][analytic]")
{
    CHECK(asked({0, 0}, {{0, 10}}) == Instants{0, 10});
}

TEST_CASE("a pass before a wake stands for it, and says again when it wants the next", "[scheduling][analytic]")
{
    CHECK(asked({0, 0, 3}, {{0, 8}}) == Instants{0, 3, 10, 20});
    CHECK(asked({0, 0, 3}, {{0, 8}, {3, 8}}) == Instants{0, 3, 8, 10, 20});
}
