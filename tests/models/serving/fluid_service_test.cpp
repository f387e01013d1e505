#include "models/serving/fluid_service.h"
#include "sim/numerics/variates.h"
#include "tests/models/serving/line_service.h"
#include <catch2/catch.hpp>
#include <numeric>

using namespace dcsim;

namespace {

const testing::LineService ten_a_second{Frequency{10}, 1}; // answers after 1 s; promised within 3 s

std::unique_ptr<Autoscaler> follower()
{
    class Follower final : public Autoscaler {
    public:
        std::uint32_t at_start() const override { return 2; }
        std::uint32_t wanted(const ServiceModel&, const ServiceLoad& load) override
        {
            last_ = load.offered;
            return static_cast<std::uint32_t>(load.offered.si() / 10) + 1;
        }
        void state(Archive& archive) override { archive("last", last_); }

    private:
        Frequency last_{};
    };
    return std::make_unique<Follower>();
}

FluidService service(Seconds patience = Backlog::forever)
{
    return {ten_a_second, follower(), {.patience = patience}};
}

} // namespace

TEST_CASE("below its capacity a service is at its steady state", "[serving][analytic]")
{
    auto s = service();
    const auto step = s.step({.arrivals = 480, .replicas = 1, .length = minute});
    CHECK(step.served == Approx(480));
    CHECK(step.met == Approx(480));
    CHECK(step.waiting == 0);
    CHECK(step.first.p99.si() == Approx(1));
    CHECK(step.busy == Approx(0.8));
    CHECK(step.above_idle.si() == Approx(80));
    CHECK(step.items == Approx(960));
    CHECK(step.cause[0] == Approx((0.8 * 100) / (80 + 50.0))); // the rest is idle
}

TEST_CASE("a minute of too much costs the next minute, too", "[serving][analytic]")
{
    auto s = service();
    const auto over = s.step({.arrivals = 720, .replicas = 1, .length = minute});
    CHECK(over.served == Approx(600));
    CHECK(over.waiting == Approx(120));
    CHECK(over.busy == Approx(1));
    CHECK(over.first.mean.si() == Approx(1 + 5)); // waits from 0 to 10 s
    CHECK(over.met == Approx(120));               // 3 s less 1 s of service leave a wait of 2 s of 10
    const auto after = s.step({.arrivals = 360, .replicas = 1, .length = minute});
    CHECK(after.served == Approx(480));
    CHECK(after.busy == Approx(0.5 + 0.5 * 0.6)); // full until the line is gone, then at 6 of 10 a second
    CHECK(after.above_idle.si() == Approx(80));
    CHECK(s.waiting() == 0);
    CHECK(s.totals().served == Approx(1080));
    CHECK(s.first().requests() == Approx(1080));
}

TEST_CASE("requests are served, lost or waiting, whatever happens to the replicas", "[serving][invariant]")
{
    auto s = service(20 * second);
    double arrived = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        Random random{{.seed = 7, .component = "chat", .purpose = "requests", .entity = i}};
        const double mean = gamma(random, 750 / 3.0, 3); // of dispersion 4
        const auto n = static_cast<double>(poisson(random, mean));
        arrived += n;
        const auto step = s.step({.arrivals = n,
                                  .replicas = static_cast<std::uint32_t>(i * 7 % 5),
                                  .length = 30 * second,
                                  .rate = Frequency{mean / 30}});
        REQUIRE(step.within_slo() >= 0);
        REQUIRE(step.within_slo() <= 1 + 1e-12);
        REQUIRE(step.first.p99 <= 21.001 * second);
        if (i % 5 == 0) REQUIRE(step.served == 0);
        if (i % 5 > 0) REQUIRE(std::accumulate(step.cause.begin(), step.cause.end(), 0.0) == Approx(1));
    }
    const auto& t = s.totals();
    CHECK(t.arrived == arrived);
    CHECK(t.served + t.lost + s.waiting() == Approx(arrived).epsilon(1e-9));
    CHECK(t.lost > 0);
    CHECK(s.first().requests() == Approx(t.served));
}

TEST_CASE("a run that is saved and restored goes on as it would have", "[serving][invariant]")
{
    auto a = service(), b = service();
    a.step({.arrivals = 900, .replicas = 1, .length = minute});
    a.wanted({}, 1, {});
    a.step({.arrivals = 300, .replicas = 1, .length = minute});
    Archive save;
    a.state(save);
    Archive load{save.bytes()};
    b.state(load);
    const FluidService::Input next{.arrivals = 500, .replicas = 2, .length = minute};
    CHECK(a.step(next).met == b.step(next).met);
    CHECK(a.wanted({}, 1, {}) == b.wanted({}, 1, {}));
    CHECK(a.first().quantile(0.95) == b.first().quantile(0.95));
    CHECK(a.totals().served == b.totals().served);
}

TEST_CASE("the autoscaler sees the rate since its last decision", "[serving]")
{
    auto s = service();
    CHECK(s.replicas_at_start() == 2);
    for (int i = 0; i < 3; ++i) s.step({.arrivals = 300 + 300.0 * i, .replicas = 1, .length = 20 * second});
    CHECK(s.wanted({}, 1, {}) == 4); // 1,800 requests in a minute: 30 per second
    CHECK(s.wanted({}, 1, {}) == 1); // and none since
}

TEST_CASE("chance is counted once: below the capacity all that come are served at the steady state of their rate",
          "[serving][analytic]")
{
    auto s = service();
    const auto many = s.step({.arrivals = 630, .replicas = 1, .length = minute, .rate = Frequency{9}});
    CHECK(many.served == Approx(630)); // more than the capacity of 600 by chance
    CHECK(many.waiting == 0);
    CHECK(many.busy == Approx(0.9));
    CHECK(many.first.p99.si() == Approx(1));
    const auto few = s.step({.arrivals = 480, .replicas = 1, .length = minute, .rate = Frequency{9}});
    CHECK(few.served == Approx(480));
    CHECK(few.busy == Approx(0.9));
    const auto lucky = s.step({.arrivals = 480, .replicas = 1, .length = minute, .rate = Frequency{10.5}});
    CHECK(lucky.waiting == 0); // nobody waits for capacity: as if that were the rate
    CHECK(lucky.busy == Approx(0.8));
    CHECK(lucky.within_slo() == Approx(s.step({.arrivals = 480, .replicas = 1, .length = minute}).within_slo()));
    const auto over = s.step({.arrivals = 660, .replicas = 1, .length = minute, .rate = Frequency{10.5}});
    CHECK(over.served == Approx(600)); // from the capacity on what came is what waits
    CHECK(over.waiting == Approx(60));
}
