#include "tests/models/world/line_of_switches.h"

using namespace dcsim;

namespace {

/// Two gangs on one cable, of which kernels take about as long as messages.
std::string two_gangs(const std::string& how, const std::string& more, const std::string& control = "")
{
    return line(contention(how), gang("one", 300, 2, 1, control) + gang("two", 100, 1, 1, control) + more);
}

/// A gang of which the first node has two ports of half the rate each; one of them is down from 100 s to 1,100 s.
const std::string broken_port = "100,1,1000\n";
std::string gang_of_two_ports(const std::string& more, const std::string& control = "")
{
    const std::string cables =
        "cables = [\"node0 a 5 GB/s\", \"node0 a 5 GB/s\", \"node1 a\", \"node2 a\", \"node3 a\", \"node4 a\", "
        "\"node5 a\"]";
    const std::string silent = "switch_idle = \"0 W\"\nswitch_port = \"0 W\"\n";
    return replaced(line(silent, fails("port") + gang("one", 600, 2, 1, control) + more), "cables", cables);
}

Ran with_a_broken_port(const std::string& more, const std::string& control = "")
{
    return of(gang_of_two_ports(more, control), broken_port);
}

void check_alike(const Ran& a, const Ran& b, std::size_t workloads)
{
    for (std::size_t i = 0; i < workloads; ++i) {
        CHECK(length(a, i) == Approx(length(b, i)).epsilon(1e-8));
        CHECK(workload(a, i).energy.si() == Approx(workload(b, i).energy.si()).epsilon(1e-8));
        CHECK(workload(a, i).contention_accelerator_seconds ==
              Approx(workload(b, i).contention_accelerator_seconds).epsilon(1e-6));
    }
}

} // namespace

TEST_CASE("a limit of all nodes is the clock of jobs that share cables", "[world][network][control][invariant]")
{
    for (const char* how : {"overlapping", "interleaved"}) {
        INFO(how);
        const Ran limited = of(two_gangs(how, "[control.nodes.all]\nclock = 0.5\n"));
        const Ran chosen = of(two_gangs(how, "", "control = { clock = 0.5 }"));
        check_alike(limited, chosen, 2);
        // At half clock there is room for the messages of one between those of the other.
        CHECK((limited["contention_accelerator_hours"] > 0) == (how == std::string{"overlapping"}));
        const Ran full = of(two_gangs(how, ""));
        CHECK(length(limited, 0) > 1.2 * length(full, 0));
    }
}

TEST_CASE("a limit at some hours changes what gangs ask of a cable that they share",
          "[world][network][control][analytic]")
{
    // An item takes 1 s of kernels, 2 s at half clock, and 1 s of messages alone. While bursts overlap both send at
    // half the rate: 3 s an item, 4 s from minute 1 on.
    const std::string limit = "[control.nodes.all]\nclock = 0.5\nhours = [0.016666666666666666, 24]\n";
    const Ran run = of(line(contention("overlapping"), gang("one", 100, 1, 1) + gang("two", 100, 1, 1) + limit));
    CHECK(length(run, 0) == Approx(60 + 80 * 4).epsilon(1e-6));
    CHECK(workload(run, 0).contention_accelerator_seconds == Approx(2 * (60 / 3.0 + 80)).epsilon(1e-6));
}

TEST_CASE("a limit of nodes is the clock of a gang, also while a part of its network is down",
          "[world][network][control][analytic]")
{
    const Ran limited = with_a_broken_port("[control.nodes.all]\nclock = 0.5\n");
    check_alike(limited, with_a_broken_port("", "control = { clock = 0.5 }"), 1);
    // An item takes 4 s of kernels and 1 s of messages, 2 s while half of the rate is gone: 1,000 s of 6 s each.
    CHECK(length(limited, 0) == Approx(600 * 5 + 1000 / 6.0).epsilon(1e-6));
    CHECK(workload(limited, 0).contention_accelerator_seconds == Approx(2 * 1000 / 6.0).epsilon(1e-6));
}

TEST_CASE(
    "a gang under a limit of power that leaves it the lowest clock is one of that clock, also while a part of its "
    "network is down",
    "[world][network][control][analytic]")
{
    const Ran capped = with_a_broken_port("[control.power_cap]\nlimit = \"601 W\"\nleast_clock = 0.5\n");
    check_alike(capped, with_a_broken_port("", "control = { clock = 0.5 }"), 1);
    CHECK(length(capped, 0) == Approx(600 * 5 + 1000 / 6.0).epsilon(1e-6));
}

TEST_CASE("a gang whose network is damaged under a limit of power never draws more than it may",
          "[world][network][control][invariant]")
{
    const Ran free = with_a_broken_port("");
    for (const char* limit : {"700 W", "800 W", "900 W", "1000 W", "1200 W"}) {
        const Ran run = with_a_broken_port(std::string{"[control.power_cap]\nlimit = \""} + limit + "\"\n");
        CHECK(run["over_power_cap_hours"] == 0); // held by a check of every run, too
        CHECK(length(run, 0) >= length(free, 0) * (1 - 1e-9));
        CHECK(run["contention_accelerator_hours"] > 0);
        CHECK(run["contention_accelerator_hours"] <= free["contention_accelerator_hours"] * (1 + 1e-9));
    }
}

TEST_CASE("two halves of a run under a limit of power, cut while a part of the network is down, equal the whole",
          "[world][network][control][invariant]")
{
    const std::string text = gang_of_two_ports("[control.power_cap]\nlimit = \"900 W\"\n");
    const ScenarioFile file = read_scenario(text);
    const Scenario& scenario = file.policies.front().scenario;
    Inputs inputs;
    inputs.provide("/failures.csv", "time,unit,repair\n" + broken_port);
    const RunContext context = Simulation::context_of(scenario, 0, inputs);
    Simulation first{scenario, context, nullptr}, second{scenario, context, nullptr};
    first.advance_to(Time{700'000'000'000});
    Archive saved;
    first.state(saved);
    Archive restored{saved.bytes()};
    second.state(restored);
    MemorySink none;
    const Ran whole = of(text, broken_port), halves = finished(second, none);
    for (std::size_t i = 0; i < whole.table.size(); ++i) {
        INFO(whole.table[i].info.name);
        CHECK((whole.metrics[i] == halves.metrics[i] || std::isnan(whole.metrics[i])));
    }
}
