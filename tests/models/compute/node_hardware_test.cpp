#include "tests/models/compute/hardware_made.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

Pace pace(const Demand& d, const Operating& run = {}, const Allocation& gang = whole_node)
{
    return make_hardware(reference_node())->pace(d, gang, run);
}

/// Of one accelerator with its share of the server, while the cause runs.
double watts(const Pace& p, Cause cause)
{
    return (at(p.energy, cause) / at(p.time, cause)).si() / 8;
}

Flops seconds_of_compute(double s)
{
    return Flops{s * 8 * 0.70 * 312e12};
}
Bytes seconds_of_memory(double s)
{
    return Bytes{s * 8 * 0.77 * 2.039e12};
}

Demand everything()
{
    Demand d = of_kernels(seconds_of_compute(0.4), {});
    d.kernels.push_back({.stage = Stage::optimizer, .weights = seconds_of_memory(0.3)});
    d.kernels.push_back({.flops = Flops{2e12}, .activations = Bytes{1e9}, .launches = 200});
    d.messages.push_back({Collective::all_reduce, Bytes{2e9}, 8, 1, 2, 0.25});
    d.pipeline_bubble = 0.1;
    d.serial_host = Seconds{0.05};
    d.core_time = Seconds{200};
    return d;
}

} // namespace

TEST_CASE("the reference server draws what its parts add up to, by hand", "[compute][analytic]")
{
    Demand d = of_kernels(seconds_of_compute(1), {});
    d.kernels.push_back({.weights = seconds_of_memory(2)});
    d.serial_host = Seconds{0.5};
    d.feed = Bytes{10e9 * 5};
    const Pace p = pace(d);
    CHECK(at(p.time, Cause::compute).si() == Approx(1));
    CHECK(at(p.time, Cause::memory).si() == Approx(2));
    CHECK(at(p.time, Cause::overhead).si() == Approx(0.5));
    CHECK(at(p.time, Cause::data).si() == Approx(1.5));
    CHECK(p.iteration.si() == Approx(5));
    CHECK(watts(p, Cause::compute) == Approx(527.5));
    CHECK(watts(p, Cause::memory) == Approx(418.7));
    CHECK(watts(p, Cause::data) == Approx(221.5));
    CHECK(watts(p, Cause::overhead) == Approx(187.5));
    CHECK(make_hardware(reference_node())->idle_share().si() == Approx(187.5));
}

TEST_CASE("the utilisation of a model's FLOPs leaves out what is repeated", "[compute][analytic]")
{
    Demand d = of_kernels(seconds_of_compute(1), {});
    d.kernels.front().repeated = 0.25;
    d.kernels.push_back({.weights = seconds_of_memory(1)});
    const Pace p = pace(d);
    CHECK(p.flops_utilisation == Approx(0.70 / 2));
    CHECK(p.model_flops_utilisation == Approx(0.75 * 0.70 / 2));
}

TEST_CASE("the utilisation of FLOPs goes by the peak of each precision, and is never above what is reached",
          "[compute][analytic]")
{
    for (const double share : {0.0, 0.5, 0.51, 1.0}) {
        Demand d = of_kernels((1 - share) * seconds_of_compute(1), {});
        d.kernels.push_back({.precision = Precision::int8, .flops = share * seconds_of_compute(1)});
        CHECK(pace(d).flops_utilisation == Approx(0.70));
        d.kernels.back().sparsity = Sparsity::two_of_four;
        CHECK(pace(d).flops_utilisation == Approx(0.70));
        CHECK(pace(d).model_flops_utilisation == Approx(0.70));
    }
}

TEST_CASE("both ledgers sum to power times time, whatever runs and however it is limited", "[compute][invariant]")
{
    const std::optional<Power> cap =
        GENERATE(as<std::optional<Power>>{}, std::nullopt, 90 * watt, 150 * watt, 300 * watt, 500 * watt);
    const double clock = GENERATE(0.3, 0.8, 1.0);
    const Stage stage = GENERATE(Stage::forward, Stage::decode);
    NodeHardwareParams node = reference_node();
    node.host.slope = 0.11;
    const auto hardware = make_hardware(node);
    Demand d = everything();
    d.kernels.front().stage = stage;
    const Pace p = hardware->pace(d, whole_node, {clock, cap});
    Seconds time{};
    for (const Seconds t : p.time) time += t;
    const Energy drawn = (p.above_idle + 8 * hardware->idle_share()) * p.iteration;
    CHECK(time.si() == Approx(p.iteration.si()).epsilon(1e-12));
    CHECK(sum(p.energy).si() == Approx(drawn.si()).epsilon(1e-12));
    CHECK(sum_devices(p.by_device).si() == Approx(drawn.si()).epsilon(1e-12));
    for (const Energy e : p.energy) CHECK(e >= Energy{});
    for (const Energy e : p.by_device) CHECK(e >= Energy{});
    CHECK(p.clock <= 1 + 1e-12);
}

TEST_CASE("input that takes longer than the accelerators' work makes them wait for the rest", "[compute][analytic]")
{
    Demand d = of_kernels(seconds_of_compute(1), {});
    d.core_time = Seconds{128 * 1.5};
    const Pace stalled = pace(d);
    CHECK(at(stalled.time, Cause::data).si() == Approx(0.5));
    CHECK(at(stalled.by_device, Device::cores).si() == Approx(4 * 128 * 1.5));
    Allocation more = whole_node;
    more.cores = 256;
    const Pace fed = pace(d, {}, more);
    CHECK(fed.iteration.si() == Approx(1));
    CHECK(at(fed.energy, Cause::data).si() == Approx(4 * 128 * 1.5)); // cores work as long in all
}

TEST_CASE("eight jobs that share a node share its storage", "[compute][analytic]")
{
    Demand d = of_kernels(seconds_of_compute(1) / 8, {});
    d.feed = Bytes{10e9}; // a second of the whole node's
    const auto hardware = make_hardware(reference_node());
    CHECK(hardware->pace(d, {.accelerators = 1, .per_node = 1, .cores = 16}, {}).iteration.si() == Approx(8));
    CHECK(hardware->pace(d, {.accelerators = 16, .per_node = 8, .cores = 256}, {}).iteration.si() == Approx(0.5));
    CHECK(hardware->pace(d, {.accelerators = 8, .per_node = 1, .cores = 128}, {}).iteration.si() == Approx(1));
}

TEST_CASE("eight busy H100 with the published slope draw the measured 8.4 kW", "[compute][golden]")
{
    NodeHardwareParams node = reference_node();
    node.accelerator.idle = 70 * watt;
    node.accelerator.most = 700 * watt;
    node.host.idle = 2240 * watt;
    node.host.slope = 0.11;
    const Pace p = make_hardware(node)->pace(of_kernels(Flops{1e18}, {}), whole_node, {});
    CHECK((sum(p.energy) / p.iteration) / kW == Approx(8.4).epsilon(0.05));
}

TEST_CASE("work that does not fit into memory, or has no units, is refused with the reason", "[compute][unit]")
{
    const auto hardware = make_hardware(reference_node());
    Demand d = of_kernels(Flops{1e12}, {});
    d.footprint.weights = Bytes{93.1e9};
    CHECK(hardware->refusal(d) == "needs 93.1 GB on each accelerator, which has 80 GB");
    d.footprint.weights = Bytes{80e9};
    CHECK_FALSE(hardware->refusal(d).has_value());
    NodeHardwareParams only16 = reference_node();
    at(only16.accelerator.peak, Precision::fp32) = {};
    d.kernels.front().precision = Precision::tf32;
    CHECK(make_hardware(only16)->refusal(d) == "has no tf32 units");
}

TEST_CASE("zeros that no hardware skips are multiplied, moved and held as all other weights", "[compute][analytic]")
{
    Demand dense = of_kernels(seconds_of_compute(1), {});
    dense.kernels.push_back({.weights = seconds_of_memory(1)});
    dense.footprint.weights = Bytes{90e9};
    Demand sparse = dense;
    sparse.kernels[0].sparsity = Sparsity::two_of_four;
    sparse.kernels[0].sparse_quality = 0.7;
    sparse.kernels[1].weights = 0.5625 * dense.kernels[1].weights;
    sparse.kernels[1].zeros = 0.4375 * dense.kernels[1].weights;
    sparse.footprint.weights = Bytes{0.5625 * 90e9};
    sparse.footprint.zeros = Bytes{0.4375 * 90e9};
    const Pace skipped = pace(sparse);
    CHECK(at(skipped.time, Cause::compute).si() == Approx(1 / (2 * 0.7)));
    CHECK(at(skipped.time, Cause::memory).si() == Approx(0.5625));
    CHECK_FALSE(make_hardware(reference_node())->refusal(sparse));
    NodeHardwareParams node = reference_node();
    node.accelerator.two_of_four = 1;
    const auto hardware = make_hardware(node);
    const Pace p = hardware->pace(sparse, whole_node, {}), q = hardware->pace(dense, whole_node, {});
    CHECK(p.iteration.si() == Approx(q.iteration.si()));
    CHECK(p.above_idle.si() == Approx(q.above_idle.si()));
    CHECK(p.bandwidth_utilisation == Approx(q.bandwidth_utilisation));
    CHECK(hardware->refusal(sparse) == hardware->refusal(dense));
}

TEST_CASE("a cap above what the work draws changes nothing, one below slows it and holds", "[compute][analytic]")
{
    const Demand d = of_kernels(seconds_of_compute(1), {});
    CHECK(pace(d, {1, 400 * watt}).iteration == pace(d).iteration);
    const Pace capped = pace(d, {1, 250 * watt});
    const double speed = std::pow((250.0 - 90) / (400 - 90), 1 / 4.5);
    CHECK(capped.clock == Approx(speed));
    CHECK(capped.iteration.si() == Approx(1 / speed));
    const Energy accelerators =
        at(capped.by_device, Device::accelerator_dynamic) + at(capped.by_device, Device::accelerator_idle);
    CHECK((accelerators / capped.iteration).si() == Approx(8 * 250.0));
}

TEST_CASE("a service draws by the fractions of the peaks that it reaches", "[compute][analytic]")
{
    Demand d = of_kernels({}, seconds_of_memory(1), Stage::decode);
    d.serial_host = Seconds{0.5};
    const double reached = 0.77 / 1.5;
    const Pace p = pace(d);
    CHECK(p.bandwidth_utilisation == Approx(reached));
    CHECK(p.above_idle.si() == Approx(8 * 340 * (0.145 + 0.42 * reached)));
}
