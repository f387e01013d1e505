#include "models/reliability/outages.h"
#include "sim/numerics/statistics.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

constexpr Span one_hour{3'600'000'000'000};

Maker<Lifetime> law(const std::string& toml)
{
    return [toml] { return made(lifetimes(), toml); };
}

Maker<Lifetime> exponential_hours(double mean)
{
    return law("kind = \"exponential\"\nmean = \"" + std::to_string(mean) + " h\"");
}

Maker<Lifetime> fixed_hours(double mean)
{
    return law("kind = \"fixed\"\nmean = \"" + std::to_string(mean) + " h\"");
}

ReliabilityParams one(FailureUnit unit, Maker<Lifetime> every, Maker<Lifetime> repair)
{
    ReliabilityParams p;
    p.failures.push_back({.name = "only", .unit = unit, .every = std::move(every), .repair = std::move(repair)});
    return p;
}

RunContext run_of(double hours, std::uint32_t replication = 0)
{
    return {.seed = 7, .replication = replication, .end = Time{} + nearest_span(hours * hour)};
}

struct Seen {
    Time at;
    OutageChange change;
};

std::vector<Seen> all(Outages& outages)
{
    std::vector<Seen> seen;
    for (Event event; (event = outages.next()).at != Time::never();) {
        outages.advance();
        seen.push_back({event.at, outages.happened()});
    }
    return seen;
}

} // namespace

TEST_CASE("a lifetime of fixed length and a repair of fixed length alternate to the tick", "[reliability]")
{
    ReliabilityParams p = one(FailureUnit::node, fixed_hours(10), fixed_hours(2));
    p.failures.front().as_new = true;
    Outages outages{p, {1, 8}, run_of(36)};
    const auto seen = all(outages);
    REQUIRE(seen.size() == 5);
    const std::int64_t expected[] = {10, 12, 22, 24, 34};
    for (std::size_t i = 0; i < seen.size(); ++i) {
        CHECK(seen[i].at.ns == expected[i] * one_hour.ns);
        CHECK(seen[i].change.down == (i % 2 == 0));
        CHECK(seen[i].change.expected == Span{2 * one_hour.ns});
    }
    CHECK(outages.failures() == std::vector<std::uint64_t>{3});
}

TEST_CASE("accelerators take their node down, racks all of theirs, the cluster everything", "[reliability]")
{
    const auto widest = [](FailureUnit unit) {
        ReliabilityParams p = one(unit, exponential_hours(50), fixed_hours(1));
        p.failures.front().rack_nodes = 4;
        Outages outages{p, {10, 8}, run_of(1000)};
        std::uint32_t most = 0;
        for (const Seen& s : all(outages)) {
            CHECK(s.change.first + s.change.count <= 10);
            if (unit == FailureUnit::rack) CHECK(s.change.first % 4 == 0);
            most = std::max(most, s.change.count);
        }
        return most;
    };
    CHECK(widest(FailureUnit::accelerator) == 1);
    CHECK(widest(FailureUnit::node) == 1);
    CHECK(widest(FailureUnit::rack) == 4);
    CHECK(widest(FailureUnit::cluster) == 10);
}

TEST_CASE("failures come at the rate of the law from the first second on, unless all units are new",
          "[reliability][analytic]")
{
    // shape 0.7: new units fail more often at first, used ones at 1/mean at any time
    const auto early = law("kind = \"weibull\"\nmean = \"1000 h\"\nshape = 0.7");
    const auto failures = [&](bool as_new, std::uint32_t replication) {
        ReliabilityParams p = one(FailureUnit::accelerator, early, fixed_hours(0));
        p.failures.front().as_new = as_new;
        Outages outages{p, {200, 8}, run_of(100, replication)};
        all(outages);
        return static_cast<double>(outages.failures().front());
    };
    OnlineStats used, fresh;
    for (std::uint32_t k = 0; k < 30; ++k) {
        used.add(failures(false, k));
        fresh.add(failures(true, k));
    }
    CHECK(used.mean() == Approx(160).margin(4 * used.sd() / std::sqrt(30.0)));
    CHECK(fresh.mean() > 1.2 * used.mean());
}

TEST_CASE("repairs wait for a crew in order of failure", "[reliability]")
{
    ReliabilityParams p = one(FailureUnit::node, fixed_hours(10), fixed_hours(4));
    p.failures.front().as_new = true;
    p.crews = 1;
    Outages outages{p, {3, 1}, run_of(20)};
    std::vector<std::int64_t> back;
    for (const Seen& s : all(outages))
        if (!s.change.down) back.push_back(s.at.ns / one_hour.ns);
    CHECK(back == std::vector<std::int64_t>{14, 18}); // three break at 10 h; the third would be back at 22 h
}

TEST_CASE("units that are added fail without disturbing the others", "[reliability]")
{
    const ReliabilityParams p = one(FailureUnit::node, exponential_hours(100), exponential_hours(5));
    Outages few{p, {4, 8}, run_of(2000)}, many{p, {40, 8}, run_of(2000)};
    std::vector<std::int64_t> of_few, of_many;
    for (const Seen& s : all(few)) of_few.push_back(s.at.ns);
    for (const Seen& s : all(many))
        if (s.change.first < 4) of_many.push_back(s.at.ns);
    CHECK(of_few == of_many);
}

TEST_CASE("two halves of the outages equal the whole", "[reliability]")
{
    ReliabilityParams p = one(FailureUnit::node, exponential_hours(100), exponential_hours(20));
    p.crews = 2;
    Outages whole{p, {50, 8}, run_of(500)}, first{p, {50, 8}, run_of(500)}, second{p, {50, 8}, run_of(500)};
    for (int i = 0; i < 100; ++i) {
        whole.advance();
        first.advance();
    }
    Archive saved;
    first.state(saved);
    Archive restored{saved.bytes()};
    second.state(restored);
    const auto a = all(whole), b = all(second);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK((a[i].at == b[i].at && a[i].change.first == b[i].change.first));
    CHECK(whole.failures() == second.failures());
}

TEST_CASE("recorded failures come as they were, and must make sense", "[reliability]")
{
    const auto outages_of = [](const std::string& rows) {
        Inputs inputs;
        inputs.provide("/outages.csv", "time,unit,repair\n" + rows);
        ReliabilityParams p;
        p.failures.push_back({.name = "recorded", .unit = FailureUnit::accelerator, .file = "/outages.csv"});
        RunContext run = run_of(10);
        run.inputs = &inputs;
        Outages outages{p, {2, 4}, run};
        return all(outages);
    };
    const auto seen = outages_of("60,5,30\n80,0,0\n36000,1,1\n");
    REQUIRE(seen.size() == 4); // the last row comes after the run
    CHECK((seen[0].at == Time{60'000'000'000} && seen[0].change.first == 1 && seen[0].change.down));
    CHECK((seen[1].at == Time{80'000'000'000} && seen[1].change.first == 0 && seen[1].change.down));
    CHECK((seen[2].at == Time{80'000'000'000} && !seen[2].change.down));
    CHECK((seen[3].at == Time{90'000'000'000} && seen[3].change.first == 1));
    CHECK_THROWS_WITH(outages_of("60,8,30\n"), Catch::Contains("/outages.csv:2:4") && Catch::Contains("there are 8"));
    CHECK_THROWS_WITH(outages_of("60,1,30\n50,1,30\n"), Catch::Contains("earlier than the row above"));
    CHECK_THROWS_WITH(outages_of("-1,1,30\n"), Catch::Contains("before the start"));
    CHECK_THROWS_WITH(outages_of("1,1,-30\n"), Catch::Contains("negative"));
}

TEST_CASE("the rate on a gang counts what it stands on", "[reliability][analytic]")
{
    ReliabilityParams p = one(FailureUnit::accelerator, exponential_hours(1000), fixed_hours(1));
    p.failures.push_back({.name = "rack",
                          .unit = FailureUnit::rack,
                          .rack_nodes = 4,
                          .every = fixed_hours(500),
                          .repair = fixed_hours(1)});
    p.failures.push_back(
        {.name = "all", .unit = FailureUnit::cluster, .every = fixed_hours(250), .repair = fixed_hours(1)});
    const Outages outages{p, {16, 8}, run_of(10)};
    CHECK(outages.rate_on(10) * hour == Approx(80 / 1000.0 + 3 / 500.0 + 1 / 250.0));
}

TEST_CASE("of ports only those strike a gang that are the only ones of their nodes", "[reliability][analytic]")
{
    const ReliabilityParams p = one(FailureUnit::port, exponential_hours(1000), fixed_hours(1));
    const Outages alone{p, {.nodes = 16, .accelerators_per_node = 8, .ports = 16, .lone_ports = 16}, run_of(10)};
    CHECK(alone.rate_on(10) * hour == Approx(10 / 1000.0));
    CHECK(alone.breaks_network());
    const Outages many{p, {.nodes = 16, .accelerators_per_node = 8, .ports = 128}, run_of(10)};
    CHECK(many.rate_on(10) * hour == 0);
}

TEST_CASE("each port fails by itself, and takes no node down by itself", "[reliability]")
{
    ReliabilityParams p = one(FailureUnit::port, fixed_hours(4), fixed_hours(1));
    p.failures.front().as_new = true;
    Outages outages{p, {.nodes = 3, .accelerators_per_node = 2, .ports = 6}, run_of(5)};
    const auto seen = all(outages);
    REQUIRE(seen.size() == 6); // repairs come with the end of the run
    for (std::uint32_t i = 0; i < 6; ++i) {
        CHECK(seen[i].change.number == i);
        CHECK(seen[i].change.count == 0);
    }
}
