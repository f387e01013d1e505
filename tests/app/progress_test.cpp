#include "app/progress.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

StudyProgress half_done()
{
    StudyProgress p;
    p.runs = 40;
    p.finished = 12;
    p.events = 2'400'000;
    p.fraction = 0.25;
    return p;
}

} // namespace

TEST_CASE("progress shows runs, share, speed and the time left in proportion", "[app][progress]")
{
    CHECK(progress_line(half_done(), 2 * second) == "runs 12/40  25 %  1.2 M events/s  about 6 s left");
    CHECK(progress_line(half_done(), 20 * minute) == "runs 12/40  25 %  2.0 k events/s  about 60 min left");
    CHECK(progress_line(half_done(), 40 * minute) == "runs 12/40  25 %  1.0 k events/s  about 2 h 0 min left");
}

TEST_CASE("progress promises nothing in its first second, nor at the end", "[app][progress]")
{
    CHECK(progress_line(half_done(), 0.5 * second) == "runs 12/40  25 %");
    StudyProgress end = half_done();
    end.finished = 40;
    end.reused = 3;
    end.fraction = 1;
    CHECK(progress_line(end, 2 * second) == "runs 40/40  100 %  3 reused  1.2 M events/s");
}
