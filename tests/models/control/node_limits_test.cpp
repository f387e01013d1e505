#include "models/control/node_limits.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Span hour_span{3'600'000'000'000};

Time at(double hours)
{
    return Time{} + Span{static_cast<std::int64_t>(hours * static_cast<double>(hour_span.ns))};
}

Gang on(std::uint32_t first, std::uint32_t count)
{
    Gang gang;
    gang.runs.push_back({first, count, 8000});
    return gang;
}

NodeLimitParams limit(std::uint32_t first, std::optional<std::uint32_t> count, Operating most,
                      std::vector<double> hours = {})
{
    return {"", first, count, most, std::move(hours)};
}

/// 2025-06-02, 20:00 local time, two hours ahead of UTC.
RunContext evening()
{
    return {.start_unix_ns = 1'748'887'200'000'000'000, .offset_minutes = 120};
}

} // namespace

TEST_CASE("a gang runs at the least clock and the least cap of its nodes", "[control]")
{
    const NodeLimits limits{{limit(0, 4, {.clock = 0.8}), limit(2, 4, {.clock = 0.6}),
                             limit(5, std::nullopt, {.cap = Power{300}}),
                             limit(7, 1, {.clock = 0.9, .cap = Power{200}})},
                            evening()};
    CHECK(limits.on(on(0, 2)) == Operating{.clock = 0.8});
    CHECK(limits.on(on(1, 2)) == Operating{.clock = 0.6});
    CHECK(limits.on(on(4, 1)) == Operating{.clock = 0.6});
    CHECK(limits.on(on(5, 2)) == Operating{.clock = 0.6, .cap = Power{300}});
    CHECK(limits.on(on(6, 8)) == Operating{.clock = 0.9, .cap = Power{200}});
    CHECK(limits.on(on(8, 100)) == Operating{.clock = 1, .cap = Power{300}});
    CHECK(limits.next_change() == Time::never());
}

TEST_CASE("limits by hours of the local day begin and end, over midnight too", "[control]")
{
    NodeLimits limits{{limit(0, 1, {.clock = 0.5}, {22, 6}), limit(0, 1, {.clock = 0.7}, {5.5, 24})}, evening()};
    CHECK(limits.on(on(0, 1)) == Operating{.clock = 0.7}); // at 20:00
    CHECK(limits.next_change() == at(2));
    limits.move_to(at(2));
    CHECK(limits.on(on(0, 1)) == Operating{.clock = 0.5});
    CHECK(limits.next_change() == at(4));
    limits.move_to(at(4)); // midnight
    CHECK(limits.on(on(0, 1)) == Operating{.clock = 0.5});
    CHECK(limits.next_change() == at(9.5));
    limits.move_to(at(10)); // 6:00
    CHECK(limits.on(on(0, 1)) == Operating{.clock = 0.7});
    CHECK(limits.next_change() == at(26));
}

TEST_CASE("a move touches the gangs on nodes whose limits begin or end there", "[control]")
{
    NodeLimits limits{{limit(0, 2, {.clock = 0.5}, {22, 6}), limit(4, 2, {.clock = 0.7}, {20, 24}),
                       limit(6, std::nullopt, {.clock = 0.9})},
                      evening()};
    CHECK_FALSE(limits.changed(on(0, 8))); // it has not moved
    limits.move_to(at(2));                 // 22:00
    CHECK(limits.changed(on(1, 2)));
    CHECK_FALSE(limits.changed(on(2, 4))); // limited before and after
    limits.move_to(at(4));                 // midnight
    CHECK_FALSE(limits.changed(on(0, 4)));
    CHECK(limits.changed(on(3, 2)));
    CHECK_FALSE(limits.changed(on(6, 2)));
    limits.move_to(at(28)); // midnight again: what began and ended in between is as it was
    CHECK_FALSE(limits.changed(on(0, 8)));
}
