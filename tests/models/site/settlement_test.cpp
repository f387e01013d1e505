#include "models/site/settlement.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Span minute_span{60'000'000'000};
constexpr std::int64_t june_2025_unix_ns = 1'748'728'800'000'000'000; // 2025-05-31T22:00:00Z

} // namespace

TEST_CASE("marks are aligned to UTC, and the first comes after the start", "[site][settlement]")
{
    SettlementMarks on_the_minute{minute_span, june_2025_unix_ns, 3};
    CHECK(on_the_minute.next().at == Time{minute_span.ns});
    SettlementMarks between{minute_span, june_2025_unix_ns + 45'000'000'000, 3};
    CHECK(between.next().at == Time{15'000'000'000});
    between.advance();
    CHECK(between.next().at == Time{75'000'000'000});
}

TEST_CASE("marks before 1970 are aligned too", "[site][settlement]")
{
    SettlementMarks marks{minute_span, -15'000'000'000, 0};
    CHECK(marks.next().at == Time{15'000'000'000});
}

TEST_CASE("a mark names its process and comes in the phase of settlement", "[site][settlement]")
{
    const SettlementMarks marks{minute_span, 0, 3};
    CHECK(marks.next().process == 3);
    CHECK(marks.next().phase == Phase::settle);
}
