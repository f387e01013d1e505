#include "app/comparison_cells.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const Shown jobs{"jobs_unfinished", "unfinished", {{"jobs", 1}}, 1};

std::string below(std::vector<double> baseline, std::vector<double> policy)
{
    const Comparison c = compare(baseline, policy);
    return relative_cell(c, shown_column(jobs, {compare(baseline, baseline), c}, 0));
}

} // namespace

TEST_CASE("R9: an interval that spans zero is called unresolved, whatever the baseline's mean and the difference",
          "[app]")
{
    CHECK(below({0, 0, 0, 0}, {0, 0, 0, 1}) == "unresolved"); // 0.25 +-0.80 [Student t, 3 degrees of freedom: 3.18]
    CHECK(below({1, 2, 3, 4}, {2, 1, 4, 3}) == "unresolved"); // difference 0, half width above it
    CHECK(below({1, 2, 3, 4}, {1, 2, 3, 4}).empty());
    CHECK(below({1, 2, 3, 4}, {2, 4, 6, 8}) == "+100.0 %"); // 2.5 +-2.05
    CHECK(below({0, 0}, {1, 1}).empty());                   // resolved, and no percentage of nothing
    CHECK(below({1}, {2}) == "+100.0 %");
}

TEST_CASE("R9: a comparison over fewer pairs than its neighbours says so, and one pair is no finding", "[app]")
{
    const auto over = [](std::vector<double> baseline, std::vector<double> policy, std::size_t finished) {
        Comparison c = compare(baseline, policy);
        c.finished = finished;
        return relative_cell(c, shown_column(jobs, {compare(baseline, baseline), c}, 0));
    };
    CHECK(over({8}, {2}, 3) == "n = 1: no finding");
    CHECK(over({1, 3}, {2, 9}, 3) == "n = 2: unresolved"); // 3.5 +-31.8 [Student t, 1 degree of freedom: 12.7]
    CHECK(over({1, 3}, {2, 4}, 3) == "n = 2: +50.0 %");
    CHECK(over({1, 3}, {1, 3}, 3) == "n = 2");
    CHECK(over({1, 3}, {2, 4}, 2) == "+50.0 %");
}
