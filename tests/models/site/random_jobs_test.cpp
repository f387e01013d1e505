#include "sim/numerics/variates.h"
#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <map>
#include <queue>

using namespace dcsim;

namespace {

Random stream(std::string_view purpose, std::uint64_t entity = 0)
{
    return Random{{1, 0, "test", purpose, entity}};
}

std::uint32_t pick(Random& random, std::uint32_t below)
{
    return static_cast<std::uint32_t>(random.uniform() * below);
}

/// Gangs of up to two nodes of four, run times at or below the estimate at which they are killed.
std::vector<JobSpec> random_jobs(std::uint64_t entity, std::size_t count)
{
    Random random = stream("jobs", entity);
    std::vector<JobSpec> jobs;
    std::int64_t submit = 0;
    for (std::size_t i = 0; i < count; ++i) {
        submit += pick(random, 8);
        const std::int64_t estimate = 1 + pick(random, 40);
        const std::int64_t run = pick(random, 3) == 0 ? 1 + pick(random, 50) : estimate;
        jobs.push_back(gang_job(submit, 1 + pick(random, 8), run, estimate));
        if (pick(random, 4) == 0) {
            jobs.back().request.nodes = 2;
            jobs.back().request.milli_accelerators = 2000 * (1 + pick(random, 4));
        }
        jobs.back().segments.front().load.utilisation = 0.25 * pick(random, 5);
    }
    return jobs;
}

/// Remembers the first reservation of every job that a policy makes.
class Witness final : public Scheduler {
public:
    Witness(std::unique_ptr<Scheduler> policy, std::map<Time, Time>& first_by_submit, const bool& record)
        : policy_{std::move(policy)}, first_{first_by_submit}, record_{record}
    {
    }
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        policy_->decide(view, out);
        if (!record_) return;
        for (const Reservation& r : view.held())
            for (const JobView& job : view.queue())
                if (job.id == r.job) first_.try_emplace(job.submitted, r.at);
    }
    bool looks_ahead() const override { return policy_->looks_ahead(); }
    void state(Archive& archive) override { policy_->state(archive); }

private:
    std::unique_ptr<Scheduler> policy_;
    std::map<Time, Time>& first_;
    const bool& record_;
};

/// The most accelerators in use at any start, from the records alone.
std::uint32_t most_in_use(const std::vector<JobRecord>& records)
{
    std::uint32_t most = 0;
    for (const JobRecord& now : records) {
        std::uint32_t used = 0;
        for (const JobRecord& other : records)
            if (*other.start <= *now.start && *now.start < *other.end) used += other.milli_accelerators;
        most = std::max(most, used);
    }
    return most;
}

using Policy = std::unique_ptr<Scheduler> (*)();

} // namespace

TEST_CASE("random gangs never exceed the capacity, and every law of the path holds", "[scheduling][invariant]")
{
    for (std::uint64_t set = 0; set < 200; ++set)
        for (const Policy policy : {fcfs, skip, easy, conservative}) {
            const auto jobs = random_jobs(set, 25);
            JobRig rig{nodes_of(3, 4), jobs, policy()};
            for (std::int64_t t = 20; t < 400; t += 50) {
                rig.run(at_second(t));
                REQUIRE(rig.checks_hold());
            }
            rig.run();
            REQUIRE(rig.site.drained());
            REQUIRE(rig.checks_hold());
            REQUIRE(most_in_use(rig.left) <= 12'000);
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                const Span run = *rig.left[i].end - *rig.left[i].start;
                REQUIRE(*rig.left[i].start >= jobs[i].submit);
                REQUIRE(run == std::min(jobs[i].nominal_duration(), *jobs[i].walltime));
                if (policy == Policy{fcfs} && i > 0) REQUIRE(*rig.left[i].start >= *rig.left[i - 1].start);
            }
        }
}

TEST_CASE("no job starts later than its first reservation, under EASY the head, else every job",
          "[scheduling][invariant]")
{
    const bool record = true;
    for (std::uint64_t set = 0; set < 500; ++set)
        for (const Policy policy : {easy, conservative}) {
            auto jobs = random_jobs(set, 30);
            for (std::size_t i = 1; i < jobs.size(); ++i) // distinct, so that a submission names its job
                jobs[i].submit = std::max(jobs[i].submit, jobs[i - 1].submit + Span{1});
            std::map<Time, Time> first;
            JobRig rig{nodes_of(3, 4), jobs, std::make_unique<Witness>(policy(), first, record)};
            rig.run();
            for (const JobRecord& job : rig.left)
                if (const auto reserved = first.find(job.submit); reserved != first.end()) {
                    INFO("set " << set << ", job " << job.number);
                    REQUIRE(*job.start <= reserved->second);
                }
        }
}

TEST_CASE("jobs that outrun their estimates delay plans but break none of the laws", "[scheduling][invariant]")
{
    for (std::uint64_t set = 0; set < 200; ++set)
        for (const Policy policy : {easy, conservative}) {
            auto jobs = random_jobs(set, 25);
            for (JobSpec& job : jobs) job.walltime.reset();
            JobRig rig{nodes_of(3, 4), jobs, policy()};
            rig.run();
            REQUIRE(rig.site.drained());
            REQUIRE(rig.checks_hold());
            REQUIRE(most_in_use(rig.left) <= 12'000);
        }
}

TEST_CASE("a run saved and restored at random instants equals the whole, bit for bit", "[site][invariant]")
{
    for (std::uint64_t set = 0; set < 50; ++set)
        for (const Policy policy : {fcfs, skip, easy, conservative}) {
            const auto jobs = random_jobs(set, 40);
            const auto make = [&] { return std::make_unique<JobRig>(nodes_of(3, 4), jobs, policy()); };
            const auto whole = make();
            const Time end = at_second(2'000);
            whole->run(end);

            auto part = make();
            Random random = stream("cuts", set);
            std::vector<JobRecord> left(jobs.size());
            for (int cut = 0; cut < 3; ++cut) {
                const double share = random.uniform() * 0.1;
                part->run(part->engine.now() + Span{static_cast<std::int64_t>(share * static_cast<double>(end.ns))});
                Archive saved;
                part->state(saved);
                auto next = make();
                next->left = part->left;
                Archive restored{saved.bytes()};
                next->state(restored);
                part = std::move(next);
            }
            part->run(end);
            REQUIRE(part->checks_hold());
            REQUIRE(part->site.loads().it_e18(end) == whole->site.loads().it_e18(end));
            REQUIRE(part->site.loads().unallocated_e18(end) == whole->site.loads().unallocated_e18(end));
            REQUIRE(part->it.square_integral(end) == whole->it.square_integral(end));
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                REQUIRE(part->left[i].start == whole->left[i].start);
                REQUIRE(part->left[i].end == whole->left[i].end);
                REQUIRE(part->left[i].energy == whole->left[i].energy);
                REQUIRE(part->left[i].reason == whole->left[i].reason);
            }
        }
}

TEST_CASE("every start of a c-server queue is that of the recursion on the earliest free server", "[site][analytic]")
{
    for (const std::uint32_t servers : {1U, 2U, 4U, 8U}) {
        Random random = stream("queue", servers);
        std::vector<JobSpec> jobs;
        Time submit;
        for (int i = 0; i < 5000; ++i) {
            submit = submit + span_at_least(exponential(random, 1.25) * second);
            JobSpec job = gang_job(0, 1, 1);
            job.submit = submit;
            job.segments.front().amount = span_at_least(exponential(random, servers) * second);
            job.estimate.reset();
            job.walltime.reset();
            jobs.push_back(job);
        }
        JobRig rig{nodes_of(servers, 1), jobs, fcfs()};
        rig.run();
        std::priority_queue<Time, std::vector<Time>, std::greater<>> free;
        for (std::uint32_t i = 0; i < servers; ++i) free.push(Time{});
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const Time start = std::max(jobs[i].submit, free.top());
            free.pop();
            free.push(start + jobs[i].nominal_duration());
            REQUIRE(*rig.left[i].start == start);
        }
        CHECK(rig.checks_hold());
    }
}

TEST_CASE("mean waits of M/M/c queues agree with Erlang's formula", "[site][analytic]")
{
    struct Queue {
        std::uint32_t servers;
        double arrival_rate, wait;
    };
    for (const Queue& queue : {Queue{2, 1.5, 1.285714}, Queue{4, 3.2, 0.745541}, Queue{8, 6, 0.178491}}) {
        constexpr std::size_t replications = 5, customers = 100'000;
        std::vector<double> means;
        for (std::uint64_t k = 0; k < replications; ++k) {
            Random gaps = stream("gaps", k), lengths = stream("lengths", k);
            std::vector<JobSpec> jobs;
            Time submit;
            for (std::size_t i = 0; i < customers; ++i) {
                submit = submit + span_at_least(exponential(gaps, 1 / queue.arrival_rate) * second);
                jobs.push_back(gang_job(0, 1, 1));
                jobs.back().submit = submit;
                jobs.back().segments.front().amount = span_at_least(exponential(lengths, 1) * second);
                jobs.back().estimate.reset();
                jobs.back().walltime.reset();
            }
            JobRig rig{nodes_of(queue.servers, 1), jobs, fcfs()};
            rig.run();
            OnlineStats waits;
            for (std::size_t i = customers / 10; i < customers; ++i)
                waits.add(seconds(*rig.left[i].start - jobs[i].submit).si());
            means.push_back(waits.mean());
        }
        const ConfidenceInterval interval = mean_interval(means, 0.999);
        INFO(queue.servers << " servers");
        CHECK(std::abs(interval.mean - queue.wait) <= *interval.half_width);
        CHECK(*mean_interval(means, 0.95).half_width < 0.15 * queue.wait);
    }
}
