#include "models/environment/trace.h"
#include "sample.h"

using namespace dcsim;

namespace {

TraceBuilder::Row row(double x)
{
    return std::vector<double>{x};
}

Trace with_gap(GapRule rule, std::int64_t missing)
{
    TraceBuilder builder{"x.csv", rule};
    builder.add(0, row(1), 2);
    builder.add(ns_per_hour, row(2), 3);
    builder.add((2 + missing) * ns_per_hour, row(5), 4);
    return std::move(builder).finish();
}

} // namespace

TEST_CASE("missing instants are held or interpolated, and counted", "[trace][analytic]")
{
    const Trace held = with_gap({GapRule::Fill::hold}, 2);
    CHECK(held.rows.size() == 5);
    CHECK(held.filled == 2);
    CHECK(held.at(3 * ns_per_hour, Repeat::no).front() == 2);
    const Trace line = with_gap({GapRule::Fill::interpolate}, 2);
    CHECK(line.rows[2].front() == Approx(3));
    CHECK(line.rows[3].front() == Approx(4));
}

TEST_CASE("a gap is an error by default, and a long one always", "[trace]")
{
    CHECK_THROWS_WITH(with_gap({}, 1), Catch::Contains("x.csv: the row of 1970-01-01T02:00Z is blank or missing"));
    CHECK_THROWS_WITH(with_gap({GapRule::Fill::hold}, 4), Catch::Contains("longer than longest_gap"));
}

TEST_CASE("rows must come in order and in step", "[trace]")
{
    TraceBuilder builder{"x.csv", {}};
    builder.add(0, row(1), 2);
    builder.add(ns_per_hour, row(1), 3);
    CHECK_THROWS_WITH(builder.add(ns_per_hour, row(1), 4),
                      Catch::Contains("x.csv:4:1: 1970-01-01T01:00Z is not later"));
    CHECK_THROWS_WITH(builder.add(5 * ns_per_hour / 2, row(1), 5), Catch::Contains("breaks the step"));
}

TEST_CASE("a time stamp centuries away is refused before its gap is filled", "[trace]")
{
    TraceBuilder builder{"x.csv", {}};
    builder.add(0, row(1), 2);
    builder.add(ns_per_hour, row(1), 3);
    CHECK_THROWS_WITH(builder.add(200 * 8766 * ns_per_hour, row(1), 4), Catch::Contains("more than a month after"));
    TraceBuilder quick{"x.csv", {}};
    quick.add(0, row(1), 2);
    CHECK_THROWS_WITH(quick.add(1, row(1), 3), Catch::Contains("less than a second after"));
}

TEST_CASE("a run that fills the time of its file repeats the first and the last day for forecasts", "[trace]")
{
    const std::int64_t start = unix_ns({2022, 1, 1, 0});
    TraceBuilder builder{"two days", {}};
    for (int h = 0; h < 48; ++h) builder.add(start + h * ns_per_hour, std::vector<double>{1.0 * h}, 2);
    const Trace trace = std::move(builder).finish();
    RunContext run;
    run.start_unix_ns = start;
    run.end = Time{48 * ns_per_hour};
    const SeriesWindow window = window_of(run);
    const auto rows = trace.rows_of(window, Repeat::no);
    for (std::size_t i = 0; i < window.count; ++i) {
        const std::int64_t h = (window.unix_at(i) - start) / ns_per_hour; // from -24
        CHECK(rows[i]->front() == static_cast<double>(h < 0 ? h + 24 : h < 48 ? h : 24 + h % 24));
    }
    run.end = Time{49 * ns_per_hour};
    CHECK_THROWS_WITH(trace.rows_of(window_of(run), Repeat::no),
                      Catch::Contains("but the run needs 2022-01-03T00:00Z"));
}

TEST_CASE("a row that is not to be believed is filled like one that is missing, or named", "[trace][unit]")
{
    const auto with_doubt = [](GapRule rule) {
        TraceBuilder builder{"x.csv", rule};
        builder.add(0, row(100), 2);
        builder.add_implausible(ns_per_hour, 3, "has too little");
        builder.add(2 * ns_per_hour, row(102), 4);
        return std::move(builder).finish();
    };
    const Trace held = with_doubt({GapRule::Fill::interpolate});
    CHECK(held.rows[1].front() == 101);
    CHECK(held.filled == 1);
    CHECK_THROWS_WITH(with_doubt({}), Catch::Contains("1970-01-01T01:00Z has too little (on_gap"));
}

TEST_CASE("before and after a run that a file covers the nearest day serves, whether the file repeats or not",
          "[trace][unit]")
{
    const TestRun run{{2025, 6, 1, 0}, 2};
    TraceBuilder builder{"x.csv", {}};
    for (int h = 0; h < 48; ++h) builder.add(run.context.start_unix_ns + h * ns_per_hour, row(h), 2);
    const Trace trace = std::move(builder).finish();
    const SeriesWindow window = window_of(run.context);
    const auto once = trace.rows_of(window, Repeat::no), yearly = trace.rows_of(window, Repeat::yearly);
    CHECK(once == yearly);
    CHECK(once.size() > 48);
}
