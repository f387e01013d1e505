#include "sim/engine/rate_group.h"
#include <algorithm>
#include <cmath>

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
    if (member >= position_.size()) position_.resize(std::size_t{member} + 1, absent);
    const Int128 end = virtual_ + (Int128{work_at_full_speed.ns} << fraction_bits);
    heap_.emplace_back();
    sift_up(heap_.size() - 1, {end, inserted_++, member});
}

Span RateGroup::remove(Time now, std::uint32_t member)
{
    advance(now);
    const Span result = left(now, member);
    erase(position_[member]);
    return result;
}

Span RateGroup::left(Time now, std::uint32_t member) const
{
    require(contains(member), "not a member of the rate group");
    const Int128 rest = heap_[position_[member]].end - virtual_at(now);
    if (rest <= 0) return {};
    return {static_cast<std::int64_t>(quotient_rounded_up(rest, Int128{1} << fraction_bits))};
}

std::optional<Time> RateGroup::next_end() const
{
    if (heap_.empty()) return std::nullopt;
    const Int128 rest = heap_.front().end - virtual_;
    if (rest <= 0) return since_;
    if (speed_ == 0) return std::nullopt;
    const Int128 end = since_.ns + quotient_rounded_up(rest, speed_);
    if (end >= Time::never().ns) return std::nullopt; // beyond what a clock can show
    return Time{static_cast<std::int64_t>(end)};
}

std::optional<std::uint32_t> RateGroup::pop_finished(Time now)
{
    advance(now);
    if (heap_.empty() || heap_.front().end > virtual_) return std::nullopt;
    const auto member = static_cast<std::uint32_t>(heap_.front().member);
    erase(0);
    return member;
}

bool RateGroup::contains(std::uint32_t member) const
{
    return member < position_.size() && position_[member] != absent;
}

void RateGroup::state(Archive& a)
{
    a("since", since_)("virtual time", virtual_)("speed", speed_)("inserted", inserted_);
    a("heap", heap_)("positions", position_);
}

bool RateGroup::before(const Entry& a, const Entry& b)
{
    return a.end != b.end ? a.end < b.end : a.sequence < b.sequence;
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
    position_[heap_[position].member] = absent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (position == heap_.size()) return;
    if (position > 0 && before(last, heap_[(position - 1) / children]))
        sift_up(position, last);
    else
        sift_down(position, last);
}

void RateGroup::place(std::size_t position, const Entry& entry)
{
    heap_[position] = entry;
    position_[entry.member] = static_cast<std::uint32_t>(position);
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

void RateGroup::sift_down(std::size_t position, const Entry& entry)
{
    for (;;) {
        const auto child = [&](std::size_t k) {
            return heap_.begin() + static_cast<std::ptrdiff_t>(std::min(children * position + k, heap_.size()));
        };
        const auto least = std::min_element(child(1), child(children + 1), before);
        if (least == child(children + 1) || !before(*least, entry)) break;
        const auto next = static_cast<std::size_t>(least - heap_.begin());
        place(position, *least);
        position = next;
    }
    place(position, entry);
}

} // namespace dcsim
