#include "models/compute/collectives.h"
#include "models/compute/timeline.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// Leaves the same of every exchange of one kind, and remembers what was asked.
class Narrow final : public Interconnect {
public:
    Narrow(double ring, double tree, double all_to_all) : share_{ring, tree, all_to_all} {}
    std::uint32_t shape(std::span<const NodeGroup>) override { return 0; }
    Crossing crossing(std::uint32_t, const Exchange& exchange) override
    {
        asked = exchange;
        return {share_[static_cast<std::size_t>(exchange.traffic)], Seconds{2e-6}};
    }
    Exchange asked;

private:
    double share_[3];
};

/// Links of 100 and 25 GB/s, hops of 5 and 10 us.
AcceleratorParams chip()
{
    AcceleratorParams p;
    p.scale_up = {{}, Seconds{5e-6}, Bandwidth{100e9}};
    p.network = {{}, Seconds{10e-6}, Bandwidth{25e9}};
    return p;
}

Allocation gang(std::uint32_t accelerators, Narrow& network)
{
    return {.accelerators = accelerators, .per_node = 8, .shape = {0, &network}};
}

} // namespace

TEST_CASE("a ring between servers has the part of its links that the network leaves, and longer hops",
          "[compute][network][analytic]")
{
    Narrow network{0.5, 0.01, 1};
    const Message m{.collective = Collective::all_reduce, .bytes = Bytes{1e9}, .ranks = 4, .stride = 8};
    CHECK(1e3 * operation_time(chip(), m, gang(32, network)).si() == Approx(6 * 0.012 + 1.5e3 / 12.5));
    const Message gather{.collective = Collective::all_gather, .bytes = Bytes{1e9}, .ranks = 4, .stride = 16};
    CHECK(1e3 * operation_time(chip(), gather, gang(64, network)).si() == Approx(3 * 0.012 + 0.75e3 / 12.5));
    CHECK(network.asked == Exchange{Traffic::ring, 4, 2, 8}); // every second server, all accelerators of each
}

TEST_CASE("a tree is taken where its links are the wider ones", "[compute][network][analytic]")
{
    Narrow network{0.1, 1, 1};
    const Message m{.collective = Collective::all_reduce, .bytes = Bytes{1e9}, .ranks = 4, .stride = 8};
    CHECK(1e3 * operation_time(chip(), m, gang(32, network)).si() == Approx(4 * 0.012 + 2e3 / 25));
}

TEST_CASE("an exchange of all waits for what leaves servers", "[compute][network][analytic]")
{
    Narrow network{1, 1, 0.25};
    const Message m{.collective = Collective::all_to_all, .bytes = Bytes{1e9}, .ranks = 32};
    CHECK(1e3 * operation_time(chip(), m, gang(32, network)).si() == Approx(31 * 0.012 + 1e3 * 24 / 32 / 6.25));
}

TEST_CASE("with all of its links a gang is as fast as without a network, but for the hops",
          "[compute][network][invariant]")
{
    class Free final : public Interconnect {
        std::uint32_t shape(std::span<const NodeGroup>) override { return 0; }
        Crossing crossing(std::uint32_t, const Exchange&) override { return {}; }
    } free;
    for (const Collective collective : {Collective::all_reduce, Collective::reduce_scatter, Collective::all_gather,
                                        Collective::all_to_all, Collective::point_to_point})
        for (const std::uint32_t stride : {1U, 4U, 8U, 16U}) {
            const Message m{.collective = collective, .bytes = Bytes{3e8}, .ranks = 4, .stride = stride};
            const Allocation plain{.accelerators = 64, .per_node = 8};
            const Allocation hung{.accelerators = 64, .per_node = 8, .shape = {3, &free}};
            CHECK(operation_time(chip(), m, hung).si() == operation_time(chip(), m, plain).si());
        }
}

TEST_CASE("what others leave stretches the bytes that pass the network, and neither latency nor what servers bound",
          "[compute][network][analytic]")
{
    Narrow network{0.5, 0.01, 0.25};
    Allocation all = gang(32, network), half = all;
    half.shape.left = 0.5;
    const Message ring{.collective = Collective::all_reduce, .bytes = Bytes{1e9}, .ranks = 4, .stride = 8};
    CHECK(1e3 * operation_time(chip(), ring, half).si() == Approx(6 * 0.012 + 1.5e3 / 6.25));
    const Operation o = operation(chip(), ring, half);
    CHECK(1e3 * o.time.si() == Approx(6 * 0.012 + 1.5e3 / 12.5));
    CHECK(1e3 * o.carried.si() == Approx(1.5e3 / 12.5));
    CHECK(o.share == 0.5);
    CHECK(o.exchange == Exchange{Traffic::ring, 4, 1, 8});
    // One of nine ranks is in the other server, and its part takes less time than what stays inside.
    Narrow wide{1, 1, 1};
    const Message inside{.collective = Collective::all_to_all, .bytes = Bytes{1e9}, .ranks = 9};
    Allocation few = gang(16, wide);
    const double alone = operation_time(chip(), inside, few).si();
    CHECK(1e3 * (alone - 8 * 0.012e-3) == Approx(7e3 / 9 / 100)); // 7 others at 100 GB/s, 1 at 25 GB/s
    few.shape.left = 0.6;
    CHECK(operation_time(chip(), inside, few).si() == alone);
    few.shape.left = 0.25; // 1 at 6.25 GB/s
    CHECK(1e3 * operation_time(chip(), inside, few).si() == Approx(8 * 0.012 + 1e3 / 9 / 6.25));
}
