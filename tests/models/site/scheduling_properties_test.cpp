#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <map>
#include <rapidcheck.h>
#include <set>
#include <tuple>

using namespace dcsim;

namespace {

/// A job as a generator draws it; all of one are equal but for their names.
struct Drawn {
    std::int64_t gap;
    std::uint32_t accelerators, priority;
    std::int64_t run, estimate;
};

rc::Gen<std::vector<Drawn>> job_sets()
{
    return rc::gen::container<std::vector<Drawn>>(
        rc::gen::construct<Drawn>(rc::gen::inRange<std::int64_t>(0, 9), rc::gen::inRange<std::uint32_t>(1, 13),
                                  rc::gen::inRange<std::uint32_t>(0, 3), rc::gen::inRange<std::int64_t>(1, 60),
                                  rc::gen::inRange<std::int64_t>(1, 60)));
}

enum class Kill : std::uint8_t { at_estimate, never };

std::vector<JobSpec> jobs_of(const std::vector<Drawn>& set, Kill kill)
{
    std::vector<JobSpec> jobs;
    std::int64_t submit = 0;
    for (const Drawn& d : set) {
        submit += d.gap;
        JobSpec job = gang_job(submit, d.accelerators, d.run, d.estimate);
        if (kill == Kill::never) job.walltime.reset();
        job.standing.priority = d.priority;
        job.flexibility.interruptible = d.priority < 2;
        job.flexibility.restart = whole_seconds(d.priority);
        jobs.push_back(job);
    }
    return jobs;
}

using Policy = std::function<std::unique_ptr<Scheduler>()>;

std::map<std::string, Policy> policies()
{
    const OrderedParams preempting{.fill = Fill::easy, .preempt_after = Span{}};
    const OrderedParams patient{.fill = Fill::skip, .preempt_after = whole_seconds(10)};
    return {{"fcfs", fcfs},
            {"skip", skip},
            {"easy", easy},
            {"easy by length", [] { return easy_in(BackfillOrder::shortest); }},
            {"conservative", conservative},
            {"sjf", [] { return sjf({}); }},
            {"sjf conservative", [] { return sjf({.fill = Fill::conservative, .preempt_after = {}}); }},
            {"sjf preemptive", [=] { return sjf(preempting); }},
            {"priority", [] { return priority({.fill = Fill::strict, .preempt_after = {}}); }},
            {"priority preemptive", [=] { return priority(patient); }},
            {"edf preemptive", [=] { return edf(preempting); }},
            {"fair-share", [] { return fair_share({}); }},
            {"power-capped", [] { return power_capped({.cap = 2700 * watt, .overtake = true}); }}};
}

/// The cluster of 3 nodes of 4, 100 W to 900 W each: 2700 W let all jobs run, if none beside the largest.
std::unique_ptr<JobRig> rig_of(const std::vector<JobSpec>& jobs, const Policy& policy)
{
    return std::make_unique<JobRig>(nodes_of(3, 4), jobs, policy());
}

using Fates = std::multiset<std::tuple<Time, std::uint32_t, Time, Time>>;

Fates fates(const JobRig& rig)
{
    Fates all;
    for (const JobRecord& job : rig.left) all.insert({job.submit, job.milli_accelerators, *job.start, *job.end});
    return all;
}

} // namespace

TEST_CASE("under every policy all jobs end, within capacity, all work done, all energy accounted for",
          "[scheduling][invariant]")
{
    for (const auto& [name, policy] : policies()) {
        INFO(name);
        CHECK(rc::check(name, [&, policy = policy] {
            const auto jobs = jobs_of(*job_sets(), Kill::never);
            const auto rig = rig_of(jobs, policy);
            for (std::int64_t t = 0; t < 200; t += 17) {
                rig->run(at_second(t));
                RC_ASSERT(rig->checks_hold());
            }
            rig->run();
            RC_ASSERT(rig->site.drained());
            RC_ASSERT(rig->checks_hold());
            Int128 work = 0;
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                const JobRecord& job = rig->left[i];
                RC_ASSERT(job.status == JobStatus::completed);
                RC_ASSERT(job.queued + job.ran == *job.end - job.submit);
                work += Int128{job.milli_accelerators} * jobs[i].nominal_duration().ns;
            }
            const WorkloadAccount account = rig->site.accounts(rig->engine.now()).front();
            RC_ASSERT(account.held_milli_ns - account.restoring_milli_ns == work);
            RC_ASSERT(account.lost_milli_ns == 0);
        }));
    }
}

TEST_CASE("equal jobs of one instant may change places: nothing changes but their names", "[scheduling][invariant]")
{
    for (const auto& [name, policy] : policies()) {
        INFO(name);
        CHECK(rc::check(name, [&, policy = policy] {
            auto set = *job_sets();
            const std::size_t drawn = set.size();
            for (std::size_t i = 0; i < drawn; ++i) { // a twin right behind each
                set.insert(set.begin() + static_cast<std::ptrdiff_t>(2 * i + 1), set[2 * i]);
                set[2 * i + 1].gap = 0;
            }
            auto jobs = jobs_of(set, Kill::at_estimate);
            const auto before = rig_of(jobs, policy);
            for (std::size_t i = 0; i + 1 < jobs.size(); i += 2) std::swap(jobs[i], jobs[i + 1]);
            const auto after = rig_of(jobs, policy);
            before->run();
            after->run();
            RC_ASSERT(fates(*before) == fates(*after));
        }));
    }
}

TEST_CASE("under every policy a run that is saved and restored equals the whole", "[scheduling][invariant]")
{
    for (const auto& [name, policy] : policies()) {
        INFO(name);
        CHECK(rc::check(name, [&, policy = policy] {
            const auto jobs = jobs_of(*job_sets(), Kill::at_estimate);
            const std::int64_t cut = *rc::gen::inRange<std::int64_t>(0, 300);
            const auto whole = rig_of(jobs, policy), first = rig_of(jobs, policy), second = rig_of(jobs, policy);
            whole->run();
            first->run(at_second(cut));
            Archive out;
            first->state(out);
            second->left = first->left;
            Archive in{out.bytes()};
            second->state(in);
            second->run();
            RC_ASSERT(fates(*whole) == fates(*second));
            for (std::size_t i = 0; i < jobs.size(); ++i) RC_ASSERT(whole->left[i].energy == second->left[i].energy);
        }));
    }
}
