#include "models/site/saves.h"
#include "sim/numerics/random.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

Segments of(std::initializer_list<std::int64_t> amounts)
{
    Segments all;
    double load = 0.1;
    for (const std::int64_t amount : amounts) {
        all.push_back({Segment::Rate::with_clock, Span{amount}, {load}});
        load += 0.1;
    }
    return all;
}

std::vector<std::int64_t> amounts(const Segments& segments)
{
    std::vector<std::int64_t> all;
    for (const Segment& s : segments) all.push_back(s.part == Segment::Part::save ? -s.amount.ns : s.amount.ns);
    return all;
}

using Amounts = std::vector<std::int64_t>;

} // namespace

TEST_CASE("saves follow each interval of work, and none stands at the end", "[site]")
{
    const Saving saving{Span{10}, Span{2}, {}};
    CHECK(amounts(with_saves(of({35}), 0, saving)) == Amounts{10, -2, 10, -2, 10, -2, 5});
    CHECK(amounts(with_saves(of({30}), 0, saving)) == Amounts{10, -2, 10, -2, 10});
    CHECK(amounts(with_saves(of({4, 6, 5, 5}), 0, saving)) == Amounts{4, 6, -2, 5, 5});
    CHECK(amounts(with_saves(of({4, 13}), 0, saving)) == Amounts{4, 6, -2, 7});
    CHECK(amounts(with_saves(of({25, 13}), 1, saving)) == Amounts{25, 10, -2, 3});
    CHECK(saves_within(Span{35}, Span{10}) == 3);
    CHECK(saves_within(Span{30}, Span{10}) == 2);
    CHECK(saves_within(Span{}, Span{10}) == 0);
}

TEST_CASE("without its saves work is what it was", "[site][invariant]")
{
    Random random{{1, 0, "test", "saves", 0}};
    for (int i = 0; i < 1000; ++i) {
        Segments work;
        const std::uint64_t count = 1 + uniform_below(random, 5);
        for (std::uint64_t k = 0; k < count; ++k)
            work.push_back(
                {Segment::Rate::fixed, Span{static_cast<std::int64_t>(1 + uniform_below(random, 50))}, {0.5}});
        const Saving saving{Span{static_cast<std::int64_t>(1 + uniform_below(random, 20))}, Span{3}, {}};
        const Segments saved = with_saves(work, 0, saving);
        CHECK(amounts(without_saves(saved)) == amounts(work));
        std::int64_t total = 0, saves = 0;
        for (const Segment& s : saved)
            (s.part == Segment::Part::save ? saves : total) += s.part == Segment::Part::save ? 1 : s.amount.ns;
        CHECK(saves == saves_within(Span{total}, saving.every));
    }
}
