#include "sample.h"
#include "sim/config/render.h"
#include <catch2/catch.hpp>

using namespace sample;

namespace {

/// The only problem of a scenario, as it is printed.
std::string complaint(const std::string& text)
{
    const Read r = read_text(text);
    REQUIRE(r.problems.size() == 1);
    return headline(r.problems[0]);
}

const std::string head = "[scenario]\nduration = \"1 d\"\n";

} // namespace

TEST_CASE("a scenario is read into parameters", "[config][fields]")
{
    const Read r = read_text(full_text);
    REQUIRE(r.problems.empty());
    const Scenario& s = r.scenario;
    CHECK(s.title == "everything \"quoted\"");
    CHECK(s.start.offset_minutes == 120);
    CHECK(seconds(s.duration) == 28 * day);
    CHECK(s.seed == 42);
    CHECK(s.traces == Traces::all);
    CHECK(s.node_power == 10.2 * kW);
    CHECK(s.price.si() == Approx((95 * per_MWh).si()));
    REQUIRE(s.battery);
    CHECK(s.battery->power == 750 * kW);
    REQUIRE(s.sources.size() == 2);
    CHECK(s.sources[0].name == "nlp");
    CHECK(s.sources[0].gpus == std::vector{8, 16});
    CHECK(s.sources[1].rate == Frequency{40});
    CHECK(s.cooler()->name() == "chiller");
    CHECK(r.resolved.currency == "EUR");
    CHECK(s.file.is_absolute());
}

TEST_CASE("what is absent keeps its default", "[config][fields]")
{
    const Read r = read_text(head);
    REQUIRE(r.problems.empty());
    CHECK(r.scenario.seed == 1);
    CHECK_FALSE(r.scenario.battery);
    CHECK(r.scenario.cooler()->name() == "fan");
}

TEST_CASE("mistakes are told with place, key and what is allowed", "[config][fields]")
{
    CHECK(complaint(head + "sed = 3\n") ==
          "s.toml:3:1: 'scenario.sed' is not a known key (did you mean 'seed'? known: title, start, duration, seed, "
          "verbose, file, traces)");
    CHECK(complaint("[scenario]\n") == "s.toml:1:1: 'scenario.duration' is missing (work arrives for this long)");
    CHECK(complaint("[scenario]\nduration = 7\n") ==
          "s.toml:2:12: 'scenario.duration' has no unit: a duration is text with a unit (write \"7 h\"; allowed: ns, "
          "us, ms, s, min, h, d)");
    CHECK(complaint(head + "seed = \"x\"\n") == "s.toml:3:8: 'scenario.seed' is a string where a whole number belongs");
    CHECK(complaint(head + "seed = -1\n") == "s.toml:3:8: 'scenario.seed' is -1 (allowed: 0 to 9223372036854775807)");
    CHECK(complaint(head + "traces = \"frist\"\n") ==
          "s.toml:3:10: 'scenario.traces' is unknown: \"frist\" (did you mean 'first'? known: none, first, all)");
    CHECK(complaint(head + "[cluster]\nnodes = 0\n") == "s.toml:4:9: 'cluster.nodes' is 0 (allowed: at least 1)");
    CHECK(complaint(head + "[cluster]\nnode = \"8xh10\"\n") ==
          "s.toml:4:8: 'cluster.node' is unknown: \"8xh10\" (did you mean '8xh100'? known: 8xh100)");
    CHECK(complaint(head + "[cooling]\nrated = \"3 MW\"\n") ==
          "s.toml:4:9: 'cooling.rated' is 3 MW (allowed: at least 1 kW and at most 1 MW)");
    CHECK(complaint(head + "[cooling]\nkind = \"chiller\"\n") ==
          "s.toml:4:8: 'cooling.kind' is unknown: \"chiller\" (known: fan, water-chiller)");
    CHECK(complaint(head + "[cooling]\nkind = \"water-chiller\"\n") ==
          "s.toml:3:1: 'cooling.setpoint' is missing (supply temperature)");
    CHECK(complaint(head + "cooling = 3\n") ==
          "s.toml:3:1: 'scenario.cooling' is not a known key (known: title, start, "
          "duration, seed, verbose, file, traces)");
    CHECK(complaint("cluster = 3\n" + head) ==
          "s.toml:1:11: 'cluster' is a whole number where a table belongs (write [cluster])");
    CHECK(complaint(head + "[workload.a_b]\n") ==
          "s.toml:3:1: 'workload.a_b' is not a name (allowed: letters, digits, hyphens)");
    CHECK(complaint(head + "[workload.a]\ngpus = [0]\n") == "s.toml:4:9: 'workload.a.gpus' is 0 (allowed: at least 1)");
    CHECK(complaint(head + "[workload.a]\ngpus = [1, 2]\n") ==
          "s.toml:3:1: 'workload.a.weights' does not match gpus (one weight for each choice)");
    CHECK(complaint("[scenario]\nduration = \"1 d\"\nstart = 2025-06-01\n").find("names no instant") !=
          std::string::npos);
}

TEST_CASE("all problems come at once", "[config][fields]")
{
    const Read r = read_text("[scenario]\nduration = 7\nsed = 1\n[cluster]\nnodes = 0\n[rack]\n");
    CHECK(r.problems.size() == 4);
}

TEST_CASE("a second currency is a problem", "[config][fields]")
{
    const Scenario defaults;
    std::vector<Problem> problems;
    const Tree tree = parse_toml("a = \"1 EUR\"\nb = \"2 USD\"\nc = \"3 EUR\"", "f");
    visit_tree(tree, {}, problems, [](Fields& f) {
        Money a, b, c;
        f.required("a", a, "first");
        f.required("b", b, "second");
        f.required("c", c, "third");
        CHECK(f.currency() == "EUR");
    });
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].key == "b");
    CHECK(problems[0].text == "is in USD, but other prices are in EUR (a scenario has one currency)");
}

TEST_CASE("enabled = false leaves a table out", "[config][fields]")
{
    const Read off =
        read_text(head + "[supply.battery]\nenabled = false\nenergy = \"3 MWh\"\n[workload.a]\nenabled = false\n");
    CHECK(off.problems.empty());
    CHECK_FALSE(off.scenario.battery);
    CHECK(off.scenario.sources.empty());
    const Read on = read_text(head + "[supply.battery]\nenabled = true\nenergy = \"3 MWh\"\n");
    CHECK(on.problems.empty());
    CHECK(on.scenario.battery);
}

TEST_CASE("a key beside a preset wins, and a scenario's own row overrides the catalogue", "[config][fields]")
{
    const Read beside = read_text(head + "[cluster]\nnode = \"8xh100\"\npower = \"1 kW\"\n");
    CHECK(beside.problems.empty());
    CHECK(beside.scenario.node_power == 1 * kW);
    const Read own = read_text(head + "[cluster]\nnode = \"8xh100\"\n[catalog.nodes.8xh100]\npower = \"7 kW\"\n");
    CHECK(own.problems.empty());
    CHECK(own.scenario.node_power == 7 * kW);
}

TEST_CASE("a bare value stands for a chosen thing with one key", "[config][fields]")
{
    const auto cooling = [](const std::string& text) {
        const Read r = read_text(text + head);
        CHECK(r.problems.empty());
        return fingerprint_text(r.resolved);
    };
    CHECK(cooling("cooling = \"3 kW\"\n") == cooling("cooling = { kind = \"fan\", rated = \"3 kW\" }\n"));
    const Read wrong = read_text("cooling = 3\n" + head);
    REQUIRE(wrong.problems.size() == 1);
    CHECK(headline(wrong.problems[0]).starts_with("s.toml:1:11: 'cooling.rated' has no unit"));
}

TEST_CASE("a bare value stands for a table without a choice", "[config][fields]")
{
    const auto power_of = [](const std::string& text) {
        std::vector<Problem> problems;
        double power = 0;
        const Tree tree = parse_toml(text, "f"), rows = catalogue();
        visit_tree(tree, rows, problems, [&](Fields& f) {
            f.shorthand("node", "preset");
            f.table("node", "machine", [&](Fields& t) {
                t.preset("preset", "nodes", "row");
                Power declared{};
                t.required("power", declared, "of one");
                power = declared.si();
            });
        });
        CHECK(problems.empty());
        return power;
    };
    CHECK(power_of("node = \"8xh100\"\n") == 10200);
    CHECK(power_of("[node]\npreset = \"8xh100\"\npower = \"1 kW\"\n") == 1000);
}

TEST_CASE("a wrong value hides what may follow from it: cross-checks, and what an unknown preset would have filled",
          "[config][fields]")
{
    complaint(head + "[workload.a]\ngpus = [0]\nweights = [1, 2]\n"); // weights are not compared with gpus
    complaint(head + "[cooling]\nkind = \"watr-chiller\"\nsetpoint = \"18 degC\"\n"); // whose key setpoint is
    std::vector<Problem> problems;
    const Tree tree = parse_toml("node = \"tpu\"\n[inner]\n", "f");
    const Tree rows = catalogue();
    visit_tree(tree, rows, problems, [](Fields& f) {
        int filled = 0, below = 0;
        f.preset("node", "nodes", "row");
        f.required("filled", filled, "by the row");
        f.table("inner", "filled, too", [&](Fields& t) { t.required("below", below, "by the row"); });
        f.problem("filled", "is a cross-check");
    });
    REQUIRE(problems.size() == 1);
    CHECK(headline(problems[0]) == "f:1:8: 'node' is unknown: \"tpu\" (known: 8xh100)");
}

TEST_CASE("a whole number out of its type's range is told the range that was declared", "[config][fields]")
{
    CHECK(complaint(head + "[cluster]\nnodes = 99999999999\n") ==
          "s.toml:4:9: 'cluster.nodes' is 99999999999 (allowed: at least 1)");
    CHECK(complaint(head + "seed = 1.5\n") == "s.toml:3:8: 'scenario.seed' is 1.5 where a whole number belongs");
}
