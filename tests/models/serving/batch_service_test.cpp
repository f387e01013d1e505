#include "models/serving/batch_service.h"
#include "tests/models/serving/plain_hardware.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// A network of 10 TFLOP per item and 30 GB of weights: 10 ms of arithmetic per item, 10 ms of memory per pass.
Demand work(double items)
{
    Demand d;
    d.kernels = {{.flops = Flops{items * 1e13}}, {.weights = Bytes{3e10}}};
    d.footprint.weights = Bytes{3e10};
    d.footprint.activations = Bytes{items * 1e9};
    return d;
}

BatchSettings settings(std::uint32_t batch)
{
    return {.work = work, .item = "image", .batch = batch};
}

ServiceContext context(const Hardware& hardware, Objective objective = {})
{
    return {.hardware = hardware, .techniques = {}, .name = "x", .objective = objective};
}

} // namespace

TEST_CASE("images one at a time wait as in M/D/1", "[serving][analytic]")
{
    const testing::PlainHardware hardware;
    const BatchService one{settings(1), context(hardware)};
    const ServicePoint p = one.at(Frequency{40}, 1, {});
    CHECK(p.capacity.si() == Approx(50));
    CHECK(p.busy == Approx(0.8));
    CHECK(p.first.mean.si() == Approx(0.02 * (1 + 0.8 / (2 * 0.2))).epsilon(1e-3)); // a long line is exponential
    CHECK(p.items_per_second == Approx(40));
}

TEST_CASE("batches raise the capacity by the part that they share", "[serving][analytic]")
{
    const testing::PlainHardware hardware;
    const BatchService ten{settings(10), context(hardware)};
    CHECK(ten.at(Frequency{1}, 1, {}).capacity.si() == Approx(10 / 0.11));
    CHECK(ten.at(Frequency{1}, 4, {}).capacity.si() == Approx(40 / 0.11));
    CHECK(ten.at(Frequency{1e-9}, 1, {}).first.mean.si() == Approx(0.02));
}

TEST_CASE("memory limits the batch, and a network that does not fit is refused", "[serving][analytic]")
{
    testing::PlainHardware hardware; // 72 of 80 GB: 30 for weights, 42 for items
    CHECK(BatchService{settings(100), context(hardware)}.at(Frequency{1}, 1, {}).batch_limit == 42);
    hardware.memory = Bytes{30e9};
    CHECK(BatchService{settings(100), context(hardware)}.refusal());
}

TEST_CASE("an adaptive batch leaves time for the batch in progress and one's own", "[serving][analytic]")
{
    const testing::PlainHardware hardware;
    auto s = settings(40);
    s.adaptive = true;
    const BatchService service{s, context(hardware, {.first = Seconds{0.2}, .between = {}, .attained = 0.99})};
    // (1 + 9) x 10 ms = 200 ms / 2
    CHECK(service.at(Frequency{1}, 1, {}).batch_limit == 9);
    CHECK(service.at(Frequency{20}, 1, {}).within_slo > 0.99);
    CHECK(service.at(Frequency{200}, 1, {}).within_slo == 0);
}
