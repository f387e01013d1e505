#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/engine/meter.h"
#include <algorithm>
#include <boost/align/aligned_allocator.hpp>
#include <cstdint>
#include <vector>

namespace dcsim {

/// Members that speed up together: work is kept as ends in the group's own virtual time, so a change of speed is O(1)
/// and needs one timer, whatever the number of members.
///
/// Virtual time counts nanoseconds at full speed in units of 2^-32 ns; all sums are of integers, so progress depends on
/// the speeds and instants alone, never on how often somebody looked. Members are small numbers: an index is kept for
/// the largest ever seen. No call may lie before an earlier one.
class RateGroup {
public:
    /// 0 pauses, 1 is full speed (and the speed at first), 16 the most; rounded to a multiple of 2^-32.
    void speed(Time now, double s);
    /// LogicError if it is a member already or the work is negative.
    void insert(Time now, std::uint32_t member, Span work_at_full_speed);
    /// Takes the member out, O(log n); returns the work left at full speed, rounded up to a nanosecond.
    Span remove(Time now, std::uint32_t member);
    /// Work left at full speed, rounded up to a nanosecond; 0 once finished.
    Span left(Time now, std::uint32_t member) const;
    /// First instant at which the earliest member has finished, not before the last call; never when paused or empty.
    Time next_end() const { return std::max(next_, since_); }
    bool has_finished(Time now) const { return next_ <= now && next_ != Time::never(); } ///< any member, by now
    /// Takes out the next of those that have finished: in order of virtual end, then of insertion. LogicError if none.
    std::uint32_t pop(Time now);

    std::uint32_t first() const { return heap_[root].member; } ///< that will finish next; of a group that is not empty

    double speed() const;
    bool contains(std::uint32_t member) const { return member < positions_.size() && positions_[member] != absent; }
    bool empty() const { return heap_.size() == root; }
    std::size_t size() const { return heap_.size() - root; }
    void state(Archive&);

private:
    static constexpr std::uint32_t absent = UINT32_MAX;
    // An implicit heap of four children per parent, half as deep as one of two. Its root has a place that lets the four
    // share a cache line.
    static constexpr std::size_t root = 3;
    static constexpr std::size_t first_child(std::size_t position) { return 4 * position - 8; }
    static constexpr std::size_t parent(std::size_t position) { return position / 4 + 2; }

    struct Entry {
        std::uint64_t end; ///< virtual time, whole nanoseconds
        std::uint32_t end_fraction;
        std::uint32_t member;
    };
    // Those that are inline are defined where alone they are called, beside the others.
    inline void find_next();
    inline static Int128 virtual_end(const Entry& entry);
    inline bool before(const Entry& a, const Entry& b) const;
    inline Int128 virtual_at(Time now) const;
    inline void advance(Time now);
    inline void erase(std::size_t position);
    inline void place(std::size_t position, const Entry&);
    inline void sift_up(std::size_t position, const Entry&);
    inline std::size_t descend(std::size_t position);

    Time since_{};
    Int128 virtual_{0}; ///< at `since_`
    std::int64_t speed_{std::int64_t{1} << 32};
    std::uint64_t inserted_{0};
    using Heap = std::vector<Entry, boost::alignment::aligned_allocator<Entry, 64>>;
    Heap heap_ = Heap(root);               ///< those before the root are none
    std::vector<std::uint32_t> positions_; ///< in the heap, by member
    std::vector<std::uint64_t> sequences_; ///< order of insertion, by member: asked for by equal ends alone
    Time next_{Time::never()}; ///< end of the first in the heap at the present speed, or an instant after it
};

} // namespace dcsim
