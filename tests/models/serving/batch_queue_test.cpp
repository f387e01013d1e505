#include "models/serving/batch_queue.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

BatchQueue queue(std::size_t most, double seconds_alone, double seconds_more, BatchQueue::Variation v = {})
{
    std::vector<Seconds> period;
    for (std::size_t k = 0; k < most; ++k)
        period.push_back(Seconds{seconds_alone + static_cast<double>(k) * seconds_more});
    return {period, 1, v};
}

} // namespace

TEST_CASE("one request at a time is M/M/1", "[serving][analytic]")
{
    const BatchQueue q = queue(1, 0.5, 0);
    CHECK(q.capacity().si() == Approx(2));
    for (const double load : {0.1, 0.5, 0.9, 0.99}) {
        const auto s = q.at(load * q.capacity());
        CHECK(s.busy == Approx(load));
        CHECK(s.full == Approx(load));
        CHECK(s.in_line == Approx(load * load / (1 - load)));
    }
}

TEST_CASE("one fixed request at a time waits half as long as in M/M/1", "[serving][analytic]")
{
    const auto s = queue(1, 0.5, 0, {.arrivals = 1, .work = 0}).at(Frequency{1.6});
    CHECK(s.in_line == Approx(0.8 * 0.8 / 0.2 / 2));
}

TEST_CASE("requests that slow each other down in full are M/M/1 processor sharing", "[serving][analytic]")
{
    // k requests take k times as long each: nothing is gained by working on them together
    const BatchQueue q = queue(400, 0.5, 0.5);
    CHECK(q.capacity().si() == Approx(2));
    const auto s = q.at(Frequency{1.6});
    CHECK(s.batch + s.in_line == Approx(0.8 / 0.2));
    CHECK(s.share[3] == Approx(0.2 * std::pow(0.8, 3)));
}

TEST_CASE("requests that do not slow each other down are M/M/infinity below the limit, M/M/c with it",
          "[serving][analytic]")
{
    const auto free = queue(1000, 2, 0).at(Frequency{3});
    CHECK(free.batch == Approx(6));
    CHECK(free.busy == Approx(1 - std::exp(-6.0)));
    CHECK(free.share[4] == Approx(std::exp(-6.0) * 1296 / 24));
    // Erlang's C for 2 servers at load .75: 9/14, and a mean line of 1.928571
    const auto two = queue(2, 1, 0).at(Frequency{1.5});
    CHECK(two.full == Approx(9.0 / 14));
    CHECK(two.in_line == Approx(27.0 / 14));
}

TEST_CASE("Little's law: the mean batch is the rate times the time in progress", "[serving][invariant]")
{
    const BatchQueue q = queue(64, 1, 0.05);
    for (const double load : {0.05, 0.5, 0.95}) {
        const auto s = q.at(load * q.capacity());
        // a request in progress with k - 1 others advances at 1/period(k): work done per second is the rate
        double done = 0;
        for (std::size_t k = 1; k < s.share.size(); ++k)
            done += s.share[k] * static_cast<double>(k) / q.period()[k - 1].si();
        CHECK(done == Approx((load * q.capacity()).si()));
    }
}

TEST_CASE("thousands of requests at once neither overflow nor lose probability", "[serving][invariant]")
{
    const BatchQueue q = queue(4096, 1, 0.0001);
    const auto s = q.at(0.9 * q.capacity());
    double sum = 0;
    for (const double share : s.share) sum += share;
    CHECK(sum == Approx(1));
    CHECK(s.batch > 1000);
}

TEST_CASE("there is no steady state at the capacity", "[serving]")
{
    const BatchQueue q = queue(8, 1, 0.1);
    CHECK_THROWS_AS(q.at(q.capacity()), LogicError);
    CHECK_THROWS_AS(q.at(Frequency{-1}), LogicError);
}

TEST_CASE("sequences of fixed lengths hold their prompt and half their answer", "[serving][analytic]")
{
    CHECK(mean_held(512, 128, 128 * 128) == Approx(576));
    // 72 GB less 16 GB of weights at 131,072 B per token
    CHECK(concurrency_limit(Bytes{56e9}, Bytes{131072}, 576) == Approx(741.747));
}
