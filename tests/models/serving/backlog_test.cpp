#include "models/serving/backlog.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// Requests times seconds: the area between what has come and what has been served.
double waits(const Backlog::Passage& p)
{
    double sum = 0;
    for (const auto& s : p.waited) sum += s.requests * (s.from + s.to).si() / 2;
    return sum;
}

} // namespace

TEST_CASE("a backlog grows with what is offered beyond the capacity and drains as fast", "[serving][analytic]")
{
    Backlog b;
    const auto up = b.advance(12 * 60, Frequency{10}, 60 * second);
    CHECK(up.served() == Approx(600));
    CHECK(up.at_once == 0);
    CHECK(up.emptied == 60 * second);
    CHECK(b.requests() == Approx(120));
    REQUIRE(up.waited.size() == 1);
    CHECK(up.waited[0].from.si() == Approx(0).margin(1e-12));
    CHECK(up.waited[0].to.si() == Approx(10)); // the last one served came at 50 s
    const auto down = b.advance(6 * 60, Frequency{10}, 60 * second);
    CHECK(b.requests() == 0);
    CHECK(down.served() == Approx(480));
    CHECK(down.emptied.si() == Approx(30)); // 120 requests at a net 4 per second
    CHECK(down.at_once == Approx(180));
    REQUIRE(down.waited.size() == 2);
    CHECK(down.waited[0].to.si() == Approx(12)); // who came last in the minute before
    CHECK(down.waited[1].from.si() == Approx(12));
    CHECK(down.waited[1].to.si() == Approx(0).margin(1e-9));
}

TEST_CASE("cutting an interval changes neither what is served nor the waits", "[serving][invariant]")
{
    Backlog whole, cut;
    const auto one = whole.advance(900, Frequency{10}, 60 * second, 15 * second);
    double served = 0, lost = 0, area = 0;
    for (const double part : {0.1, 0.25, 0.15, 0.5}) {
        const auto p = cut.advance(900 * part, Frequency{10}, part * 60 * second, 15 * second);
        served += p.served();
        lost += p.lost;
        area += waits(p);
    }
    CHECK(served == Approx(one.served()));
    CHECK(lost == Approx(one.lost));
    CHECK(area == Approx(waits(one)));
    CHECK(one.served() + one.lost + whole.requests() == Approx(900));
    CHECK(cut.requests() == Approx(whole.requests()));
}

TEST_CASE("who has waited long enough leaves, and the rest wait no longer", "[serving][analytic]")
{
    Backlog b;
    // The wait of who is served grows by 1 - 10/15 per second: after 30 s it is 10 s, and from then on 5 per second go.
    const auto p = b.advance(15 * 60, Frequency{10}, 60 * second, 10 * second);
    CHECK(p.served() == Approx(600));
    CHECK(p.lost == Approx(5 * 30));
    CHECK(b.requests() == Approx(10 * 15));
    CHECK(p.waited.back().to.si() == Approx(10));
    const auto none = b.advance(0, Frequency{}, 60 * second, 10 * second);
    CHECK(none.served() == 0);
    CHECK(none.lost == Approx(150));
    CHECK(b.requests() == 0);
}

TEST_CASE("without replicas requests wait until there are some", "[serving][analytic]")
{
    Backlog b;
    const auto none = b.advance(10, Frequency{}, 10 * second);
    CHECK(none.served() == 0);
    CHECK(none.waited.empty());
    CHECK(b.requests() == Approx(10));
    const auto fast = b.advance(0, Frequency{1e9}, 10 * second);
    CHECK(fast.served() == Approx(10));
    CHECK(waits(fast) == Approx(50)); // from 10 s down to 0
    CHECK(fast.emptied.si() == Approx(0).margin(1e-6));
}

TEST_CASE("a backlog is saved and restored with the ages of what waits", "[serving][invariant]")
{
    Backlog b, copy;
    b.advance(100, Frequency{1}, 10 * second);
    Archive save;
    b.state(save);
    Archive load{save.bytes()};
    copy.state(load);
    const auto a = b.advance(5, Frequency{20}, 10 * second), c = copy.advance(5, Frequency{20}, 10 * second);
    CHECK(a.served() == c.served());
    CHECK(waits(a) == waits(c));
    CHECK(a.emptied == c.emptied);
}
