#include "analysis/compare/comparison.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace dcsim;

TEST_CASE("R5: the interval of a difference is the paired one", "[compare][analytic]")
{
    const std::vector<double> a{10, 12, 9, 11, 13}, b{9, 11.5, 8, 10, 12.5};
    const Comparison c = compare(b, a);
    CHECK(c.difference == Approx(0.8));
    CHECK(*c.half_width == Approx(0.340044).margin(1e-6));
    CHECK(c.resolved());
    CHECK(verdict(c, Better::lower) == Verdict::worse);
    CHECK(verdict(c, Better::higher) == Verdict::better);
}

TEST_CASE("R9: an interval that spans zero is never called a saving", "[compare]")
{
    const std::vector<double> a{10, 12, 9, 11}, b{11, 11, 10, 10};
    const Comparison c = compare(a, b);
    CHECK_FALSE(c.resolved());
    CHECK(verdict(c, Better::lower) == Verdict::unresolved);
}

TEST_CASE("R9: one replication has no interval", "[compare]")
{
    const Comparison c = compare(std::vector<double>{4}, std::vector<double>{3});
    CHECK(c.replications == 1);
    CHECK_FALSE(c.half_width);
    CHECK(verdict(c, Better::lower) == Verdict::single);
}

TEST_CASE("a policy equal to the baseline differs by exactly zero", "[compare]")
{
    const std::vector<double> a{0.1, 0.2, 0.3};
    const Comparison c = compare(a, a);
    CHECK(c.difference == 0);
    CHECK(*c.half_width == 0);
    CHECK(verdict(c, Better::lower) == Verdict::same);
}

TEST_CASE("what rounding alone makes is the same, what is above it is a difference", "[compare][analytic]")
{
    // 0.1 + 0.2 is 0.3 and one unit in the last place, 5.6e-17 [IEEE 754].
    const std::vector<double> a{0.3, 0.3, 0.3}, b{0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2};
    REQUIRE(b[0] != a[0]);
    const Comparison c = compare(a, b);
    CHECK(c.same());
    CHECK_FALSE(c.resolved());
    CHECK_FALSE(c.unresolved());
    CHECK(verdict(c, Better::lower) == Verdict::same);
    CHECK(compare(std::vector<double>{0.3}, std::vector<double>{0.1 + 0.2}).same());

    const std::vector<double> higher{0.3 * (1 + 1e-9), 0.3 * (1 + 1e-9), 0.3 * (1 + 1e-9)};
    CHECK(compare(a, higher).resolved());
    CHECK(compare(std::vector<double>{0, 0}, std::vector<double>{1e-20, 1e-20}).resolved());
}

TEST_CASE("replications that one side has not finished are left out of both", "[compare]")
{
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const Comparison c = compare(std::vector<double>{1, 100, 3}, std::vector<double>{2, missing, 4});
    CHECK(c.replications == 2);
    CHECK(c.difference == 1);
    CHECK(c.baseline_mean == 2);
}

TEST_CASE("a policy's mean is over its own replications, whatever the baseline has", "[compare][analytic]")
{
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> policy{0, 0, 220.38}; // mean 73.46
    const Comparison one_pair = compare(std::vector<double>{missing, missing, 300}, policy);
    CHECK(one_pair.policy_mean == Approx(73.46));
    CHECK(one_pair.policy_replications == 3);
    CHECK(one_pair.replications == 1);
    CHECK(one_pair.difference == Approx(-79.62));
    CHECK(*one_pair.relative == Approx(-79.62 / 300));
    CHECK(verdict(one_pair, Better::lower) == Verdict::single);

    const Comparison none = compare(std::vector<double>{missing, missing, missing}, policy);
    CHECK(none.policy_mean == Approx(73.46));
    CHECK(none.replications == 0);
    CHECK_FALSE(none.relative);
}

TEST_CASE("the interval of a relative change is that of a ratio of means", "[compare][analytic]")
{
    // Always 3 of 10 less: the ratio is known whatever the baseline does, although the difference is not.
    const Comparison fixed = compare(std::vector<double>{10, 20, 60}, std::vector<double>{7, 14, 42});
    CHECK(*fixed.relative == Approx(-0.3));
    CHECK(*fixed.half_width > 9);
    CHECK(*fixed.relative_half_width == 0);

    // d = 1, 2, 6 over b = 10, 20, 30: r = 3 / 20, residuals d - r b = -.5, -1, 1.5, of variance 3.5 / 2 over 3;
    // t(2) = 4.302653: 4.302653 sqrt(1.75 / 3) / 20 [Cochran 1977, 6.3].
    const Comparison known = compare(std::vector<double>{10, 20, 30}, std::vector<double>{11, 22, 36});
    CHECK(*known.relative == Approx(0.15));
    CHECK(*known.relative_half_width == Approx(4.302653 * std::sqrt(1.75 / 3) / 20).epsilon(1e-6));

    CHECK_FALSE(compare(std::vector<double>{10}, std::vector<double>{7}).relative_half_width);
    CHECK_FALSE(compare(std::vector<double>{0, 0}, std::vector<double>{1, 2}).relative_half_width);
}
