#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace dcsim {

/// A resource that a flow uses: it takes `weight` of the link's capacity per unit of its rate.
struct LinkUse {
    std::uint32_t link{0};
    double weight{1};
};

/// Rates of flows that share links max-min fairly: no rate can grow without taking from one that is not larger
/// [Bertsekas, Gallager, Data Networks, 2nd ed. 1992, 6.5.2]. Exact, by progressive filling.
///
/// A flow that comes, goes or changes its bound moves only what shares links with it, directly or through others; only
/// that component is computed again. A flow without links has its bound.
class MaxMinShares {
public:
    static constexpr double unbounded = std::numeric_limits<double>::infinity();

    explicit MaxMinShares(std::vector<double> capacities);

    /// LogicError if a link is unknown, a weight is not positive, or neither a link nor `most` bounds the flow.
    std::uint32_t add(std::vector<LinkUse> uses, double most = unbounded);
    void remove(std::uint32_t flow);
    void set_capacity(std::uint32_t link, double capacity);

    double rate(std::uint32_t flow) const { return flows_[flow].rate; }
    double capacity(std::uint32_t link) const { return links_[link].capacity; }
    double load(std::uint32_t link) const;
    /// Flows that the last call looked at, ascending; their rates may have changed, all others' have not.
    std::span<const std::uint32_t> touched() const { return touched_; }

private:
    struct Flow {
        std::vector<LinkUse> uses;
        double most{0}, rate{0};
        bool alive{false}, seen{false}, settled{false};
    };
    struct Member {
        std::uint32_t flow;
        double weight;
    };
    struct Link {
        double capacity{0};
        std::vector<Member> members; ///< ascending by flow: sums have one order
        bool seen{false};
    };

    void gather(std::vector<std::uint32_t> links, std::vector<std::uint32_t> flows);
    void see(std::uint32_t flow);
    void fill();
    double level_of(const Link& link) const;
    void settle(double level);

    std::vector<Link> links_;
    std::vector<Flow> flows_; ///< slots are used again
    std::vector<std::uint32_t> unused_, touched_, touched_links_;
};

} // namespace dcsim
