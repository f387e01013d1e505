#include "sim/engine/rate_group.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace dcsim {

namespace {

constexpr int fraction_bits = 32;
constexpr double full_speed = 0x1p32;
constexpr double fastest = 16;

/// Nanoseconds of a virtual time that is not negative.
Int128 whole_rounded_up(Int128 time)
{
    return (time + (Int128{1} << fraction_bits) - 1) >> fraction_bits;
}

/// For non-negative numerators.
Int128 quotient_rounded_up(Int128 numerator, Int128 denominator)
{
    return (numerator + denominator - 1) / denominator;
}

} // namespace

void RateGroup::speed(Time now, double s)
{
    require(s >= 0 && s <= fastest, "the speed of a rate group must lie in 0 to 16");
    advance(now);
    speed_ = std::llround(s * full_speed);
    find_next();
}

double RateGroup::speed() const
{
    return static_cast<double>(speed_) / full_speed;
}

void RateGroup::insert(Time now, std::uint32_t member, Span work_at_full_speed)
{
    require(member != absent && !contains(member), "a member is inserted twice");
    require(work_at_full_speed.ns >= 0, "work must not be negative");
    advance(now);
    if (member >= positions_.size()) {
        positions_.resize(std::size_t{member} + 1, absent);
        sequences_.resize(std::size_t{member} + 1);
    }
    sequences_[member] = inserted_++;
    const Int128 whole = (virtual_ >> fraction_bits) + work_at_full_speed.ns;
    require(whole <= std::numeric_limits<std::uint64_t>::max(), "work must end within 584 years at full speed");
    heap_.emplace_back();
    sift_up(heap_.size() - 1, {static_cast<std::uint64_t>(whole), static_cast<std::uint32_t>(virtual_), member});
    if (heap_[root].member == member) find_next();
}

Span RateGroup::remove(Time now, std::uint32_t member)
{
    advance(now);
    const Span result = left(now, member);
    erase(positions_[member]);
    return result;
}

Span RateGroup::left(Time now, std::uint32_t member) const
{
    require(contains(member), "not a member of the rate group");
    const Int128 rest = virtual_end(heap_[positions_[member]]) - virtual_at(now);
    if (rest <= 0) return {};
    return {static_cast<std::int64_t>(whole_rounded_up(rest))};
}

void RateGroup::find_next()
{
    next_ = Time::never();
    if (empty()) return;
    const Int128 rest = virtual_end(heap_[root]) - virtual_;
    if (rest <= 0) next_ = since_;
    if (rest <= 0 || speed_ == 0) return;
    const bool full = speed_ == std::int64_t{1} << fraction_bits; // then the quotient is a shift
    const Int128 end = since_.ns + (full ? whole_rounded_up(rest) : quotient_rounded_up(rest, speed_));
    if (end < Time::never().ns) next_ = {static_cast<std::int64_t>(end)}; // else beyond what a clock can show
}

std::uint32_t RateGroup::pop(Time now)
{
    require(has_finished(now), "no member of the rate group has finished");
    advance(now);
    const std::uint32_t member = heap_[root].member;
    erase(root);
    return member;
}

void RateGroup::state(Archive& a)
{
    a("since", since_)("virtual time", virtual_)("speed", speed_)("inserted", inserted_);
    a("heap", heap_)("positions", positions_)("sequences", sequences_);
    if (a.restoring()) find_next();
}

Int128 RateGroup::virtual_end(const Entry& entry)
{
    return (Int128{entry.end} << fraction_bits) + entry.end_fraction;
}

bool RateGroup::before(const Entry& a, const Entry& b) const
{
    if (a.end != b.end) return a.end < b.end;
    if (a.end_fraction != b.end_fraction) return a.end_fraction < b.end_fraction;
    return sequences_[a.member] < sequences_[b.member];
}

Int128 RateGroup::virtual_at(Time now) const
{
    require(now >= since_, "a rate group is asked about the past");
    return virtual_ + Int128{speed_} * (now - since_).ns;
}

void RateGroup::advance(Time now)
{
    virtual_ = virtual_at(now);
    since_ = now;
}

void RateGroup::erase(std::size_t position)
{
    positions_[heap_[position].member] = absent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (position < heap_.size()) sift_up(descend(position), last);
    if (position == root) find_next();
}

void RateGroup::place(std::size_t position, const Entry& entry)
{
    heap_[position] = entry;
    positions_[entry.member] = static_cast<std::uint32_t>(position);
}

void RateGroup::sift_up(std::size_t position, const Entry& entry)
{
    for (; position > root; position = parent(position)) {
        if (!before(entry, heap_[parent(position)])) break;
        place(position, heap_[parent(position)]);
    }
    place(position, entry);
}

/// Moves the gap at `position` down to a leaf, each time into the place of the least child, and returns where it ends:
/// what fills it comes from the bottom of the heap and seldom belongs further up.
std::size_t RateGroup::descend(std::size_t position)
{
    std::size_t first = first_child(position);
    for (; first + 4 <= heap_.size(); first = first_child(position)) {
        const std::size_t a = first + (before(heap_[first + 1], heap_[first]) ? 1 : 0);
        const std::size_t b = first + (before(heap_[first + 3], heap_[first + 2]) ? 3 : 2);
        const std::size_t least = before(heap_[b], heap_[a]) ? b : a;
        place(position, heap_[least]);
        position = least;
    }
    if (first >= heap_.size()) return position;
    std::size_t least = first;
    for (std::size_t child = first + 1; child < heap_.size(); ++child)
        if (before(heap_[child], heap_[least])) least = child;
    place(position, heap_[least]);
    return least;
}

} // namespace dcsim
