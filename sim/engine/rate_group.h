#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/engine/meter.h"
#include <algorithm>
#include <cstdint>
#include <optional>
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
    /// First instant at which the earliest member has finished, not before the last call; absent when paused or empty.
    std::optional<Time> next_end() const
    {
        return next_ == Time::never() ? std::nullopt : std::optional{std::max(next_, since_)};
    }
    /// Takes out the next member that has finished by now: in order of virtual end, then of insertion.
    std::optional<std::uint32_t> pop_finished(Time now)
    {
        if (now < next_ || next_ == Time::never()) return std::nullopt;
        return pop(now);
    }

    double speed() const;
    bool contains(std::uint32_t member) const { return member < places_.size() && places_[member].position != absent; }
    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    void state(Archive&);

private:
    static constexpr std::uint32_t absent = UINT32_MAX;

    /// Sixteen bytes, so that the four children of a parent share a cache line.
    struct Entry {
        std::uint64_t end; ///< virtual time, whole nanoseconds
        std::uint32_t end_fraction;
        std::uint32_t member;
    };
    struct Place {
        std::uint64_t sequence{0};      ///< order of insertion
        std::uint32_t position{absent}; ///< in the heap
        std::uint32_t unused{0};        ///< without padding a place can be archived as bytes
    };

    std::uint32_t pop(Time now);
    void find_next();
    static Int128 virtual_end(const Entry& entry);
    bool before(const Entry& a, const Entry& b) const;
    Int128 virtual_at(Time now) const;
    void advance(Time now);
    void erase(std::size_t position);
    void place(std::size_t position, const Entry&);
    void sift_up(std::size_t position, const Entry&);
    std::size_t descend(std::size_t position);

    Time since_{};
    Int128 virtual_{0}; ///< at `since_`
    std::int64_t speed_{std::int64_t{1} << 32};
    std::uint64_t inserted_{0};
    std::vector<Entry> heap_;   ///< four children per parent: half the depth of two
    std::vector<Place> places_; ///< by member
    Time next_{Time::never()};  ///< end of the first in the heap at the present speed, or an instant after it
};

} // namespace dcsim
