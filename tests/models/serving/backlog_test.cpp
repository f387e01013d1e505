#include "models/serving/backlog.h"
#include "tests/models/serving/line_service.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

TEST_CASE("a backlog grows with what is offered beyond the capacity and drains as fast", "[serving][analytic]")
{
    Backlog b;
    const auto up = b.advance(Frequency{12}, Frequency{10}, 60 * second);
    CHECK(up.served == Approx(600));
    CHECK(b.requests() == Approx(120));
    CHECK(up.mean_wait.si() == Approx(6)); // from 0 to 12 s
    CHECK(up.within(3 * second) == Approx(0.25));
    const auto down = b.advance(Frequency{6}, Frequency{10}, 60 * second);
    CHECK(b.requests() == 0);
    CHECK(down.served == Approx(480));
    CHECK(down.mean_wait.si() == Approx(3)); // from 12 s to 0 over half of the interval
    CHECK(down.within(Seconds{}) == Approx(0.5));
    CHECK(down.within(6 * second) == Approx(0.75));
    CHECK(down.within(12 * second) == Approx(1));
}

TEST_CASE("requests are conserved and cutting an interval changes nothing", "[serving][invariant]")
{
    Backlog whole, halves;
    const auto one = whole.advance(Frequency{15}, Frequency{10}, 60 * second);
    const auto first = halves.advance(Frequency{15}, Frequency{10}, 30 * second);
    const auto second_half = halves.advance(Frequency{15}, Frequency{10}, 30 * second);
    CHECK(first.served + second_half.served == Approx(one.served));
    CHECK(one.served + whole.requests() == Approx(900));
    CHECK((first.mean_wait + second_half.mean_wait).si() / 2 == Approx(one.mean_wait.si()));
}

TEST_CASE("without replicas requests wait for ever", "[serving]")
{
    Backlog b;
    const auto none = b.advance(Frequency{1}, Frequency{}, 10 * second);
    CHECK(b.requests() == Approx(10));
    CHECK(none.served == 0);
    CHECK(std::isinf(none.mean_wait.si()));
}

TEST_CASE("a service with a backlog serves its capacity, and the wait breaks the objective", "[serving][analytic]")
{
    const testing::LineService model{Frequency{10}, 1};
    Backlog b;
    const auto calm = with_backlog(model, Frequency{8}, 1, {}, 60 * second, b);
    CHECK(calm.within_slo == 1);
    const auto over = with_backlog(model, Frequency{12}, 1, {}, 60 * second, b);
    CHECK(over.served.si() == Approx(10));
    CHECK(over.first.mean.si() == Approx(1 + 6));
    CHECK(over.first.p95.si() == Approx(1 + 0.95 * 12));
    CHECK(over.within_slo == Approx(2.0 / 12)); // 3 s less 1 s of service leave a wait of 2 s
    const auto after = with_backlog(model, Frequency{6}, 1, {}, 60 * second, b);
    CHECK(after.served.si() == Approx(8));
    CHECK(after.within_slo == Approx(0.5 + 0.5 * 2 / 12));
    CHECK(b.requests() == 0);
}
