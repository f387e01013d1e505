#include "models/compute/node_hardware.h"
#include "models/site/pacing.h"
#include "tests/models/compute/hardware_made.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

const Allocation node{.accelerators = 8, .per_node = 8, .cores = 128};

/// A batch that does more in an iteration, and needs so many of them.
Way batch(double size, double iterations)
{
    Stretch stretch{.iterations = iterations};
    stretch.demand.kernels.push_back({.flops = Flops{size * 2e12}, .weights = Bytes{2e11}, .launches = 400});
    return {{std::move(stretch)}, std::to_string(size)};
}

/// Batches that double, the largest of which need more items to converge; clocks and caps.
Work choices()
{
    Work work;
    for (int i = 0; i < 6; ++i) {
        const double size = 8 << i;
        work.ways.push_back(batch(size, 1e6 / size * (1 + size / 128)));
    }
    work.control.points.clear();
    for (const double clock : {0.4, 0.6, 0.8, 1.0}) {
        work.control.points.push_back({.clock = clock});
        work.control.points.push_back({.clock = clock, .cap = 200 * watt});
    }
    return work;
}

struct Choice {
    std::size_t way;
    Operating operating;
    double seconds, joules;
};

/// All of them, from what hardware says of one iteration.
std::vector<Choice> all(const Work& work, const Hardware& hardware)
{
    std::vector<Choice> every;
    for (std::size_t w = 0; w < work.ways.size(); ++w)
        for (const Operating& point : work.control.points) {
            const Stretch& stretch = work.ways[w].stretches.front();
            const Pace pace = hardware.pace(stretch.demand, node, point);
            const double seconds = stretch.iterations * pace.iteration.si();
            every.push_back({w, point, seconds, seconds * (8 * hardware.idle_share() + pace.above_idle).si()});
        }
    return every;
}

} // namespace

TEST_CASE("of batches, clocks and caps the one of least weighted energy and time is taken, within the bound",
          "[pacing][analytic]")
{
    // Cost of You et al. (Zeus, NSDI 2023, eq. 2): weight x energy + (1 - weight) x highest power x time.
    const auto hardware = make_hardware(testing::reference_node());
    Work work = choices();
    const std::vector<Choice> every = all(work, *hardware);
    double fastest = INFINITY, highest = 0;
    for (const Choice& c : every) {
        fastest = std::min(fastest, c.seconds);
        highest = std::max(highest, c.joules / c.seconds);
    }
    std::vector<PacedWork> taken;
    for (const double weight : {0.0, 0.5, 1.0})
        for (const double slowdown : {0.0, 0.1, 1e9}) {
            work.control.energy_weight = weight;
            work.control.slowdown = slowdown;
            const PacedWork best = Pacing{*hardware}.pace(work, node);
            const double cost = weight * best.energy.si() + (1 - weight) * highest * best.time.si();
            CHECK(best.time.si() <= (1 + slowdown) * fastest * (1 + 1e-12));
            for (const Choice& c : every)
                if (c.seconds <= (1 + slowdown) * fastest)
                    CHECK(cost <= (weight * c.joules + (1 - weight) * highest * c.seconds) * (1 + 1e-12));
            taken.push_back(best);
        }
    CHECK(taken.front().operating == Operating{}); // least time
    CHECK(taken.front().way > 0);                  // neither the smallest batch, which leaves hardware idle,
    CHECK(taken.front().way < 5);                  // nor the largest, which converges slowly
    CHECK(taken.back().energy < taken.front().energy);
    CHECK(taken.back().time > taken.front().time);
}
