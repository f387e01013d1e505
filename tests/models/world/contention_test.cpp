#include "tests/models/world/line_of_switches.h"

using namespace dcsim;

TEST_CASE(
    "two gangs that always send over one cable take twice as long, and one gets its pace back when the other leaves",
    "[world][network][analytic]")
{
    for (const char* how : {"overlapping", "interleaved"}) {
        const Ran run = of(line(contention(how), gang("one", 100, 0, 1) + gang("two", 50, 0, 1)));
        CHECK(length(run, 1) == Approx(100).epsilon(1e-9)); // 50 items of 2 s
        CHECK(length(run, 0) == Approx(150).epsilon(1e-9)); // and 50 of 1 s
        CHECK(workload(run, 0).contention_accelerator_seconds == Approx(2 * 50).epsilon(1e-6));
        CHECK(workload(run, 1).contention_accelerator_seconds == Approx(2 * 50).epsilon(1e-6));
        // Waiting in a collective: 100 W and 0.35 of 400 W more for each of the two nodes.
        CHECK(workload(run, 0).energy.si() == Approx(2 * 150 * 240).epsilon(1e-9));
        CHECK(at(workload(run, 0).ledgers.cause, Cause::communication).si() == Approx(2 * 150 * 240).epsilon(1e-6));
    }
}

TEST_CASE("three gangs on two cables have the pace that max-min gives them, until each leaves",
          "[world][network][analytic]")
{
    // On a - b, which carries 1, the first two get 1/2 each, so that 3/4 of the 5/4 of b - c are left to the third. The
    // second ends after 50 items of 2 s. Then the other two have 5/8 each; the first goes through its other 50 items in
    // 80 s, the third through 50 of the 75 that it has left, and the last 25 take 1 s each.
    for (const char* how : {"overlapping", "interleaved"}) {
        const Ran run = of(line(contention(how), gang("ac", 100, 0, 1) + gang("ab", 50, 0, 1) + gang("bc", 150, 0, 1)));
        CHECK(length(run, 1) == Approx(100).epsilon(1e-9));
        CHECK(length(run, 0) == Approx(180).epsilon(1e-9));
        CHECK(length(run, 2) == Approx(205).epsilon(1e-9));
        CHECK(run["contention_accelerator_hours"] == Approx(2 * (80 + 50 + 55) / 3600.0).epsilon(1e-6));
    }
}

TEST_CASE("only sending takes longer, by as much as bursts meet", "[world][network][analytic]")
{
    SECTION("all of them")
    {
        const Ran run = of(line(contention("overlapping"), gang("one", 100, 1, 1) + gang("two", 50, 1, 1)));
        CHECK(length(run, 1) == Approx(50 * 3).epsilon(1e-9));
        CHECK(length(run, 0) == Approx(50 * 3 + 50 * 2).epsilon(1e-9));
        // Arithmetic at 500 W a node, sending at 240 W.
        CHECK(workload(run, 0).energy.si() == Approx(2 * (100 * 500 + (50 * 2 + 50) * 240)).epsilon(1e-9));
    }
    SECTION("none, where the cable has time for both")
    {
        const std::string gangs = gang("one", 100, 1, 1) + gang("two", 50, 1, 1);
        const Ran run = of(line(contention("interleaved"), gangs)), alone = of(line(contention("none"), gangs));
        CHECK(same_bits(run.metrics, alone.metrics));
        CHECK(length(run, 0) == Approx(200).epsilon(1e-9));
    }
    SECTION("those for which it has not")
    {
        // Two that want 2/3 of the cable have half of it, and take 2 s an item instead of 1.5.
        const Ran run = of(line(contention("interleaved"), gang("one", 100, 0.5, 1) + gang("two", 50, 0.5, 1)));
        CHECK(length(run, 1) == Approx(50 * 2).epsilon(1e-9));
        CHECK(length(run, 0) == Approx(50 * 2 + 50 * 1.5).epsilon(1e-9));
        CHECK(workload(run, 0).energy.si() == Approx(2 * (100 * 0.5 * 500 + (50 * 1.5 + 50) * 240)).epsilon(1e-9));
    }
    SECTION("those of who sends more than its share")
    {
        // One wants 1/4 of the cable and has it; 3/4 are left to one that always sends.
        const Ran run = of(line(contention("interleaved"), gang("seldom", 30, 3, 1) + gang("always", 120, 0, 1)));
        CHECK(length(run, 0) == Approx(30 * 4).epsilon(1e-9));
        CHECK(length(run, 1) == Approx(90 * 4 / 3.0 + 30).epsilon(1e-9));
        CHECK(workload(run, 0).contention_accelerator_seconds == 0);
    }
}

TEST_CASE("gangs that share no cable run as alone, to the last bit", "[world][network][invariant]")
{
    // Nodes of the second gang lie under one switch each with their partner: three pairs, no common cable.
    const std::string pairs =
        "cables = [\"node0 a\", \"node1 b\", \"node2 c\", \"node3 d\", \"node4 e\", \"node5 f\", \"a b 3 GB/s\", "
        "\"c d 4 GB/s\", \"e f 5 GB/s\", \"b c\", \"d e\"]";
    std::string gangs;
    for (const char* name : {"one", "two", "three"}) gangs += gang(name, 777, 0.3, 0.7);
    const auto text = [&](const char* how) {
        std::string whole = line(contention(how), gangs);
        const std::size_t from = whole.find("cables"), to = whole.find('\n', from);
        return whole.replace(from, to - from, pairs);
    };
    const Ran alone = of(text("none"));
    CHECK(same_bits(of(text("overlapping")).metrics, alone.metrics));
    CHECK(same_bits(of(text("interleaved")).metrics, alone.metrics));
}

TEST_CASE("a gang that saves leaves the cables to others", "[world][network][analytic]")
{
    // Both share the cable but for the 10 s in which the first saves: at 100 s of its progress' 200.
    const std::string saves = R"(checkpoint = { kind = "fixed", interval = "60 s", write = "10 s" })";
    const Ran run = of(line(contention("overlapping"), gang("saving", 100, 0, 1, saves) + gang("other", 100, 0, 1)));
    // The save comes after 60 items, at 120 s; the other goes through 10 items while it lasts, and has 30 left when
    // both share again: it ends at 190 s. The first has done 30 of its last 40 items by then.
    CHECK(length(run, 1) == Approx(190).epsilon(1e-9));
    CHECK(length(run, 0) == Approx(200).epsilon(1e-9));
}

TEST_CASE("a gang whose only cable fails loses its work, and waits for the repair", "[world][network][analytic]")
{
    // Without the first cable, a - b, two nodes are on one side and four on the other, which stay up. The gang lies on
    // both, and starts again on two of the four.
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        const Ran run = of(line(contention(how), fails("cable") + gang("first", 100, 0, 1)), "50,0,200\n");
        CHECK(workload(run, 0).interruptions == 1);
        CHECK(workload(run, 0).lost_accelerator_seconds == Approx(2 * 50));
        CHECK(run["makespan_s"] == Approx(150));
        CHECK(run.outcome.totals.jobs.failures == 1);
    }
}

TEST_CASE("damage that leaves a slowed gang's rate as it is does not hold it up for ever", "[world][network][analytic]")
{
    // Half of the first node's ports are down until 300 s, and one cable of a node that nobody uses from 200 s on.
    const std::string cables =
        "cables = [\"node0 a 5 GB/s\", \"node0 a 5 GB/s\", \"node1 a\", \"node2 a\", \"node3 a\", "
        "\"node4 a\", \"node5 a 5 GB/s\", \"node5 a 5 GB/s\"]";
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        const Ran run = of(replaced(line(contention(how), fails("port") + gang("first", 400, 0, 1)), "cables", cables),
                           "100,1,200\n200,7,1000\n");
        CHECK(run["makespan_s"] == Approx(500));
        CHECK(run["contention_accelerator_hours"] == Approx(2 * 100 / 3600.0));
    }
}

TEST_CASE("a switch takes its nodes down until it is repaired", "[world][network][analytic]")
{
    const Ran run = of(line(contention("none"), fails("switch") + gang("first", 100, 0, 1) + gang("second", 500, 0, 1) +
                                                    gang("third", 500, 0, 1)),
                       "50,2,200\n"); // b: a and c have two nodes each, and the first part stays
    CHECK(workload(run, 0).interruptions == 1);
    CHECK(workload(run, 1).interruptions == 1);
    CHECK(workload(run, 2).interruptions == 1);
    CHECK(run.outcome.totals.jobs.down_seconds == Approx(4 * 200));
}

TEST_CASE("a gang whose node loses its only port starts again on others", "[world][network][analytic]")
{
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        const Ran run = of(line(contention(how), fails("port") + gang("first", 100, 0, 1)), "50,0,200\n");
        CHECK(workload(run, 0).interruptions == 1);
        CHECK(workload(run, 0).lost_accelerator_seconds == Approx(2 * 50));
        CHECK(run["makespan_s"] == Approx(150));
        CHECK(run.outcome.totals.jobs.down_seconds == Approx(1 * 100)); // until the end
    }
}

TEST_CASE("ports that may fail and do not change nothing, to the last bit", "[world][network][invariant]")
{
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        const std::string gangs = gang("first", 100, 0.3, 0.7) + gang("second", 50, 0.2, 1);
        CHECK(same_bits(of(line(contention(how), fails("port") + gangs), "").metrics,
                        of(line(contention(how), gangs)).metrics));
    }
}

TEST_CASE("the series of contention adds up to the metric, and is 0 where nobody is held up",
          "[world][network][analytic]")
{
    // Alone until 100 s, a node then sends through nothing but half of its ports until 300 s.
    const std::string ports =
        "cables = [\"node0 a 5 GB/s\", \"node0 a 5 GB/s\", \"node1 a\", \"node2 a\", \"node3 a\", "
        "\"node4 a\", \"node5 a\"]";
    for (const char* how : {"none", "overlapping", "interleaved"}) {
        const std::string text =
            replaced(line(contention(how), fails("port") + gang("first", 400, 0, 1)), "cables", ports);
        const Ran run = of(replaced(text, "traces", "sample_every = \"10 s\""), "100,1,200\n");
        CHECK(run["makespan_s"] == Approx(500));
        CHECK(run["contention_accelerator_hours"] == Approx(2 * 100 / 3600.0));
        const auto found =
            std::ranges::find(run.series, std::string{"contention"}, [](const SeriesRecord& s) { return s.info.name; });
        REQUIRE(found != run.series.end());
        double sum = 0;
        for (const float bin : found->bins) sum += bin;
        CHECK(sum * 10 == Approx(2 * 100));
        CHECK(*std::ranges::max_element(found->bins) == Approx(1)); // half of two accelerators
        CHECK(found->bins.front() == 0);
    }
}
