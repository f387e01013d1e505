#include "models/compute/collectives.h"
#include "models/compute/kernel_time.h"
#include "tests/models/compute/hardware_made.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// An accelerator that reaches its peaks.
AcceleratorParams ideal(double peak, double bandwidth)
{
    AcceleratorParams p;
    at(p.peak, Precision::bf16) = FlopRate{peak};
    p.bandwidth = Bandwidth{bandwidth};
    p.achievable.compute = p.achievable.memory = 1;
    return p;
}

const Link ring_of_eight{.start = {}, .hop = Seconds{5e-6}, .bandwidth = Bandwidth{100e9}};

} // namespace

TEST_CASE("arithmetic binds above the ridge of the roofline, memory below it", "[compute][analytic]")
{
    const AcceleratorParams a100 = ideal(312e12, 2.039e12), h100 = ideal(989.4e12, 3.35e12);
    CHECK((peak(a100, Precision::bf16) / a100.bandwidth).si() == Approx(153.016184));
    CHECK((peak(h100, Precision::bf16) / h100.bandwidth).si() == Approx(295.343284));
    const auto rate = [&](double per_byte) {
        const Kernels k{.flops = Flops{per_byte * 1e9}, .activations = Bytes{1e9}};
        return k.flops.si() / kernel_time(a100, k, 1).busy.si();
    };
    CHECK(rate(62.5) == Approx(127.4375e12));
    CHECK(rate(500) == Approx(312e12));
    CHECK(kernel_time(a100, {.flops = Flops{152e9}, .activations = Bytes{1e9}}, 1).bound == Cause::memory);
    CHECK(kernel_time(a100, {.flops = Flops{154e9}, .activations = Bytes{1e9}}, 1).bound == Cause::compute);
}

TEST_CASE("a token cannot be decoded faster than its weights are read", "[compute][analytic]")
{
    const AcceleratorParams h100 = ideal(989.4e12, 3.35e12);
    const auto ms = [&](double bytes, double n) {
        return 1e3 * kernel_time(h100, {.weights = Bytes{bytes}}, n).busy.si();
    };
    CHECK(ms(140e9, 1) == Approx(41.791045));
    CHECK(ms(140e9, 8) == Approx(5.223881));
    CHECK(ms(70e9, 8) == Approx(2.611940));
}

TEST_CASE("formats that an accelerator lacks run in the next wider one", "[compute][unit]")
{
    const AcceleratorParams a = reference_node().accelerator;
    CHECK(peak(a, Precision::fp8).si() == 312e12);
    CHECK(peak(a, Precision::fp4).si() == 312e12);
    CHECK(peak(a, Precision::int8).si() == 624e12);
    CHECK(peak(a, Precision::int4).si() == 624e12);
    CHECK(peak(a, Precision::tf32).si() == 19.5e12);
    CHECK(peak(a, Precision::bf16, Sparsity::two_of_four).si() == 624e12);
    CHECK(peak(a, Precision::bf16, Sparsity::unstructured).si() == 312e12);
}

TEST_CASE("each launch adds its start, and kernels that overlap in part take longer than either bound",
          "[compute][analytic]")
{
    AcceleratorParams p = ideal(1e12, 1e12);
    p.achievable.launched_compute = p.achievable.launched_memory = 1;
    p.achievable.sharpness = 2;
    p.achievable.start = Seconds{1e-3};
    const KernelTime t = kernel_time(p, {.flops = Flops{3e12}, .activations = Bytes{4e12}, .launches = 10}, 1);
    CHECK(t.busy.si() == Approx(5));
    CHECK(t.starts.si() == Approx(0.01));
    CHECK(t.bound == Cause::memory);
}

TEST_CASE("a table of sizes replaces the law of kernels' sizes", "[compute][unit]")
{
    AcceleratorParams p = ideal(1e12, 1e12);
    p.achievable.compute_by_size = {{1e9, 1e11}, {0.2, 0.8}};
    const auto busy = [&](double flops) { return kernel_time(p, {.flops = Flops{flops}, .launches = 1}, 1).busy.si(); };
    CHECK(busy(1e8) == Approx(1e-4 / 0.2));
    CHECK(busy(1e10) == Approx(1e-2 / 0.5));
    CHECK(busy(1e12) == Approx(1 / 0.8));
    CHECK(kernel_time(p, {.flops = Flops{1e12}, .launches = 1}, 1).starts == Seconds{});
}

TEST_CASE("a ring sums 1 GB over 8 ranks in 17.570 ms", "[compute][analytic]")
{
    CHECK(1e3 * ring_all_reduce(ring_of_eight, 8, Bytes{1e9}).si() == Approx(17.570));
    CHECK(1e3 * tree_all_reduce(ring_of_eight, 8, Bytes{1e9}).si() == Approx(20.03));
    CHECK(1e3 * ring_half(ring_of_eight, 8, Bytes{1e9}).si() == Approx(17.570 / 2));
}

TEST_CASE("a group that leaves its server pays for the slower network", "[compute][analytic]")
{
    AcceleratorParams p = reference_node().accelerator;
    const Message inside{.collective = Collective::all_reduce, .bytes = Bytes{1e9}, .ranks = 8};
    const Seconds packed = operation_time(p, inside, {.accelerators = 8, .per_node = 8});
    const Seconds apart = operation_time(p, inside, {.accelerators = 8, .per_node = 1});
    CHECK(1e3 * packed.si() == Approx(17.570));
    CHECK(1e3 * apart.si() == Approx(14 * 0.01 + 1.75e3 / 25)); // a ring over the network
    const Message pairs{.collective = Collective::all_reduce, .bytes = Bytes{1e9}, .ranks = 2, .stride = 8};
    CHECK(1e3 * operation_time(p, pairs, {.accelerators = 16, .per_node = 8}).si() == Approx(2 * 0.01 + 1e3 / 25));
}

TEST_CASE("a sum over many servers goes by levels when that is cheaper", "[compute][analytic]")
{
    const AcceleratorParams p = reference_node().accelerator;
    const Message all{.collective = Collective::all_reduce, .bytes = Bytes{8e9}, .ranks = 32};
    const double t = operation_time(p, all, {.accelerators = 32, .per_node = 8}).si();
    const double within = 2 * (7 * 5e-6 + 7.0 / 8 * 8e9 / 100e9), between = 6 * 10e-6 + 1.5 * 1e9 / 25e9;
    const double ring = 62 * 10e-6 + 2 * 31.0 / 32 * 8e9 / 100e9;
    CHECK(t == Approx(std::min(within + between, ring)));
}
