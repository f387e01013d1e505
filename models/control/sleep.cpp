#include "models/control/sleep.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

void fields(Fields& f, SleepParams& p)
{
    f.optional("after", p.after, "a node that nobody uses for so long falls asleep", {.least = Span{}});
    f.required("power", p.asleep, "of one node that sleeps", {.least = Power{}});
    f.optional(
        "wake", p.wake,
        "a job on a node that sleeps starts so much later; others that come to it meanwhile wait for the rest of that",
        {.above = Span{}});
    f.optional("wake_power", p.wake_power, "of one node while it wakes, charged to the job; absent = its idle power");
    f.optional("keep_awake", p.keep_awake, "so many unused nodes stay awake");
}

SleepingNodes::SleepingNodes(const SleepParams& params, std::uint32_t nodes)
    : after_{params.after}, keep_awake_{params.keep_awake}, nodes_(nodes), unused_{nodes}
{
    for (std::uint32_t node = nodes; node-- > 0;)
        queue_.push_back({Time{}, node, 0}); // placement fills from the lowest
}

bool SleepingNodes::over(const Unused& unused) const
{
    const Node& node = nodes_[unused.node];
    return node.status != Status::unused || node.turn != unused.turn;
}

void SleepingNodes::forget_what_is_over()
{
    while (!queue_.empty() && over(queue_.front())) queue_.pop_front();
}

bool SleepingNodes::use(std::uint32_t index)
{
    Node& node = nodes_[index];
    if (node.status == Status::used) return false;
    const bool was_asleep = node.status == Status::asleep;
    (was_asleep ? asleep_ : unused_) -= 1;
    node.status = Status::used;
    ++node.turn;
    forget_what_is_over();
    return was_asleep;
}

void SleepingNodes::leave(Time now, std::uint32_t index)
{
    Node& node = nodes_[index];
    if (node.status != Status::used) return; // gangs that shared it have left together, and another has told
    node.status = Status::unused;
    ++unused_;
    queue_.push_back({now, index, node.turn});
}

std::optional<Time> SleepingNodes::next(Time now) const
{
    if (unused_ <= keep_awake_) return std::nullopt;
    return std::max(now, queue_.front().since + after_);
}

std::optional<std::uint32_t> SleepingNodes::fall_asleep(Time now)
{
    if (unused_ <= keep_awake_ || queue_.front().since + after_ > now) return std::nullopt;
    const std::uint32_t node = queue_.front().node;
    nodes_[node].status = Status::asleep;
    --unused_;
    ++asleep_;
    forget_what_is_over();
    return node;
}

void SleepingNodes::state(Archive& archive)
{
    archive("nodes", nodes_)("queue", queue_)("unused", unused_)("asleep", asleep_);
}

} // namespace dcsim
