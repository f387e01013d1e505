#include "models/cluster/locality.h"
#include <algorithm>
#include <optional>
#include <utility>

namespace dcsim {

namespace {

using Way = std::vector<NodeQuota>;
using Tier = FreeCounts::Tier;

struct NoParams {};
void fields(Fields&, NoParams&) {}

/// A group with what it could give.
struct Offer {
    NodeGroup nodes;
    std::uint32_t free;   ///< nodes that fit
    std::uint32_t unused; ///< nodes that nobody uses
};

/// Groups of the tier that lie within `where`.
std::vector<Offer> offers(const FreeCounts& free, Tier tier, const NodeGroup& where, const NodeWish& wish)
{
    const std::vector<NodeGroup>& groups = free.groups(tier);
    auto g = std::ranges::lower_bound(groups, where.first, {}, &NodeGroup::first);
    std::vector<Offer> all;
    for (; g != groups.end() && g->first + g->count <= where.first + where.count; ++g) {
        const auto index = static_cast<std::size_t>(g - groups.begin());
        const std::uint32_t fit = free.with(tier, index, wish.accelerators);
        if (fit > 0) all.push_back({*g, fit, free.with(tier, index, free.accelerators())});
    }
    return all;
}

/// The group that holds the wish and leaves least over; of equals the first.
std::optional<Offer> tightest(const std::vector<Offer>& all, std::uint32_t nodes)
{
    std::optional<Offer> best;
    for (const Offer& offer : all)
        if (offer.free >= nodes && (!best || offer.free < best->free)) best = offer;
    return best;
}

/// Puts a gang on as few groups as possible: into the smallest kind of group that holds it, there where least is left
/// over; else on the fullest groups one after the other.
class Fewest {
public:
    Fewest(const FreeCounts& free, std::vector<Tier> tiers) : free_{free}, tiers_{std::move(tiers)} {}

    Way way(const NodeWish& wish)
    {
        way_.clear();
        fill(tiers_.size(), {0, free_.nodes()}, wish);
        return way_;
    }

private:
    /// `level` tiers, finest first, lie within `where`.
    void fill(std::size_t level, const NodeGroup& where, const NodeWish& wish)
    {
        if (level == 0) return way_.push_back({where, wish.nodes});
        for (std::size_t finer = 0; finer < level; ++finer)
            if (const auto one = tightest(offers(free_, tiers_[finer], where, wish), wish.nodes))
                return fill(finer, one->nodes, wish);
        spill(level - 1, where, wish);
    }

    void spill(std::size_t tier, const NodeGroup& where, NodeWish left)
    {
        std::vector<Offer> all = offers(free_, tiers_[tier], where, left);
        std::ranges::stable_sort(all, std::ranges::greater{}, &Offer::free);
        for (std::size_t i = 0; i < all.size() && left.nodes > 0; ++i) {
            if (all[i].free >= left.nodes) {
                all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i));
                return fill(tier, tightest(all, left.nodes)->nodes, left);
            }
            fill(tier, all[i].nodes, {all[i].free, left.accelerators});
            left.nodes -= all[i].free;
        }
    }

    const FreeCounts& free_;
    std::vector<Tier> tiers_;
    Way way_;
};

class RackLocal final : public Locality {
public:
    explicit RackLocal(const NoParams&) {}
    std::vector<Way> ways(const FreeCounts& free, const NodeWish& wish) const override
    {
        return {Fewest{free, {Tier::rack, Tier::row}}.way(wish)};
    }
};

class RailLocal final : public Locality {
public:
    explicit RailLocal(const NoParams&) {}
    std::vector<Way> ways(const FreeCounts& free, const NodeWish& wish) const override
    {
        return {Fewest{free, {Tier::leaf, Tier::pod}}.way(wish)};
    }
};

/// As even as groups have room, the emptiest first.
Way spread_over(const FreeCounts& free, Tier tier, const NodeWish& wish)
{
    std::vector<Offer> all = offers(free, tier, {0, free.nodes()}, wish);
    std::ranges::stable_sort(all, std::ranges::greater{}, [](const Offer& o) { return std::pair{o.unused, o.free}; });
    std::vector<std::uint32_t> quota(all.size(), 0);
    for (std::uint32_t left = wish.nodes; left > 0;) {
        const std::uint32_t before = left;
        for (std::size_t i = 0; i < all.size() && left > 0; ++i)
            if (quota[i] < all[i].free) {
                ++quota[i];
                --left;
            }
        if (left == before) break; // there is not enough
    }
    Way way;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (quota[i] > 0) way.push_back({all[i].nodes, quota[i]});
    return way;
}

class Spread final : public Locality {
public:
    explicit Spread(const NoParams&) {}
    std::vector<Way> ways(const FreeCounts& free, const NodeWish& wish) const override
    {
        return {spread_over(free, Tier::rack, wish)};
    }
    bool levels() const override { return true; }
    bool needs_network() const override { return false; }
};

class TopologyAware final : public Locality {
public:
    explicit TopologyAware(const NoParams&) {}
    std::vector<Way> ways(const FreeCounts& free, const NodeWish& wish) const override
    {
        std::vector<Way> all{Fewest{free, {Tier::leaf, Tier::pod}}.way(wish)};
        if (wish.nodes == 1) return all;
        all.push_back(Fewest{free, {Tier::leaf}}.way(wish));
        all.push_back(spread_over(free, Tier::leaf, wish));
        all.push_back(spread_over(free, Tier::pod, wish));
        return all;
    }
};

} // namespace

Registry<Locality> localities()
{
    const auto anywhere = [](Fields&) -> Maker<Locality> { return [] { return std::unique_ptr<Locality>{}; }; };
    return {
        {"anywhere", "any nodes, in the order of packing", anywhere},
        row<Locality, Spread, NoParams>("spread", "evenly over racks, on the emptiest nodes"),
        row<Locality, RackLocal, NoParams>("rack-local", "in one rack or row, else on as few as possible"),
        row<Locality, RailLocal, NoParams>("rail-local",
                                           "under one leaf (one set of rails) or pod, else under as few as possible"),
        row<Locality, TopologyAware, NoParams>(
            "topology-aware", "where an exchange of all has the widest bottleneck, then the shortest routes"),
    };
}

} // namespace dcsim
