#include "sim/engine/rate_group.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace dcsim {

namespace {

constexpr int fraction_bits = 32;
constexpr double full_speed = 0x1p32;
constexpr double fastest = 16;
constexpr std::size_t children = 4;

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
    if (member >= places_.size()) places_.resize(std::size_t{member} + 1);
    places_[member].sequence = inserted_++;
    const Int128 whole = (virtual_ >> fraction_bits) + work_at_full_speed.ns;
    require(whole <= std::numeric_limits<std::uint64_t>::max(), "work must end within 584 years at full speed");
    heap_.emplace_back();
    sift_up(heap_.size() - 1, {static_cast<std::uint64_t>(whole), static_cast<std::uint32_t>(virtual_), member});
    if (heap_.front().member == member) find_next();
}

Span RateGroup::remove(Time now, std::uint32_t member)
{
    advance(now);
    const Span result = left(now, member);
    erase(places_[member].position);
    return result;
}

Span RateGroup::left(Time now, std::uint32_t member) const
{
    require(contains(member), "not a member of the rate group");
    const Int128 rest = virtual_end(heap_[places_[member].position]) - virtual_at(now);
    if (rest <= 0) return {};
    return {static_cast<std::int64_t>(quotient_rounded_up(rest, Int128{1} << fraction_bits))};
}

void RateGroup::find_next()
{
    next_ = Time::never();
    if (heap_.empty()) return;
    const Int128 rest = virtual_end(heap_.front()) - virtual_;
    if (rest <= 0) next_ = since_;
    if (rest <= 0 || speed_ == 0) return;
    const bool full = speed_ == std::int64_t{1} << fraction_bits; // then the quotient is a shift
    const Int128 end =
        since_.ns + (full ? quotient_rounded_up(rest, Int128{1} << fraction_bits) : quotient_rounded_up(rest, speed_));
    if (end < Time::never().ns) next_ = {static_cast<std::int64_t>(end)}; // else beyond what a clock can show
}

std::uint32_t RateGroup::pop(Time now)
{
    advance(now);
    const std::uint32_t member = heap_.front().member;
    erase(0);
    return member;
}

void RateGroup::state(Archive& a)
{
    a("since", since_)("virtual time", virtual_)("speed", speed_)("inserted", inserted_);
    a("heap", heap_)("places", places_);
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
    return places_[a.member].sequence < places_[b.member].sequence;
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
    places_[heap_[position].member].position = absent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (position < heap_.size()) sift_up(descend(position), last);
    if (position == 0) find_next();
}

void RateGroup::place(std::size_t position, const Entry& entry)
{
    heap_[position] = entry;
    places_[entry.member].position = static_cast<std::uint32_t>(position);
}

void RateGroup::sift_up(std::size_t position, const Entry& entry)
{
    while (position > 0) {
        const std::size_t parent = (position - 1) / children;
        if (!before(entry, heap_[parent])) break;
        place(position, heap_[parent]);
        position = parent;
    }
    place(position, entry);
}

/// Moves the gap at `position` down to a leaf, each time into the place of the least child, and returns where it ends:
/// what fills it comes from the bottom of the heap and seldom belongs further up.
std::size_t RateGroup::descend(std::size_t position)
{
    std::size_t first = children * position + 1;
    for (; first + children <= heap_.size(); first = children * position + 1) {
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
