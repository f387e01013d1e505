#include "models/compute/checkpointing.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// 11,135 s between failures: 1,024 accelerators at 7.58e-3 failures a day each.
constexpr Checkpointing run{.write = Seconds{60}, .between_failures = Seconds{11135.083532}, .restart = Seconds{300}};

} // namespace

TEST_CASE("intervals of checkpoints by Young, Daly and the exact optimum", "[compute][golden]")
{
    CHECK(young_interval(run).si() == Approx(1155.945511).epsilon(1e-9));
    CHECK(daly_interval(run).si() == Approx(1116.291548).epsilon(1e-9));
    CHECK(best_interval(run).si() == Approx(1116.296500).epsilon(1e-6));
    CHECK(efficiency(run, best_interval(run)) == Approx(0.875832).epsilon(1e-6));
}

TEST_CASE("no other interval is more efficient than the best one", "[compute][invariant]")
{
    for (const double write : {0.1, 60.0, 3000.0}) {
        const Checkpointing c{Seconds{write}, run.between_failures, run.restart};
        const double best = efficiency(c, best_interval(c));
        for (const double factor : {0.5, 0.99, 1.01, 2.0}) CHECK(efficiency(c, factor * best_interval(c)) < best);
    }
}
