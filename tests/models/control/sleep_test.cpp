#include "models/control/sleep.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Time at(std::int64_t s)
{
    return Time{s * 1'000'000'000};
}

SleepParams after(std::int64_t s, std::uint32_t keep_awake = 0)
{
    return {.after = at(s) - Time{}, .wake_power = {}, .keep_awake = keep_awake};
}

std::vector<std::uint32_t> asleep_by(SleepingNodes& nodes, Time now)
{
    std::vector<std::uint32_t> all;
    while (const auto node = nodes.fall_asleep(now)) all.push_back(*node);
    return all;
}

using Nodes = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("nodes fall asleep after their time, those that are filled last first", "[control]")
{
    SleepingNodes nodes{after(100), 3};
    CHECK(nodes.next(at(0)) == at(100));
    CHECK(asleep_by(nodes, at(99)).empty());
    CHECK(asleep_by(nodes, at(100)) == Nodes{2, 1, 0});
    CHECK(!nodes.next(at(100)));
    CHECK(nodes.asleep() == 3);
}

TEST_CASE("a node that is used and left begins its time anew", "[control]")
{
    SleepingNodes nodes{after(100), 2};
    CHECK(!nodes.use(0));
    CHECK(!nodes.use(0)); // by two jobs
    nodes.leave(at(50), 0);
    CHECK(asleep_by(nodes, at(100)) == Nodes{1});
    CHECK(nodes.next(at(100)) == at(150));
    CHECK(!nodes.use(0));
    CHECK(!nodes.next(at(120)));
    nodes.leave(at(120), 0);
    CHECK(asleep_by(nodes, at(219)).empty());
    CHECK(asleep_by(nodes, at(220)) == Nodes{0});
    CHECK(nodes.use(0));
    CHECK(nodes.asleep() == 1);
}

TEST_CASE("so many unused nodes stay awake", "[control]")
{
    SleepingNodes nodes{after(100, 2), 4};
    CHECK(asleep_by(nodes, at(100)) == Nodes{3, 2});
    CHECK(!nodes.next(at(500)));
    CHECK(nodes.use(3));
    nodes.leave(at(600), 3); // three are awake: the one that waited longest falls asleep at once
    CHECK(nodes.next(at(600)) == at(600));
    CHECK(asleep_by(nodes, at(600)) == Nodes{1});
    CHECK(!nodes.next(at(10'000)));
}
