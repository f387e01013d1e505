#include "models/serving/request_counts.h"
#include "sim/base/errors.h"
#include "sim/numerics/statistics.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

TEST_CASE("counts of requests have the mean and the dispersion asked for", "[serving][analytic]")
{
    for (const double mean : {0.3, 5.0, 9.9, 10.1, 332.0, 1e5})
        for (const double dispersion : {1.0, 1.5, 16.0}) {
            CAPTURE(mean, dispersion);
            constexpr std::uint32_t intervals = 40'000;
            OnlineStats counts;
            for (std::uint32_t i = 0; i < intervals; ++i) {
                Random random{{1, 0, "workload.chat", "requests", i}};
                counts.add(static_cast<double>(draw_requests(random, mean, dispersion)));
            }
            const double error = std::sqrt(mean * dispersion / intervals);
            CHECK(std::abs(counts.mean() - mean) < 4 * error);
            CHECK(counts.variance() / mean == Approx(dispersion).epsilon(0.12));
        }
}

TEST_CASE("no requests are drawn where none are due, and none less spread than by chance", "[serving]")
{
    Random random{{1, 0, "workload.chat", "requests", 1}};
    CHECK(draw_requests(random, 0, 3) == 0);
    CHECK_THROWS_AS(draw_requests(random, 1, 0.5), LogicError);
}
