#include "models/vocabulary/job.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

Load charged(float memory)
{
    Charges charges;
    at(charges.cause, Cause::memory) = memory;
    Load load{0.5, 3 * watt};
    load.charge(charges);
    return load;
}

} // namespace

TEST_CASE("loads are equal by what they are charged to, whoever shares it", "[vocabulary]")
{
    const Load load = charged(1), copy = load;
    CHECK(load == copy);
    CHECK(load == charged(1));
    CHECK(load != charged(2));
    CHECK(charged(0) == Load{0.5, 3 * watt}); // nothing is known of either
}

TEST_CASE("a change of what a load is charged to leaves its copies alone", "[vocabulary]")
{
    Load load = charged(1);
    const Load copy = load;
    load.charge({});
    CHECK(at(copy.charges().cause, Cause::memory) == 1);
    CHECK(copy != load);
}

TEST_CASE("a job is restored with what its segments are charged to", "[vocabulary]")
{
    JobSpec job, restored;
    job.segments = {Segment{Segment::Rate::with_clock, Span{7}, charged(1)}};
    job.segments.push_back({Segment::Rate::fixed, Span{3}, {}, Segment::Part::save, 2});
    restored.segments = {Segment{Segment::Rate::fixed, Span{1}, charged(3)}};
    job.restoring = 1;
    job.work = WorkAmount{.work = 8, .scale = 2};
    Archive save;
    job.state(save);
    Archive restore{save.bytes()};
    restored.state(restore);
    REQUIRE(restored.segments.size() == 2);
    CHECK(restored.segments[0].load == charged(1));
    CHECK(restored.segments[0].amount == Span{7});
    CHECK(restored.segments[1].load == Load{});
    CHECK(restored.segments[1].part == Segment::Part::save);
    CHECK(restored.segments[1].stretch == 2);
    CHECK(restored.restoring == 1);
    CHECK(restored.work->scale == 2);
}
