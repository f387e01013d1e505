#include "models/control/power_cap.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <rapidcheck.h>

using namespace dcsim;

namespace {

/// A gang that draws so much at full clock, and in proportion to a clock that falls by hundredths.
Ladder falling(double watts, int lowest_percent = 1)
{
    Ladder ladder;
    for (int percent = 100; percent >= lowest_percent; --percent)
        ladder.push_back({percent / 100.0, percent / 100.0, {.above_idle = percent / 100.0 * watts * watt}});
    return ladder;
}

double drawn(const PowerCap& cap, JobId job, const Ladder& ladder)
{
    return ladder[cap.rungs().at(job)].load.above_idle.si();
}

constexpr JobId a{0}, b{1}, c{2};

} // namespace

TEST_CASE("gangs of one accelerator get max-min fair shares, rounded down to a step of the clock",
          "[control][analytic]")
{
    const Ladder of_a = falling(400), of_b = falling(300), of_c = falling(200); // verification sheet, G3
    PowerCap cap{1000 * watt};
    cap.join(a, of_a, 1);
    cap.join(b, of_b, 1);
    cap.join(c, of_c, 1);
    CHECK(cap.share(nanowatts((250 + 900) * watt)).size() == 2); // 250 W of others: 275, 275 and 200 W are left
    CHECK(drawn(cap, a, of_a) == Approx(std::floor(275.0 / 4) * 4));
    CHECK(drawn(cap, b, of_b) == Approx(std::floor(275.0 / 3) * 3));
    CHECK(drawn(cap, c, of_c) == Approx(200));
    CHECK(cap.slowed() == 2);
}

TEST_CASE("shares go by accelerators", "[control][analytic]")
{
    const Ladder small = falling(400), large = falling(3200);
    PowerCap cap{900 * watt};
    cap.join(a, small, 1);
    cap.join(b, large, 8);
    cap.share(nanowatts(3600 * watt));
    CHECK(drawn(cap, a, small) == Approx(100));
    CHECK(drawn(cap, b, large) == Approx(800));
    CHECK(cap.slowed() == 9);
}

TEST_CASE("what one gives up goes to the others, and what is released comes back whole", "[control][unit]")
{
    const Ladder one = falling(400), other = falling(300);
    PowerCap cap{500 * watt};
    cap.join(a, one, 1);
    cap.join(b, other, 1);
    cap.share(nanowatts(700 * watt));
    CHECK(drawn(cap, a, one) == Approx(248));
    CHECK(drawn(cap, b, other) == Approx(249));
    cap.leave(b);
    const auto changes = cap.share(nanowatts(248 * watt));
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].job == a);
    CHECK(changes[0].rung->clock == 1);
    CHECK(cap.slowed() == 0);
    CHECK(cap.share(nanowatts(400 * watt)).empty());
}

TEST_CASE("a gang that comes to others of its kind gets their clock", "[control][unit]")
{
    const Ladder ladder = falling(400);
    PowerCap cap{600 * watt};
    cap.join(a, ladder, 1);
    cap.join(b, ladder, 1);
    cap.share(nanowatts(800 * watt));
    CHECK(drawn(cap, a, ladder) == Approx(300));
    cap.leave(a);
    cap.join(c, ladder, 1);
    const auto changes = cap.share(nanowatts(700 * watt)); // the share is the same, the one that came is not
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].job == c);
    CHECK(drawn(cap, c, ladder) == Approx(300));
}

TEST_CASE("at their lowest clocks gangs may still draw more than the limit", "[control][unit]")
{
    const Ladder stiff = falling(400, 80), soft = falling(400, 10);
    PowerCap cap{400 * watt};
    cap.join(a, stiff, 1);
    cap.join(b, soft, 1);
    cap.share(nanowatts(800 * watt));
    CHECK(drawn(cap, a, stiff) == Approx(320)); // takes from the other what it cannot go without
    CHECK(drawn(cap, b, soft) == Approx(80));
    CHECK_FALSE(cap.lowest());
    CHECK_FALSE(cap.exceeded(nanowatts(400 * watt)));
    cap.share(nanowatts(550 * watt)); // others draw 150 W more
    CHECK(cap.lowest());
    CHECK(cap.exceeded(nanowatts((150 + 320 + 40) * watt)));
}

TEST_CASE("clocks do not depend on what was before", "[control][invariant]")
{
    const Ladder one = falling(400), other = falling(300);
    PowerCap through{500 * watt}, at_once{500 * watt};
    through.join(a, one, 1);
    through.share(nanowatts(800 * watt)); // others draw 400 W for a while
    through.join(b, other, 1);
    const double as_it_is = drawn(through, a, one) + 300;
    through.share(nanowatts(as_it_is * watt));
    at_once.join(b, other, 1);
    at_once.join(a, one, 1);
    at_once.share(nanowatts(700 * watt));
    CHECK(through.rungs() == at_once.rungs());
}

TEST_CASE("clocks are those that all members would have if they came at once, by id", "[control][property]")
{
    const std::vector<Ladder> kinds{falling(400), falling(300, 40), falling(2000, 10)};
    const std::vector<std::uint32_t> accelerators{1, 1, 8};
    const bool held = rc::check([&] {
        PowerCap cap{3000 * watt};
        std::map<JobId, std::size_t> members;
        for (const auto number : *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 12U))) {
            const JobId job{number};
            const std::size_t kind = number % kinds.size();
            if (members.erase(job) > 0) {
                cap.leave(job);
            } else {
                members[job] = kind;
                cap.join(job, kinds[kind], accelerators[kind]);
            }
            if (number % 2 == 0) continue; // several come and go before clocks are chosen
            NanoWatts drawn{}, wanted{};
            PowerCap at_once{3000 * watt};
            for (const auto& [id, of] : members) {
                drawn.value += nanowatts(kinds[of][cap.rungs().at(id)].load.above_idle).value;
                wanted.value += nanowatts(kinds[of].front().load.above_idle).value;
                at_once.join(id, kinds[of], accelerators[of]);
            }
            const auto changes = cap.share(drawn);
            at_once.share(wanted);
            RC_ASSERT(cap.rungs() == at_once.rungs());
            RC_ASSERT(cap.slowed() == at_once.slowed());
            RC_ASSERT(std::ranges::is_sorted(changes, {}, &PowerCap::Change::job));
        }
    });
    CHECK(held);
}
