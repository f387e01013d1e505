#include "models/compute/energy_optimum.h"
#include "tests/models/compute/hardware_made.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr Allocation one{.accelerators = 1, .per_node = 1, .cores = 0};

/// 100 W that the clock does not change and 300 W that follow its cube, whatever runs.
std::unique_ptr<Hardware> cube()
{
    NodeHardwareParams p = reference_node();
    p.accelerator.idle = p.accelerator.clock_law.fixed = 100 * watt;
    p.accelerator.training.memory = 1;
    p.host.idle = {};
    return make_hardware(p);
}

/// At the highest clock, seconds of arithmetic and of memory.
Demand work(double compute, double memory)
{
    Demand d = of_kernels(Flops{compute * 0.70 * 312e12}, {});
    d.kernels.push_back({.weights = Bytes{memory * 0.77 * 2.039e12}});
    return d;
}

} // namespace

TEST_CASE("the energy of arithmetic at 100 + 300 f^3 W is least at f = .550321", "[compute][analytic]")
{
    const ClockChoice c = energy_optimal_clock(*cube(), work(1, 0), one, {});
    CHECK(c.clock == Approx(0.550321).epsilon(1e-5));
    CHECK(sum(c.pace.energy).si() == Approx(272.568089));
    CHECK(c.pace.iteration.si() == Approx(1.817121).epsilon(1e-5));
}

TEST_CASE("work that is bound by memory for four tenths slows less, and its best clock is lower", "[compute][analytic]")
{
    const ClockChoice c = energy_optimal_clock(*cube(), work(0.6, 0.4), one, {});
    CHECK(c.clock == Approx(0.482621).epsilon(1e-5));
    CHECK(sum(c.pace.energy).si() == Approx(219.736925));
    CHECK(c.pace.iteration.si() == Approx(1.643212).epsilon(1e-5));
}

TEST_CASE("a bound on the slow-down ends the search at the clock that meets it", "[compute][analytic]")
{
    const ClockChoice c = energy_optimal_clock(*cube(), work(1, 0), one, {.slowdown = 1.25});
    CHECK(c.clock == Approx(0.8));
    CHECK(c.pace.iteration.si() <= 1.25 * (1 + 1e-9));
    CHECK(energy_optimal_clock(*cube(), work(1, 0), one, {.slowdown = 1}).clock == 1);
}

TEST_CASE("energy that is mostly static is least at the highest clock", "[compute][unit]")
{
    NodeHardwareParams p = reference_node();
    p.host.idle = 8000 * watt;
    const Demand d = of_kernels(Flops{1e15}, {});
    CHECK(energy_optimal_clock(*make_hardware(p), d, whole_node, {}).clock == Approx(1).epsilon(1e-6));
}
