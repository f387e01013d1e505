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
/// Flows that come or go move only what shares with them, directly or through others, links that are asked for more
/// than they have; only those components are computed again, once for all that has come and gone. Links that can carry
/// all their flows at their own bounds join nobody, so that a flow on such links alone has exactly its bound.
///
/// Links that all flows use alike have the same members and leave them the same: such a bundle is kept as one link. It
/// is parted when a flow comes that uses some of its links otherwise; bundles that have become alike are joined once
/// there are more than twice as many as after the last join.
class MaxMinShares {
public:
    static constexpr double unbounded = std::numeric_limits<double>::infinity();

    explicit MaxMinShares(const std::vector<double>& capacities);

    /// Each link once, ascending. LogicError if they are not, a link is unknown, a weight is not positive, or neither a
    /// link nor `most` bounds the flow.
    std::uint32_t add(const std::vector<LinkUse>& uses, double most = unbounded);
    void remove(std::uint32_t flow);
    void set_capacity(std::uint32_t link, double capacity);

    bool changed() const { return !noted_.empty(); } ///< whether rates are to be computed again
    /// Computes them. Gives the flows that it looked at, ascending; their rates may have changed, all others' have not.
    std::span<const std::uint32_t> update();

    double rate(std::uint32_t flow) const
    {
        return flows_[flow].rate;
    } ///< as of the last update; 0 of a flow that has come since
    double capacity(std::uint32_t link) const { return bundles_[bundle_of_[link]].capacity; }
    double load(std::uint32_t link) const;
    std::size_t bundles() const { return bundles_.size(); }

    void state(Archive& archive);

private:
    struct Flow {
        std::vector<LinkUse> uses; ///< of bundles
        double most{0}, rate{0};
        bool alive{false}, noted{false}, seen{false}, settled{false};
        void state(Archive& archive)
        {
            archive("uses", uses)("most", most)("rate", rate)("alive", alive)("noted", noted);
        }
    };
    struct Member {
        std::uint32_t flow;
        double weight;
        friend auto operator<=>(const Member&, const Member&) = default;
    };
    struct Bundle {
        double capacity{0}, wanted{0}; ///< of each link; wanted: by all members at their own bounds
        std::vector<Member> members{}; ///< ascending by flow: sums have one order
        std::uint32_t links{0};
        bool seen{false}, stale{false};
        double level{0}; ///< at which it is full, while rates are computed
        bool can_bind() const;
    };
    /// Links of a bundle that a new flow uses by the same weight.
    struct Part {
        std::uint32_t bundle, links;
        double weight;
        std::uint32_t next; ///< of the same bundle
    };

    std::vector<LinkUse> bundled(const std::vector<LinkUse>& uses);
    std::uint32_t part_off(std::uint32_t bundle, std::uint32_t links);
    void join_bundles();
    void enter(std::uint32_t flow);
    void sum_up(Bundle& bundle) const;
    void note(std::uint32_t flow);
    void note_members(const Bundle& bundle);
    void gather();
    void see(std::uint32_t flow);
    void fill();
    double level_of(const Bundle& bundle) const;
    void settle(double level);
    void keep(std::uint32_t flow, double level);

    std::vector<std::uint32_t> bundle_of_; ///< by link
    std::vector<Bundle> bundles_;
    std::size_t after_join_{0}; ///< so many bundles did the last join leave
    std::vector<Flow> flows_;   ///< slots are used again
    std::vector<std::uint32_t> unused_, noted_;
    // Of the last update; kept so that their memory is.
    std::vector<std::uint32_t> touched_, touched_bundles_, stale_;
};

} // namespace dcsim
