#include "models/site/jobs.h"
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace dcsim {

namespace {

bool overlaps(const Gang& gang, const OutageChange& change)
{
    return std::ranges::any_of(gang.runs, [&](const NodeRun& run) {
        return run.first < change.first + change.count && change.first < run.first + run.count;
    });
}

NetworkPart part_of(const OutageChange& change)
{
    switch (change.unit) {
    case FailureUnit::cable: return {NetworkPart::Kind::cable, change.number};
    case FailureUnit::port: return {NetworkPart::Kind::port, change.number};
    default: return {NetworkPart::Kind::node_switch, change.number};
    }
}

} // namespace

/// How a job saves so much work on so many nodes; `on` is asked for only where it is given by its work.
std::optional<Saving> Jobs::saving(const CheckpointRule& rule, const JobSpec& spec, Span work, std::uint32_t nodes,
                                   const Allocation& on)
{
    auto write = rule.write();
    if (!write && spec.work) {
        const WorkAmount amount = amount_on(spec, on);
        write = pacing_->save(spec.workload, amount, work_of(spec.workload, amount), on);
    }
    require(write.has_value(), "a job without work says how long it saves");
    return saving_by(rule,
                     {.write = *write,
                      .failures = setup_.outages ? setup_.outages->rate_on(nodes) : Frequency{},
                      .restart = seconds(spec.flexibility.restart),
                      .work = work},
                     spec.work ? load_at_rest(*setup_.hardware) : Load{});
}

/// Whoever plans with a job's length knows of the saves that it would take.
void Jobs::expect_saves(JobSpec& spec, const CheckpointRule& rule)
{
    const std::uint32_t per_node = cluster_.milli_accelerators_per_node();
    const std::uint32_t nodes =
        std::max({1U, spec.request.nodes, (spec.request.milli_accelerators + per_node - 1) / per_node});
    const Allocation on = spec.work ? pacing_->nominal(spec) : Allocation{};
    const Span work = spec.estimate.value_or(spec.nominal_duration());
    const auto saves = saving(rule, spec, work, nodes, on);
    if (saves) spec.estimate = work + Span{saves_within(work, saves->every) * saves->write.ns};
}

void Jobs::outage(Engine& engine)
{
    const OutageChange& change = setup_.outages->happened();
    if (change.count == 0) network_outage(engine, change);
    if (change.down) fail_jobs(engine, change);
    for (std::uint32_t node = change.first; node < change.first + change.count; ++node) {
        if (change.down)
            take_down(engine.now(), node, change.expected);
        else
            bring_back(engine.now(), node);
    }
    note_fragmentation(engine.now());
    request_pass(engine);
}

/// Nodes that are cut off are down as if they had failed themselves; other gangs take the routes that are left.
void Jobs::network_outage(Engine& engine, const OutageChange& change)
{
    const NetworkPart part = part_of(change);
    change.down ? setup_.network->fail(part) : setup_.network->repair(part);
    std::vector<std::uint32_t> cut = setup_.network->damage().cut_off(), lost, found;
    std::ranges::set_difference(cut, cut_off_, std::back_inserter(lost));
    std::ranges::set_difference(cut_off_, cut, std::back_inserter(found));
    for (const std::uint32_t node : lost) fail_jobs(engine, {.first = node, .count = 1, .down = true});
    for (const std::uint32_t node : lost) take_down(engine.now(), node, change.expected);
    for (const std::uint32_t node : found) bring_back(engine.now(), node);
    cut_off_ = std::move(cut);
    if (cables_) reroute();
}

/// Failures are few, so the jobs on what has failed are looked for among all that run.
void Jobs::fail_jobs(Engine& engine, const OutageChange& change)
{
    std::vector<JobId> hit;
    each_alive([&](JobId id, const Job& job) {
        if (runs(job) && overlaps(execution_.gang(id), change)) hit.push_back(id);
    });
    std::ranges::sort(hit, {}, [&](JobId id) { return jobs_[id.value].sequence; });
    for (const JobId id : hit) {
        const bool resident = jobs_[id.value].resident;
        interrupt(engine, id, Reason::interrupted, resident ? progress(engine.now(), id) : execution_.saved(id));
    }
}

void Jobs::take_down(Time now, std::uint32_t node, Span expected)
{
    Down& down = down_[node];
    if (++down.outages > 1) return;
    down.holder = free_slot();
    down.gang.runs.push_back(cluster_.free(NodeId{node}));
    cluster_.take(down.gang);
    use_nodes(now, down.gang);
    plan_.broke(down.holder, down.gang, now + expected);
    down_milli_.add(now, down.gang.milli_accelerators());
}

void Jobs::bring_back(Time now, std::uint32_t node)
{
    Down& down = down_.at(node);
    if (--down.outages > 0) return;
    cluster_.release(down.gang);
    leave_nodes(now, down.gang);
    plan_.repaired(now, down.holder);
    down_milli_.add(now, -down.gang.milli_accelerators());
    unused_.push_back(down.holder);
    down_.erase(node);
}

} // namespace dcsim
