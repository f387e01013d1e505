#include "models/cluster/cluster.h"
#include "models/cluster/gang_runs.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::uint32_t whole_accelerator = 1000; // thousandths

template <class T> T ceil_divide(T a, T b)
{
    return (a + b - 1) / b;
}

/// The part of `total` that falls to one of `parts` when it is split as evenly as `unit` allows, larger parts first.
template <class T> T even_part(T total, T unit, std::uint32_t parts, std::uint32_t index)
{
    const T units = total / unit;
    return unit * (units / parts + (index < units % parts ? 1 : 0));
}

} // namespace

Cluster::Cluster(const ClusterParams& params, const NodeGroups& groups, Interconnect* network)
    : whole_{params.node.accelerators * whole_accelerator, params.node.cores,
             static_cast<std::uint64_t>(params.node.memory.si())},
      cores_matter_{params.node.cores > 0},
      memory_matters_{whole_.memory_bytes > 0},
      pool_matters_{params.pool_cores > 0},
      packing_{params.packing},
      free_(params.nodes, whole_),
      by_free_(params.node.accelerators + 1, NodeSet{params.nodes}),
      free_milli_{milli_accelerators()},
      free_on_whole_nodes_{milli_accelerators()},
      locality_{params.placement ? params.placement() : nullptr},
      network_{network},
      whole_pool_{params.pool_cores},
      free_pool_{params.pool_cores}
{
    for (std::size_t k = packing_ == Packing::best_fit ? by_free_.size() - 1 : 0; k < by_free_.size(); ++k)
        for (std::uint32_t node = 0; node < params.nodes; ++node) by_free_[k].insert(node);
    if (locality_) counts_.emplace(groups, params.nodes, params.node.accelerators);
}

double Cluster::fragmentation() const
{
    if (free_milli_ == 0) return 0;
    return static_cast<double>(free_milli_ - free_on_whole_nodes_) / static_cast<double>(free_milli_);
}

std::uint32_t Cluster::fewest(const ResourceRequest& request) const
{
    std::uint64_t nodes = ceil_divide<std::uint64_t>(request.milli_accelerators, whole_.milli_accelerators);
    if (cores_matter_) nodes = std::max(nodes, ceil_divide<std::uint64_t>(request.cores, whole_.cores));
    if (memory_matters_) nodes = std::max(nodes, ceil_divide(request.memory_bytes, whole_.memory_bytes));
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(nodes, 1, UINT32_MAX));
}

Cluster::Share Cluster::part(const ResourceRequest& request, std::uint32_t nodes, std::uint32_t index) const
{
    Share part;
    if (request.nodes > 0) {
        const std::uint32_t unit = request.milli_accelerators % whole_accelerator == 0 ? whole_accelerator : 1;
        part.milli_accelerators = even_part(request.milli_accelerators, unit, nodes, index);
    } else {
        const std::uint64_t before = std::uint64_t{index} * whole_.milli_accelerators;
        const std::uint64_t left = request.milli_accelerators > before ? request.milli_accelerators - before : 0;
        part.milli_accelerators = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, whole_.milli_accelerators));
    }
    if (cores_matter_) part.cores = even_part(request.cores, 1U, nodes, index);
    if (memory_matters_) part.memory_bytes = even_part<std::uint64_t>(request.memory_bytes, 1, nodes, index);
    return part;
}

bool Cluster::fits_ever(const ResourceRequest& request) const
{
    const std::uint32_t wanted = spread(request);
    if (pool_matters_ && request.pool_cores > whole_pool_) return false;
    if (request.milli_accelerators == 0 && (!cores_matter_ || request.cores == 0))
        return false; // it would hold nothing
    return wanted <= nodes() && whole_.holds(share(request, wanted, 0));
}

Gang Cluster::first_nodes(const ResourceRequest& request) const
{
    Gang gang;
    const std::uint32_t wanted = spread(request);
    for (std::uint32_t i = 0; i < wanted; ++i) {
        const Share part = share(request, wanted, i);
        if (i == 0 || part != share(request, wanted, i - 1))
            gang.runs.push_back({i, 0, part.milli_accelerators, part.cores, part.memory_bytes});
        ++gang.runs.back().count;
    }
    return gang;
}

ResourceRequest Cluster::whole_nodes(const ResourceRequest& request) const
{
    ResourceRequest whole = request;
    whole.nodes = spread(request);
    whole.milli_accelerators = whole.nodes * whole_.milli_accelerators;
    whole.cores = whole.nodes * whole_.cores;
    whole.memory_bytes = whole.nodes * whole_.memory_bytes;
    return whole;
}

bool Cluster::next(Cursor& cursor, const Share& wanted) const
{
    if (!cursor.asleep) {
        if (next_awake(cursor, wanted)) return true;
        if (!sleeping_) return false;
        cursor = {.asleep = true};
    }
    if (!sleeping_->unused.find(cursor.from)) return false;
    ++cursor.from;
    return true;
}

bool Cluster::next_awake(Cursor& cursor, const Share& wanted) const
{
    if (packing_ == Packing::best_fit) return best(cursor, wanted);
    if (!find(wanted.milli_accelerators / whole_accelerator, cursor.from, wanted)) return false;
    ++cursor.from;
    return true;
}

bool Cluster::best(Cursor& cursor, const Share& wanted) const
{
    if (cursor.milli < wanted.milli_accelerators) cursor = {wanted.milli_accelerators, 0};
    auto part = parts_free_.lower_bound({cursor.milli, cursor.from});
    while (part != parts_free_.end() && !free_[part->second].holds(wanted)) ++part;
    std::uint32_t from = cursor.milli % whole_accelerator == 0 ? cursor.from : 0;
    for (std::size_t level = ceil_divide(cursor.milli, whole_accelerator); level < by_free_.size(); ++level, from = 0) {
        const auto milli = static_cast<std::uint32_t>(level * whole_accelerator);
        if (part != parts_free_.end() && part->first < milli) break;
        if (find(level, from, wanted)) {
            cursor = {milli, from + 1};
            return true;
        }
    }
    if (part == parts_free_.end()) return false;
    cursor = {part->first, part->second + 1};
    return true;
}

std::optional<Gang> Cluster::place(const ResourceRequest& request)
{
    if (request.milli_accelerators > free_milli_) return std::nullopt;
    if (pool_matters_ && request.pool_cores > free_pool_) return std::nullopt;
    if (!locality_ && spread(request) == 1) return place_on_one(request);
    std::optional<Gang> gang = locality_ ? choose_local(request) : choose_anywhere(request);
    if (!gang) return std::nullopt;
    gang->pool_cores = pool_matters_ ? request.pool_cores : 0;
    take(*gang);
    return gang;
}

/// Anywhere: what most requests come to.
std::optional<Gang> Cluster::place_on_one(const ResourceRequest& request)
{
    std::optional<Gang> gang;
    const Share part = all(request);
    Cursor cursor;
    if (!whole_.holds(part) || !next(cursor, part)) return gang;
    const std::uint32_t node = cursor.found();
    gang.emplace().runs.emplace_back(node, 1U, part.milli_accelerators, part.cores, part.memory_bytes);
    gang->pool_cores = pool_matters_ ? request.pool_cores : 0;
    free_pool_ -= gang->pool_cores;
    change(node, free_[node].less(part));
    return gang;
}

std::optional<Gang> Cluster::choose_anywhere(const ResourceRequest& request) const
{
    const std::uint32_t wanted = spread(request);
    std::optional<Gang> gang{std::in_place};
    Cursor cursor;
    Share part = share(request, wanted, 0);
    bool parts_differ = false;
    bool found = whole_.holds(part); // no other part is larger
    for (std::uint32_t i = 0; i < wanted && found; ++i) {
        if (i > 0)
            if (const Share here = share(request, wanted, i); here != part) {
                part = here;
                cursor = {};
                parts_differ = true;
            }
        do found = next(cursor, part);
        while (parts_differ && found && holds(*gang, cursor.found()));
        if (found) append(*gang, {cursor.found(), 1, part.milli_accelerators, part.cores, part.memory_bytes});
    }
    if (!found) gang.reset();
    return gang;
}

void Cluster::change(std::uint32_t node, Share to)
{
    const std::uint64_t whole = whole_.milli_accelerators;
    const Share was = std::exchange(free_[node], to);
    const std::uint32_t before = was.milli_accelerators, after = to.milli_accelerators;
    free_milli_ = free_milli_ + after - before;
    free_on_whole_nodes_ = free_on_whole_nodes_ + (after == whole ? whole : 0) - (before == whole ? whole : 0);
    if (counts_) counts_->change(node, before / whole_accelerator, after / whole_accelerator);
    if (sleeps(node)) {
        was == whole_ ? sleeping_->unused.erase(node) : unlist(node, before);
        to == whole_ ? sleeping_->unused.insert(node) : list(node, after);
    } else if (packing_ == Packing::best_fit) {
        if (before == after) return;
        unlist(node, before);
        list(node, after);
    } else {
        NodeSet* const had = &by_free_[before / whole_accelerator];
        NodeSet* const has = &by_free_[after / whole_accelerator];
        for (NodeSet* set = had; set > has; --set) set->erase(node);
        for (NodeSet* set = has; set > had; --set) set->insert(node);
    }
}

void Cluster::list(std::uint32_t node, std::uint32_t milli_free)
{
    const std::size_t whole_free = milli_free / whole_accelerator;
    if (packing_ == Packing::best_fit && milli_free % whole_accelerator > 0)
        parts_free_.emplace(milli_free, node);
    else
        for (std::size_t k = packing_ == Packing::best_fit ? whole_free : 0; k <= whole_free; ++k)
            by_free_[k].insert(node);
}

void Cluster::unlist(std::uint32_t node, std::uint32_t milli_free)
{
    const std::size_t whole_free = milli_free / whole_accelerator;
    if (packing_ == Packing::best_fit && milli_free % whole_accelerator > 0)
        parts_free_.erase({milli_free, node});
    else
        for (std::size_t k = packing_ == Packing::best_fit ? whole_free : 0; k <= whole_free; ++k)
            by_free_[k].erase(node);
}

void Cluster::fall_asleep(NodeId node)
{
    require(free_[node.value] == whole_ && !sleeps(node.value), "a node falls asleep that is used, or sleeps");
    if (!sleeping_) sleeping_ = Sleeping{std::vector<bool>(nodes()), NodeSet{nodes()}};
    unlist(node.value, whole_.milli_accelerators);
    sleeping_->unused.insert(node.value);
    sleeping_->asleep[node.value] = true;
}

void Cluster::wake(NodeId node)
{
    require(sleeps(node.value), "a node wakes that is awake");
    sleeping_->asleep[node.value] = false;
    if (free_[node.value] != whole_) return; // who holds it has listed it
    sleeping_->unused.erase(node.value);
    list(node.value, whole_.milli_accelerators);
}

NodeRun Cluster::free(NodeId node) const
{
    const Share& now = free_[node.value];
    return {node.value, 1, now.milli_accelerators, now.cores, now.memory_bytes};
}

std::uint32_t Cluster::least_milli_accelerators_of_a_node(const ResourceRequest& request) const
{
    const std::uint32_t wanted = spread(request);
    return share(request, wanted, wanted - 1).milli_accelerators;
}

bool Cluster::takes_any_whole_nodes(const ResourceRequest& request) const
{
    return !locality_ && request.pool_cores == 0 &&
           std::uint64_t{spread(request)} * whole_.milli_accelerators == request.milli_accelerators;
}

bool Cluster::is_whole_nodes(const Gang& gang) const
{
    return std::ranges::all_of(
        gang.runs, [this](const NodeRun& run) { return run.milli_accelerators == whole_.milli_accelerators; });
}

bool Cluster::can_take(const Gang& gang) const
{
    if (gang.pool_cores > free_pool_) return false;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            if (!free_[node].holds({run.milli_accelerators, run.cores, run.memory_bytes})) return false;
    return true;
}

void Cluster::take(const Gang& gang)
{
    require(gang.pool_cores <= free_pool_, "a gang takes cores of the pool that are not free");
    free_pool_ -= gang.pool_cores;
    for (const NodeRun& run : gang.runs) {
        const Share part{run.milli_accelerators, run.cores, run.memory_bytes};
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            const Share& now = free_[node];
            require(now.holds(part), "a gang takes what is not free");
            change(node, now.less(part));
        }
    }
}

void Cluster::release(const Gang& gang)
{
    free_pool_ += gang.pool_cores;
    require(free_pool_ <= whole_pool_, "a gang gives back cores of the pool that it did not hold");
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            const Share& now = free_[node];
            const Share to{now.milli_accelerators + run.milli_accelerators, now.cores + run.cores,
                           now.memory_bytes + run.memory_bytes};
            require(whole_.holds(to), "a gang gives back what it did not hold");
            change(node, to);
        }
}

std::uint32_t Cluster::leave_room(const ResourcePool& later, const NodeRun& part)
{
    const std::vector<Share>& then = dynamic_cast<const Cluster&>(later).free_;
    const Share wanted{part.milli_accelerators, part.cores, part.memory_bytes};
    std::uint32_t room = 0;
    for (std::uint32_t node = 0; node < nodes(); ++node) {
        if (!then[node].holds(wanted)) continue;
        ++room;
        const Share now = free_[node];
        const Share left{std::min(now.milli_accelerators, then[node].milli_accelerators - wanted.milli_accelerators),
                         std::min(now.cores, then[node].cores - wanted.cores),
                         std::min(now.memory_bytes, then[node].memory_bytes - wanted.memory_bytes)};
        if (left != now) change(node, left);
    }
    return room;
}

void Cluster::become(const ResourcePool& other)
{
    *this = dynamic_cast<const Cluster&>(other);
}

void Cluster::state(Archive& archive)
{
    std::vector<Share> free = free_;
    std::vector<std::uint32_t> asleep;
    for (std::uint32_t node = 0; node < nodes(); ++node)
        if (sleeps(node)) asleep.push_back(node);
    if (archive.restoring())
        for (const std::uint32_t node : asleep) wake(NodeId{node});
    archive("free", free)("free pool", free_pool_)("asleep", asleep);
    for (std::uint32_t node = 0; node < nodes(); ++node) change(node, free[node]);
    if (archive.restoring())
        for (const std::uint32_t node : asleep) fall_asleep(NodeId{node});
}

} // namespace dcsim
