#include "models/reliability/lifetimes.h"
#include "sim/numerics/statistics.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

struct Law {
    std::string toml;
    double mean, cv; ///< hours
};

/// Closed forms; a Weibull of shape k has 1 + cv^2 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2.
std::vector<Law> laws()
{
    const auto weibull_cv = [](double k) {
        return std::sqrt(std::tgamma(1 + 2 / k) / std::pow(std::tgamma(1 + 1 / k), 2) - 1);
    };
    return {{R"(kind = "exponential"
                mean = "3 h")",
             3, 1},
            {R"(kind = "weibull"
                mean = "5 h"
                shape = 0.7)",
             5, weibull_cv(0.7)},
            {R"(kind = "weibull"
                mean = "5 h"
                shape = 2.0)",
             5, weibull_cv(2)},
            {R"(kind = "gamma"
                mean = "2 h"
                cv = 0.5)",
             2, 0.5},
            {R"(kind = "lognormal"
                mean = "4 h"
                cv = 1.5)",
             4, 1.5},
            {R"(kind = "fixed"
                mean = "6 h")",
             6, 0}};
}

} // namespace

TEST_CASE("lifetimes have the mean and the variation that they state", "[reliability][analytic]")
{
    for (const Law& law : laws()) {
        INFO(law.toml);
        const auto life = made(lifetimes(), law.toml);
        CHECK(life->mean() / hour == Approx(law.mean));
        Random random{{1, 0, "test", "draw", 0}};
        OnlineStats drawn;
        constexpr int n = 200'000;
        for (int i = 0; i < n; ++i) drawn.add(life->draw(random) / hour);
        CHECK(drawn.mean() == Approx(law.mean).margin(4.5 * law.mean * law.cv / std::sqrt(n)));
        CHECK(drawn.sd() == Approx(law.mean * law.cv).epsilon(law.cv > 1 ? 0.1 : 0.02).margin(1e-9));
    }
}

TEST_CASE("what is left of a lifetime at a random instant has half the mean square over the mean",
          "[reliability][analytic]")
{
    for (const Law& law : laws()) {
        INFO(law.toml);
        const auto life = made(lifetimes(), law.toml);
        Random random{{2, 0, "test", "residual", 0}};
        OnlineStats left;
        for (int i = 0; i < 200'000; ++i) left.add(life->residual(random) / hour);
        const double expected = law.mean * (1 + law.cv * law.cv) / 2; // [Cox, Renewal Theory, 1962, sec. 5.4]
        CHECK(left.mean() == Approx(expected).margin(5 * left.sd() / std::sqrt(200'000.0)));
    }
}
