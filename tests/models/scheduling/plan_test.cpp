#include "models/cluster/cluster.h"
#include "models/scheduling/plan.h"
#include "models/scheduling/policies.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace dcsim;

namespace {

/// Jobs as a plan asks for them, all rigid.
class Asked final : public Wishes {
public:
    struct Job {
        ResourceRequest request;
        Span believed, length;
    };
    JobId add(const ResourceRequest& request, Span believed, Span length)
    {
        jobs.push_back({request, believed, length});
        return JobId{static_cast<std::uint32_t>(jobs.size() - 1)};
    }
    Wish of(JobId job) const override { return {&jobs[job.value].request, jobs[job.value].believed}; }
    RunningView as_running(JobId job) const override
    {
        RunningView view{};
        view.id = job;
        return view;
    }
    std::span<const std::uint32_t> sizes(JobId) override { return {}; }
    SizedWish sized(JobId job, std::uint32_t) override { return {jobs[job.value].request}; }
    double relative_time(JobId, std::uint32_t) override { return 1; }
    Span resize_time(JobId) const override { return {}; }
    Energy added_energy(JobId, std::uint32_t) override { return {}; }
    NanoWatts most_power(JobId, const Gang&) override { return {}; }
    NanoWatts predicted_power() const override { return {}; }

    std::vector<Job> jobs;
};

class NoCarbon final : public Forecast<Intensity> {
public:
    Intensity mean(Time, Interval) const override { return {}; }
    std::optional<Time> next_change(Time, Time) const override { return std::nullopt; }
};

/// A cluster, its plan, and who runs on it.
struct Yard {
    explicit Yard(const ClusterParams& params) : cluster{params} {}

    /// Whether it starts; else it is to be reserved for, or goes its way.
    bool start(JobId job)
    {
        const auto placement = plan.try_place(job);
        if (!placement) return false;
        gangs[job] = plan.start(*placement);
        starts[job] = now;
        ends.emplace(now + asked.jobs[job.value].length, job);
        return true;
    }
    void end_those_due()
    {
        for (; !ends.empty() && ends.begin()->first <= now; ends.erase(ends.begin())) {
            cluster.release(gangs.at(ends.begin()->second));
            plan.ended(now, ends.begin()->second);
        }
    }

    Cluster cluster;
    Asked asked;
    NoCarbon carbon;
    Plan plan{cluster, asked, carbon, Plan::Ahead::kept};
    Time now;
    std::multimap<Time, JobId> ends;
    std::map<JobId, Time> starts;
    std::map<JobId, Gang> gangs;
};

struct Draw {
    Random random{{1, 0, "plan", "test"}};
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random.uniform() * n); }
    Span length() { return Span{1 + below(40)}; }
};

} // namespace

TEST_CASE("whoever starts beside reservations, each starts when it was promised to", "[scheduling][invariant]")
{
    struct Size {
        std::uint32_t nodes, accelerators, joins;
        int steps;
    };
    for (const auto& [nodes, accelerators, most_joins, steps] : {Size{5, 4, 4, 20'000}, Size{96, 2, 24, 3'000}})
        for (const Packing packing : {Packing::first_fit, Packing::best_fit}) {
            ClusterParams params{.nodes = nodes,
                                 .node = {.accelerators = accelerators, .cores = 16, .memory = Bytes{64}}};
            params.pool_cores = 6 * most_joins;
            params.packing = packing;
            Yard yard{params};
            Draw draw;
            int reserved = 0, beside = 0;
            for (int step = 0; step < steps; ++step) {
                yard.end_those_due();
                yard.plan.begin(yard.now, {});
                const std::vector<Reservation> held{yard.plan.held().begin(), yard.plan.held().end()};
                for (const Reservation& reservation : held) {
                    REQUIRE(reservation.at >= yard.now);
                    if (reservation.at > yard.now) continue;
                    yard.plan.drop(reservation);
                    REQUIRE(yard.start(reservation.job));
                }
                const std::size_t most_held = step / 1'000 % 3 == 0 ? 1 : 6; // as easy does, and as conservative
                for (std::uint32_t joins = draw.below(most_joins); joins > 0; --joins) {
                    ResourceRequest request{.milli_accelerators = 500 * (1 + draw.below(2 * accelerators))};
                    if (draw.below(5) == 0) request = {.milli_accelerators = 1000 * accelerators * (1 + draw.below(3))};
                    request.cores = draw.below(5);
                    request.memory_bytes = draw.below(17);
                    request.pool_cores = draw.below(3) == 0 ? draw.below(13) : 0;
                    const Span length = draw.length();
                    const JobId job = yard.asked.add(request, length, length);
                    const bool some_held = !yard.plan.held().empty();
                    if (yard.start(job))
                        beside += some_held ? 1 : 0;
                    else if (yard.plan.held().size() < most_held && draw.below(2) == 0) {
                        yard.plan.hold(yard.plan.earliest(job));
                        ++reserved;
                    }
                }
                yard.plan.finish();
                Time next = yard.now + Span{1 + draw.below(6)};
                if (!yard.ends.empty()) next = std::min(next, yard.ends.begin()->first);
                for (const Reservation& r : yard.plan.held()) next = std::min(next, r.at);
                yard.now = next;
            }
            CAPTURE(nodes, reserved, beside);
            CHECK(reserved > steps * 3 / 20);
            CHECK(beside > steps * 3 / 20);
        }
}

/// On one node a plan is sums: what is held at an instant, by whom and until when. Who outruns what is believed of him
/// is believed to end at the next tick.
TEST_CASE("on one node a start is refused, and reserved, as sums over all that is held say", "[scheduling][analytic]")
{
    ClusterParams params{.nodes = 1, .node = {.accelerators = 8, .cores = 12}};
    Yard yard{params};
    Draw draw;
    struct Held {
        Time from, until;
        const ResourceRequest* request;
    };
    const auto first_start = [&](JobId job) {
        std::vector<Held> held;
        for (const auto& [end, runs] : yard.ends) {
            const Time believed = yard.starts.at(runs) + yard.asked.of(runs).length;
            held.push_back({yard.now, std::max(believed, yard.now + Span{1}), yard.asked.of(runs).request});
        }
        for (const Reservation& r : yard.plan.held())
            held.push_back({r.at, r.at + yard.asked.of(r.job).length, yard.asked.of(r.job).request});
        const auto [request, length, choice] = yard.asked.of(job);
        const auto fits = [&](Time at) {
            std::uint32_t milli = request->milli_accelerators, cores = request->cores;
            for (const Held& h : held) {
                if (at < h.from || at >= h.until) continue;
                milli += h.request->milli_accelerators;
                cores += h.request->cores;
            }
            return milli <= 8000 && cores <= 12;
        };
        std::vector<Time> instants{yard.now};
        for (const Held& h : held) instants.insert(instants.end(), {h.from, h.until});
        std::ranges::sort(instants);
        for (const Time start : instants) {
            const Time end = start + yard.asked.of(job).length;
            const auto in = [&](Time at) { return start <= at && at < end; };
            if (std::ranges::all_of(instants, [&](Time at) { return !in(at) || fits(at); })) return start;
        }
        throw LogicError{"nobody holds anything for ever"};
    };
    int refused = 0;
    for (int step = 0; step < 5'000; ++step) {
        yard.end_those_due();
        yard.plan.begin(yard.now, {});
        const std::vector<Reservation> held{yard.plan.held().begin(), yard.plan.held().end()};
        for (const Reservation& reservation : held)
            if (reservation.at == yard.now) {
                yard.plan.drop(reservation);
                REQUIRE(yard.start(reservation.job));
            }
        const ResourceRequest alike{.milli_accelerators = 1000 * (1 + draw.below(4)), .cores = draw.below(7)};
        for (std::uint32_t joins = draw.below(6); joins > 0; --joins) {
            ResourceRequest request = alike;
            if (draw.below(3) == 0) request.cores = draw.below(7);
            const Span believed = draw.length();
            const Span length = draw.below(3) > 0 ? believed : draw.length();
            const JobId job = yard.asked.add(request, believed, length);
            const Time first = first_start(job);
            REQUIRE(yard.start(job) == (first == yard.now));
            if (first == yard.now) continue;
            ++refused;
            const Reservation reservation = yard.plan.earliest(job);
            REQUIRE(reservation.at == first);
            if (yard.plan.held().size() < 4 && draw.below(4) == 0) yard.plan.hold(reservation);
        }
        yard.plan.finish();
        yard.now = yard.now + Span{1};
    }
    CHECK(refused > 3'000);
}

TEST_CASE("who was refused for a reservation's sake is told so until another takes the room", "[scheduling][analytic]")
{
    ClusterParams params{.nodes = 1, .node = {.accelerators = 8}};
    Yard yard{params};
    yard.plan.begin(yard.now, {});
    const auto job = [&](std::uint32_t accelerators, std::int64_t length) {
        return yard.asked.add({.milli_accelerators = 1000 * accelerators}, Span{length}, Span{length});
    };
    REQUIRE(yard.start(job(4, 10)));
    for (const std::int64_t at : {10, 15}) { // all of the node, one behind the other
        const Reservation whole = yard.plan.earliest(job(8, 5));
        REQUIRE(whole.at == Time{at});
        yard.plan.hold(whole);
    }
    REQUIRE_FALSE(yard.start(job(3, 20)));
    CHECK(yard.plan.refusal() == Reason::would_delay);
    REQUIRE_FALSE(yard.start(job(3, 11)));
    CHECK(yard.plan.refusal() == Reason::would_delay);
    REQUIRE(yard.start(job(4, 10)));
    REQUIRE_FALSE(yard.start(job(3, 20)));
    CHECK(yard.plan.refusal() == Reason::no_room);
    REQUIRE_FALSE(yard.start(job(3, 1)));
    CHECK(yard.plan.refusal() == Reason::no_room);
    yard.plan.finish();
}

namespace {

/// Jobs of 2 accelerators that may have 1, 2 or 4, and run as much faster.
class Stretching final : public Wishes {
public:
    Wish of(JobId job) const override { return {&request_of_.at(job), Span{100}, SizeChoice::elastic}; }
    RunningView as_running(JobId job) const override
    {
        RunningView view{};
        view.id = job;
        view.sequence = job.value;
        view.elastic = true;
        return view;
    }
    std::span<const std::uint32_t> sizes(JobId) override { return sizes_; }
    SizedWish sized(JobId job, std::uint32_t milli) override
    {
        return {{.milli_accelerators = milli}, double(request_of_.at(job).milli_accelerators) / milli};
    }
    double relative_time(JobId, std::uint32_t milli) override { return 2000.0 / milli; }
    Span resize_time(JobId) const override { return {}; }
    Energy added_energy(JobId, std::uint32_t) override { return {}; }
    NanoWatts most_power(JobId, const Gang&) override { return {}; }
    NanoWatts predicted_power() const override { return {}; }
    void hold(JobId job, std::uint32_t milli) { request_of_[job] = {.milli_accelerators = milli}; }
    std::uint32_t held(JobId job) const { return request_of_.at(job).milli_accelerators; }

private:
    std::vector<std::uint32_t> sizes_{1000, 2000, 4000};
    std::map<JobId, ResourceRequest> request_of_;
};

} // namespace

TEST_CASE("elastic knows what a job holds that is resized at the instant of its start", "[scheduling][unit]")
{
    Cluster cluster{ClusterParams{.nodes = 1, .node = {.accelerators = 4}}};
    Stretching jobs;
    NoCarbon carbon;
    Plan plan{cluster, jobs, carbon, Plan::Ahead::kept};
    const auto policy = elastic({.interval = Span{}});
    for (std::uint32_t joins = 0; joins < 3; ++joins) {
        JobView joining{};
        joining.id = JobId{joins};
        joining.milli_accelerators = 2000;
        joining.least_milli_accelerators = 1000;
        jobs.hold(joining.id, 2000);
        plan.tell(joining.id, Reason::submitted);
        plan.begin(Time{}, {&joining, 1});
        std::vector<Decision> decisions;
        policy->decide(plan, decisions);
        for (const Decision& d : decisions)
            if (const auto* resized = std::get_if<Resize>(&d)) plan.suspended(resized->job);
        for (const Decision& d : decisions) {
            const auto take = [&](JobId job, Placement at) {
                const auto milli = static_cast<std::uint32_t>(plan.start(at).milli_accelerators());
                CHECK((job == joining.id || milli != jobs.held(job))); // who keeps its size is not moved
                jobs.hold(job, milli);
            };
            if (const auto* started = std::get_if<Start>(&d)) take(started->job, started->at);
            if (const auto* resized = std::get_if<Resize>(&d)) take(resized->job, resized->at);
        }
        plan.finish();
        CHECK(cluster.free_milli_accelerators() == 0);
    }
    CHECK(jobs.held(JobId{0}) == 2000); // of equals, the one that came first has what is left
    CHECK(jobs.held(JobId{1}) == 1000);
    CHECK(jobs.held(JobId{2}) == 1000);
}
