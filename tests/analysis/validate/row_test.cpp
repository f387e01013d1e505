#include "analysis/validate/row.h"
#include <catch2/catch.hpp>
#include <limits>
#include <vector>

using namespace dcsim;

TEST_CASE("a row passes inside its tolerance and fails outside it", "[validate][unit]")
{
    CHECK(exact("a", "", 4, 4 * (1 + 0.9e-9)).result == RowResult::pass);
    CHECK(exact("a", "", 4, 4 * (1 + 1.1e-9)).result == RowResult::fail);
    CHECK(exact("a", "", 0, 0.9e-9).result == RowResult::pass);
    CHECK(within("a", "", -100, -100.4, 5e-3).result == RowResult::pass);
    CHECK(within("a", "", -100, -100.6, 5e-3).result == RowResult::fail);
    CHECK(identical("a", "", 1, 1 + 1e-15).result == RowResult::fail);
    CHECK(near("a", "", 10, 10.3, 0.31).result == RowResult::pass);
    CHECK(at_least("a", "", 0.99, 0.98).result == RowResult::fail);
}

TEST_CASE("what is not a number never passes", "[validate][unit]")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(exact("a", "", 1, nan).result == RowResult::fail);
    CHECK(near("a", "", 1, nan, 1e9).result == RowResult::fail);
    CHECK(identical("a", "", nan, nan).result == RowResult::fail);
    CHECK(at_least("a", "", 0, nan).result == RowResult::fail);
    CHECK(statistical("a", "", 1, std::vector<double>{1, 1, nan}).result == RowResult::fail);
}

TEST_CASE("a mean is tested in standard errors, and its interval must be narrow", "[validate][analytic]")
{
    // Mean 3, standard error sqrt(0.5): 8.610 of them are 6.09.
    const std::vector<double> got{1, 2, 3, 4, 5};
    CHECK(statistical("a", "", 9.0, got).result == RowResult::pass);
    CHECK(statistical("a", "", 9.2, got).result == RowResult::fail);
    CHECK(statistical("a", "", 3, got).tolerance == "8.61 se");

    const ValidationRow wide = statistical("a", "", 3, got, {0.15});
    CHECK(wide.result == RowResult::fail);
    CHECK(wide.reason == "the 95 % interval is +-65.4 %, it must be below 15 %");
}

TEST_CASE("errors are shown in percent, rounding in powers of ten", "[validate][unit]")
{
    CHECK(exact("a", "", 4, 4).error == "0");
    CHECK(within("a", "", 4, 4.0032, 0.01).error == "+0.08 %");
    CHECK(exact("a", "", 1, 1 - 2e-12).error == "-2.0e-12");
    CHECK(exact("a", "", 1, 1).tolerance == "1e-09");
    CHECK(within("a", "", 1, 1, 2e-4).tolerance == "0.02 %");
}
