#pragma once
#include "sim/base/archive.h"
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
/// A flow that comes or goes moves only what shares with it, directly or through others, links that are asked for more
/// than they have; only that component is computed again. Links that can carry all their flows at their own bounds join
/// nobody, so that a flow on such links alone has exactly its bound.
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

    void state(Archive& archive);

private:
    struct Flow {
        std::vector<LinkUse> uses;
        double most{0}, rate{0};
        bool alive{false}, seen{false}, settled{false};
        void state(Archive& archive) { archive("uses", uses)("most", most)("rate", rate)("alive", alive); }
    };
    struct Member {
        std::uint32_t flow;
        double weight;
    };
    struct Link {
        double capacity{0}, wanted{0}; ///< wanted: by all members at their own bounds
        std::vector<Member> members;   ///< ascending by flow: sums have one order
        bool seen{false};
        bool can_bind() const;
    };

    void enter(std::uint32_t flow);
    void sum_up(Link& link) const;
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
