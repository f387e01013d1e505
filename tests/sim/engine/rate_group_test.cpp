#include "sim/engine/rate_group.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>
#include <map>
#include <tuple>

using namespace dcsim;

namespace {

/// The same law by plain integration: every member's progress is updated at every call.
class SlowGroup {
public:
    void speed(Time now, double s)
    {
        advance(now);
        speed_ = static_cast<std::int64_t>(s * 0x1p32);
    }
    void insert(Time now, std::uint32_t member, Span work)
    {
        advance(now);
        members_[member] = {Int128{work.ns} << 32, inserted_++};
    }
    Span remove(Time now, std::uint32_t member)
    {
        advance(now);
        const Int128 rest = members_[member].rest;
        members_.erase(member);
        return {rest <= 0 ? 0 : static_cast<std::int64_t>((rest + (Int128{1} << 32) - 1) >> 32)};
    }
    std::optional<std::uint32_t> pop_finished(Time now)
    {
        advance(now);
        const auto first = std::min_element(members_.begin(), members_.end(), [](const auto& a, const auto& b) {
            return std::tuple{a.second.rest, a.second.inserted} < std::tuple{b.second.rest, b.second.inserted};
        });
        if (first == members_.end() || first->second.rest > 0) return std::nullopt;
        const std::uint32_t member = first->first;
        members_.erase(first);
        return member;
    }
    bool contains(std::uint32_t member) const { return members_.count(member) > 0; }

private:
    struct Member {
        Int128 rest;
        std::uint64_t inserted;
    };
    void advance(Time now)
    {
        for (auto& [member, m] : members_) m.rest -= Int128{speed_} * (now - since_).ns;
        since_ = now;
    }
    std::map<std::uint32_t, Member> members_;
    std::int64_t speed_{std::int64_t{1} << 32};
    std::uint64_t inserted_{0};
    Time since_{};
};

std::optional<std::uint32_t> pop_finished(RateGroup& group, Time now)
{
    return group.has_finished(now) ? std::optional{group.pop(now)} : std::nullopt;
}

} // namespace

TEST_CASE("at full speed a member ends exactly at insertion plus work", "[rates][analytic]")
{
    RateGroup group;
    group.insert(Time{1'000'000'007}, 3, Span{86'400'000'000'011});
    CHECK(group.next_end() == Time{86'401'000'000'018});
    CHECK_FALSE(pop_finished(group, Time{86'401'000'000'017}));
    CHECK(pop_finished(group, Time{86'401'000'000'018}) == 3u);
    CHECK(group.size() == 0);
    CHECK(group.next_end() == Time::never());
}

TEST_CASE("half speed doubles what is left and a pause stops it", "[rates][analytic]")
{
    RateGroup group;
    group.insert(Time{0}, 0, Span{100});
    group.speed(Time{40}, 0.5);
    CHECK(group.next_end() == Time{160});
    group.speed(Time{60}, 0);
    CHECK(group.next_end() == Time::never());
    CHECK(group.left(Time{1000}, 0) == Span{50});
    group.speed(Time{1000}, 3);
    CHECK(group.next_end() == Time{1017}); // 50 / 3, rounded up
    CHECK(group.remove(Time{1001}, 0) == Span{47});
}

TEST_CASE("members that finish together come in the order of insertion", "[rates][analytic]")
{
    RateGroup group;
    for (const std::uint32_t member : {5u, 2u, 9u, 1u}) group.insert(Time{0}, member, Span{10});
    group.insert(Time{3}, 7, Span{6});
    for (const std::uint32_t member : {7u, 5u, 2u, 9u, 1u}) CHECK(pop_finished(group, Time{10}) == member);
}

TEST_CASE("work that is done at once ends now, also in a paused group", "[rates][analytic]")
{
    RateGroup group;
    group.speed(Time{0}, 0);
    group.insert(Time{50}, 1, Span{0});
    CHECK(group.next_end() == Time{50});
    CHECK(pop_finished(group, Time{50}) == 1u);
}

TEST_CASE("a rate group follows a naive integration under random changes", "[rates][invariant]")
{
    Random random{{1, 0, "test", "rates", 0}};
    RateGroup group;
    SlowGroup slow;
    Time now;
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(uniform_below(random, n)); };
    for (int i = 0; i < 20000; ++i) {
        Time next = now + Span{below(1000)};
        REQUIRE(group.next_end() >= now);
        next = std::min(next, group.next_end());
        now = next;
        for (;;) {
            const auto finished = pop_finished(group, now);
            REQUIRE(finished == slow.pop_finished(now));
            if (!finished) break;
        }
        const auto member = static_cast<std::uint32_t>(below(60));
        REQUIRE(group.contains(member) == slow.contains(member));
        if (below(3) == 0) {
            const double s = static_cast<double>(below(33)) / 8;
            group.speed(now, s);
            slow.speed(now, s);
        } else if (group.contains(member)) {
            if (below(4) == 0) REQUIRE(group.remove(now, member) == slow.remove(now, member));
        } else {
            const Span work{below(20000)};
            group.insert(now, member, work);
            slow.insert(now, member, work);
        }
    }
}

TEST_CASE("looking at a rate group, or setting the same speed again, changes nothing", "[rates][invariant]")
{
    Random random{{1, 0, "test", "looking", 0}};
    RateGroup once, often;
    once.speed(Time{0}, 0.7);
    often.speed(Time{0}, 0.7);
    once.insert(Time{0}, 0, Span{1'000'000'007});
    often.insert(Time{0}, 0, Span{1'000'000'007});
    for (std::int64_t t = 0; t < 1'000'000'000; t += 999'983) often.speed(Time{t}, 0.7);
    CHECK(once.next_end() == often.next_end());
    CHECK(once.left(Time{1'100'000'000}, 0) == often.left(Time{1'100'000'000}, 0));
}

TEST_CASE("a saved rate group goes on where it was", "[rates][invariant]")
{
    RateGroup group;
    group.speed(Time{3}, 0.3);
    for (std::uint32_t member = 0; member < 40; ++member) group.insert(Time{5}, member, Span{(member * 37) % 101});
    Archive save;
    save("group", group);
    RateGroup restored;
    Archive load{save.bytes()};
    load("group", restored);
    CHECK(restored.next_end() == group.next_end());
    for (int i = 0; i < 41; ++i) CHECK(pop_finished(group, Time{1000}) == pop_finished(restored, Time{1000}));
}

TEST_CASE("misuse of a rate group is an error", "[rates][invariant]")
{
    RateGroup group;
    group.insert(Time{5}, 1, Span{10});
    CHECK_THROWS_AS(group.insert(Time{5}, 1, Span{10}), LogicError);
    CHECK_THROWS_AS(group.insert(Time{5}, 2, Span{-1}), LogicError);
    CHECK_THROWS_AS(group.remove(Time{5}, 2), LogicError);
    CHECK_THROWS_AS(group.speed(Time{4}, 1), LogicError);
    CHECK_THROWS_AS(group.speed(Time{5}, 17), LogicError);
    CHECK_THROWS_AS(group.pop(Time{14}), LogicError);
    CHECK(group.pop(Time{15}) == 1);
    CHECK_THROWS_AS(group.pop(Time{20}), LogicError);
}
