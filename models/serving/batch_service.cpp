#include "models/serving/batch_service.h"
#include "models/serving/batch_chain.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

BatchService::BatchService(const BatchSettings& settings, const ServiceContext& context)
    : settings_{settings}, context_{context}
{
    std::uint32_t low = 0, high = settings_.batch; // of those that fit, the largest
    while (low < high) {
        const std::uint32_t middle = low + (high - low + 1) / 2;
        if (fits(middle))
            low = middle;
        else
            high = middle - 1;
    }
    batch_limit_ = low;
}

Demand BatchService::demand(double items) const
{
    Demand d = settings_.work(items);
    if (context_.techniques) context_.techniques(d);
    return d;
}

bool BatchService::fits(std::uint32_t items) const
{
    const Demand d = demand(items);
    return !context_.hardware.refusal(d) &&
           context_.hardware.held(d).total() <= settings_.memory * context_.hardware.memory_per_accelerator();
}

std::optional<std::string> BatchService::refusal() const
{
    if (auto why = context_.hardware.refusal(demand(1))) return why;
    if (batch_limit_ == 0) return "leaves no memory beside what the program takes";
    return std::nullopt;
}

Seconds BatchService::cold_start() const
{
    const double nodes = std::ceil(double(settings_.accelerators) / context_.hardware.accelerators_per_node());
    const double speed = nodes * context_.hardware.bytes_per_second_stored();
    const Bytes weights = settings_.accelerators * context_.hardware.held(demand(1)).weights;
    return settings_.start + Seconds{speed > 0 ? weights.si() / speed : 0};
}

Pace BatchService::batch_of(double items, const Operating& run) const
{
    const Hardware& h = context_.hardware;
    const std::uint32_t n = settings_.accelerators;
    const Allocation gang{.accelerators = n,
                          .per_node = std::min(n, h.accelerators_per_node()),
                          .cores = double(n) * h.cores_per_node() / h.accelerators_per_node()};
    Demand d = demand(items);
    d.serial_host += settings_.per_batch;
    Pace p = h.pace(d, gang, run);
    const Seconds late = settings_.start_of_kernels - (p.iteration - d.serial_host);
    if (late <= Seconds{}) return p;
    d.serial_host += late;
    return h.pace(d, gang, run);
}

BatchService::Table BatchService::make_table(const Operating& run) const
{
    require(batch_limit_ > 0, "a service that is refused is not run");
    const auto nodes = batch_nodes(batch_limit_);
    Replica at_nodes;
    for (const std::uint32_t k : nodes) {
        const Pace p = batch_of(k, run);
        at_nodes.period.push_back(p.iteration);
        at_nodes.draw.push_back(draw(p));
    }
    at_nodes.idle = idle_draw(settings_.accelerators * context_.hardware.idle_share(), at_nodes.draw.front());
    Replica replica = interpolated(nodes, at_nodes);
    std::vector<Seconds> period = replica.period;
    if (settings_.adaptive && context_.objective.first) { // a batch in progress, and one's own
        const auto slow = std::upper_bound(period.begin() + 1, period.end(), *context_.objective.first / 2);
        period.erase(slow, period.end());
    }
    BatchQueue queue{period, 1, {.arrivals = context_.arrivals_cv2, .work = 0}};
    return {std::move(replica), std::move(queue)};
}

const BatchService::Table& BatchService::table(const Operating& run) const
{
    const auto known = tables_.find(run);
    return known != tables_.end() ? known->second : tables_.emplace(run, make_table(run)).first->second;
}

ServicePoint BatchService::steady(const Table& t, Frequency rate) const
{
    const BatchChain chain{t.queue.period(), rate};
    BatchQueue::State s;
    s.share = chain.shares();
    s.busy = 1 - s.share[0];
    for (std::size_t k = 1; k < s.share.size(); ++k) s.batch += static_cast<double>(k) * s.share[k];
    const Delays answer = chain.answers(context_.arrivals_cv2);
    ServicePoint p = point_of(t.queue, s, t.replica, rate);
    p.first = p.whole = answer.latency();
    if (context_.objective.first) p.within_slo = answer.within(*context_.objective.first);
    return p;
}

/// Nobody or too many come: one takes a batch of one, or a full one beside the line.
ServicePoint BatchService::without_chance(const Table& t, Frequency rate) const
{
    const BatchQueue::State s = state_at(t.queue, rate);
    ServicePoint p = point_of(t.queue, s, t.replica, rate);
    const Seconds time = s.busy > 0 ? t.queue.period().back() : t.queue.period().front();
    p.first = p.whole = Delays{{{time, 1}}}.latency();
    const auto& promised = context_.objective.first;
    p.within_slo = rate < t.queue.capacity() && (!promised || time <= *promised) ? 1 : 0;
    return p;
}

ServicePoint BatchService::at(Frequency offered, std::uint32_t replicas, const Operating& run) const
{
    require(replicas > 0, "a service without replicas has no point");
    const Table& t = table(run);
    const Frequency rate = offered / replicas;
    const bool is_steady = rate > Frequency{} && rate < t.queue.capacity();
    ServicePoint p = is_steady ? steady(t, rate) : without_chance(t, rate);
    p.capacity = replicas * p.capacity;
    p.served = replicas * p.served;
    p.items_per_second = p.served.si();
    return p;
}

} // namespace dcsim
