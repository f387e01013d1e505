#include "models/serving/operating_choice.h"
#include "tests/models/serving/line_service.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// Replicas of 10 requests/s at the highest clock, whose objective holds up to a load of 0.8. While they work they draw
/// 20 W, and 100 W that go with the cube of the clock.
class ClockedService final : public ServiceModel {
public:
    ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating& run) const override
    {
        ServicePoint p = testing::LineService{Frequency{10 * run.clock}, 0.8}.at(offered, replicas, run);
        p.above_idle = p.busy * (20 + 100 * run.clock * run.clock * run.clock) * watt;
        return p;
    }
    std::uint32_t accelerators_per_replica() const override { return 1; }
    std::string item() const override { return "answer"; }
    Objective objective() const override { return {.first = 3 * second, .between = {}, .attained = 0.9}; }
    std::optional<std::string> refusal() const override { return std::nullopt; }
};

const ClockedService service;

std::vector<Operating> every_twentieth()
{
    std::vector<Operating> points;
    for (int i = 30; i <= 100; i += 5) points.push_back({.clock = i / 100.0});
    return points;
}

} // namespace

TEST_CASE("a service runs at the clock of least power at which its objective holds", "[serving][analytic]")
{
    const OperatingChoice choice{service, every_twentieth()};
    CHECK(choice.fastest().clock == 1);
    // Power at a rate r is r / 10 (20 / c + 100 c2): least at c = 0.1^(1/3) = 0.464, of the twentieths at 0.45.
    CHECK(choice.at(Frequency{3}, 1, false).clock == 0.45);
    CHECK(choice.at(Frequency{0.01}, 1, false).clock == 0.45);
    CHECK(choice.at(Frequency{6}, 2, false).clock == 0.45);
    // The objective wants 0.8 x 10 c >= r.
    CHECK(choice.at(Frequency{4.5}, 1, false).clock == 0.6);
    CHECK(choice.at(Frequency{7.9}, 1, false).clock == 1);
}

TEST_CASE("a service that cannot keep its objective, or that has a queue, runs as fast as it can", "[serving]")
{
    const OperatingChoice choice{service, every_twentieth()};
    CHECK(choice.at(Frequency{8.5}, 1, false).clock == 1);
    CHECK(choice.at(Frequency{100}, 1, false).clock == 1);
    CHECK(choice.at(Frequency{3}, 1, true).clock == 1);
    CHECK(choice.at(Frequency{3}, 0, false).clock == 1);
    const OperatingChoice one{service, {{.clock = 0.4}}};
    CHECK_FALSE(one.chooses());
    CHECK(one.at(Frequency{100}, 1, true).clock == 0.4);
}

TEST_CASE("of clocks of equal capacity the one that answers sooner is the faster", "[serving]")
{
    /// Its host bounds the capacity, the clock the time of an answer.
    class HostBound final : public ServiceModel {
    public:
        ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating& run) const override
        {
            ServicePoint p = testing::LineService{Frequency{10}, 0}.at(offered, replicas, run);
            p.whole = p.first = {second / run.clock, second / run.clock, second / run.clock, second / run.clock};
            return p;
        }
        std::uint32_t accelerators_per_replica() const override { return 1; }
        std::string item() const override { return "answer"; }
        Objective objective() const override { return {.first = 3 * second, .between = {}, .attained = 0.9}; }
        std::optional<std::string> refusal() const override { return std::nullopt; }
    };
    const HostBound bound;
    const OperatingChoice choice{bound, every_twentieth()};
    CHECK(choice.fastest().clock == 1);
    CHECK(choice.at(Frequency{5}, 1, false).clock == 1); // its objective holds nowhere
}
