#include "models/workload/arrivals.h"
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

using namespace dcsim;

namespace {

constexpr Span one_second{1'000'000'000};

struct Trace {
    std::filesystem::path path{std::filesystem::temp_directory_path() / "dcsim-request-trace-test.csv"};
    Inputs inputs;
    Trace()
    {
        std::ofstream{path} << "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                               "2023-11-16 18:00:00.0000000,10,1\n"
                               "2023-11-16 18:00:02.0000000,10,1\n"
                               "2023-11-16 18:00:02.0000000,10,1\n"
                               "2023-11-16 18:00:06.0000000,10,1\n";
    }
    ~Trace() { std::filesystem::remove(path); }
    std::unique_ptr<Arrivals> arrivals(bool repeat, int until_s)
    {
        return make_request_trace({path, repeat}, {.random = Random{{1, 0, "w", "a", 0}},
                                                   .rate_factors = {},
                                                   .until = Time{} + Span{until_s * one_second.ns},
                                                   .inputs = &inputs});
    }
};

Time at(int s)
{
    return Time{} + Span{s * one_second.ns};
}

} // namespace

TEST_CASE("a trace of requests is counted by interval, from the start of the run", "[workload]")
{
    Trace trace;
    const auto arrivals = trace.arrivals(false, 100);
    CHECK(arrivals->exact());
    CHECK(arrivals->expected(at(2)) == 1);
    CHECK(arrivals->expected(at(3)) == 2);
    CHECK(arrivals->expected(at(100)) == 1);
}

TEST_CASE("a trace that repeats goes on after a mean gap, and ends when work no longer arrives", "[workload]")
{
    Trace trace;
    const auto arrivals = trace.arrivals(true, 17); // rounds start at 0, 8 and 16 s
    CHECK(arrivals->expected(at(8)) == 4);
    CHECK(arrivals->expected(at(16)) == 4);
    CHECK(arrivals->expected(at(100)) == 1);
}

TEST_CASE("a trace of requests that is saved goes on where it was", "[workload][invariant]")
{
    Trace trace;
    const auto whole = trace.arrivals(true, 60);
    whole->expected(at(11));
    Archive saved;
    whole->state(saved);
    const auto copy = trace.arrivals(true, 60);
    Archive restored{saved.bytes()};
    copy->state(restored);
    for (int s = 12; s < 60; s += 5) CHECK(copy->expected(at(s)) == whole->expected(at(s)));
}
