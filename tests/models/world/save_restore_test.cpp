#include "tests/analysis/results/temporary_folder.h"
#include "tests/models/world/scenario_run.h"
#include <fstream>
#include <random>

using namespace dcsim;

namespace {

/// A site in which everything evolves; the parts that have alternatives are left out.
std::string rich_site(const std::string& parts, const std::string& work)
{
    return R"(
[scenario]
start = 2025-06-02T00:17:00+02:00
duration = "5 d"
warmup = "1 d"
drain = "2 d"
seed = 7
[climate]
preset = "frankfurt"
[cluster]
nodes = 6
node = "8xh100"
[supply.grid]
zone = "germany"
forecast = { kind = "noisy", mape_24h = 0.08 }
[output]
sample_every = "7 min"
)" + parts +
           work;
}

const std::string generated_work = R"(
[workload.training]
arrivals = { kind = "bursty", rate = "9 /d", cv = 2, profile = "office-hours" }
gpus = { choices = [4, 8, 16, 24], weights = [4, 3, 2, 1] }
duration = { kind = "lognormal", median = "4 h", sigma = 1 }
estimate_factor = 1.5
walltime = "20 h"
flexibility = { slack = "18 h" }
[workload.bags]
arrivals = { kind = "batch", rate = "2 /h" }
gpus = 0.5
duration = { kind = "weibull", shape = 0.7, scale = "40 min" }
utilisation = 0.4
[workload.chat]
preset = "serve-chat"
arrivals = { kind = "diurnal", rate = "6 /s", peak_to_mean = 1.8 }
autoscale = { min = 1, max = 4, period = "20 min" }
[workload.network]
preset = "task-speech"
arrivals = { kind = "poisson", rate = "4 /d" }
work_cv = 0.5
techniques = ["cached-features"]
)";

const std::string storage = R"(
[supply.solar]
peak = "90 kW"
[supply.battery]
energy = "200 kWh"
)";

Scenario only_policy(const ScenarioFile& file)
{
    return file.policies.front().scenario;
}

/// The same run, carried from one simulation to the next at `stops` random instants; if asked for, every other of them
/// has a thread to spare.
Ran in_pieces(const Scenario& scenario, int stops, std::uint32_t seed, bool spare_threads)
{
    std::mt19937_64 random{seed};
    std::uniform_int_distribution<std::int64_t> instant{0, scenario.window.end().ns};
    std::vector<Time> at;
    for (int i = 0; i < stops; ++i) at.push_back(Time{instant(random)});
    std::ranges::sort(at);

    Inputs inputs;
    const RunContext context = Simulation::context_of(scenario, 3, inputs);
    auto sink = std::make_unique<MemorySink>();
    SpareThread thread;
    bool spare = spare_threads;
    auto simulation =
        std::make_unique<Simulation>(scenario, context, sink.get(), JobListener{}, spare ? &thread : nullptr);
    for (const Time stop : at) {
        simulation->advance_to(stop);
        spare = spare_threads && !spare;
        Archive saved;
        saved("simulation", *simulation)("sink", *sink);
        sink = std::make_unique<MemorySink>();
        simulation =
            std::make_unique<Simulation>(scenario, context, sink.get(), JobListener{}, spare ? &thread : nullptr);
        Archive restored{saved.bytes()};
        restored("simulation", *simulation)("sink", *sink);
    }
    return finished(*simulation, *sink);
}

void require_pieces_equal_whole(const std::string& text)
{
    const ScenarioFile file = read_scenario(text);
    const Scenario scenario = only_policy(file);
    const Ran whole = ran(scenario, 3);
    CHECK(whole["jobs_completed"] > 5);
    CHECK(whole.series.size() > 10);
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
        INFO(seed);
        const bool spare_threads = seed == 2;
        const Ran pieces = in_pieces(scenario, 4, seed, spare_threads);
        CHECK(same_bits(pieces.metrics, whole.metrics));
        CHECK(same_bits(pieces.series, whole.series));
        CHECK(pieces.outcome.end.ns == whole.outcome.end.ns);
        CHECK(pieces.outcome.clamped_hours == whole.outcome.clamped_hours);
        if (spare_threads) continue; // which take other numbers of jobs ahead
        const bool same_state = pieces.state == whole.state;
        CHECK(same_state);
    }
    const Ran beside = ran(scenario, 3, true);
    CHECK(same_bits(beside.metrics, whole.metrics));
    CHECK(same_bits(beside.series, whole.series));
}

} // namespace

TEST_CASE("a run saved and restored at random instants equals the whole, for every scheduler and deferral",
          "[world][invariant]")
{
    const std::string scheduling =
        GENERATE(as<std::string>{}, "kind = 'fcfs'", "kind = 'skip'\ndefer = { kind = 'lowest-slot' }",
                 "kind = 'easy'\ndefer = { kind = 'lowest-window' }",
                 "kind = 'conservative'\ndefer = { kind = 'lowest-window', signal = 'price' }");
    INFO(scheduling);
    require_pieces_equal_whole(rich_site("[scheduling]\n" + scheduling, generated_work));
}

TEST_CASE("a run saved and restored at random instants equals the whole, with failures, saves and sleep",
          "[world][invariant]")
{
    const std::string parts = R"(
[reliability]
crews = 1
[reliability.failures.gpu]
unit = "accelerator"
every = { kind = "weibull", mean = "20 d", shape = 0.7 }
repair = { kind = "lognormal", mean = "5 h", cv = 1.5 }
[reliability.failures.rack]
unit = "rack"
rack_nodes = 3
every = "8 d"
repair = { kind = "fixed", mean = "0 s" }
[control.sleep]
after = "20 min"
power = "80 W"
wake = "4 min"
keep_awake = 1
)";
    const std::string saved_work = generated_work + R"(
checkpoint = { kind = "young" }
[workload.saved]
arrivals = { kind = "poisson", rate = "10 /d" }
gpus = 12
duration = "5 h"
checkpoint = { kind = "fixed", interval = "30 min", write = "2 min" }
flexibility = { restart = "7 min" }
)";
    require_pieces_equal_whole(rich_site(parts, saved_work));
}

TEST_CASE("a run saved and restored at random instants equals the whole, with jobs that choose among pools",
          "[world][invariant]")
{
    const std::string pool = R"(
[pool.second.cluster]
nodes = 3
node = "8xa100"
)";
    require_pieces_equal_whole(rich_site(pool, generated_work + R"(pools = ["second", "main"]
[workload.more]
arrivals = { kind = "poisson", rate = "12 /d" }
gpus = { choices = [4, 8], weights = [1, 1] }
duration = "5 h"
pools = ["main", "second"]
)"));
}

TEST_CASE("a run saved and restored at random instants equals the whole, with limits of nodes and of power",
          "[world][invariant]")
{
    const std::string cap = GENERATE(as<std::string>{}, "", "[control.power_cap]\nlimit = '40 kW'\n");
    require_pieces_equal_whole(rich_site(cap + R"(
[control.nodes.some]
first = 1
count = 3
clock = 0.7
[control.nodes.evening]
power_cap = "500 W"
hours = [17.5, 21]
)",
                                         generated_work));
}

TEST_CASE("a run saved and restored at random instants equals the whole, with a second pool", "[world][invariant]")
{
    const std::string pool = R"(
[pool.second.cluster]
nodes = 3
node = "8xa100"
power_basis = "dc"
[pool.second.reliability.failures.node]
every = "4 d"
repair = "3 h"
[pool.second.scheduling]
kind = "skip"
)";
    require_pieces_equal_whole(rich_site(pool, generated_work + R"(pool = "second"
exclusive = true
[workload.answers]
preset = "serve-chat"
pool = "second"
arrivals = { kind = "diurnal", rate = "2 /s", peak_to_mean = 1.8 }
autoscale = { min = 1, max = 2, period = "20 min" }
control = { kind = "best", clocks = [0.5, 0.75, 1.0] }
)"));
}

TEST_CASE(
    "a run saved and restored at random instants equals the whole, with requests whose rate changes by the minute",
    "[world][invariant]")
{
    require_pieces_equal_whole(rich_site("", R"(
[workload.chat]
preset = "serve-chat"
arrivals = { kind = "diurnal", rate = "6 /s", peak_to_mean = 1.8 }
dispersion = 20
interval = "25 s"
autoscale = { min = 1, max = 4, period = "20 min" }
[workload.bags]
arrivals = { kind = "poisson", rate = "2 /h" }
gpus = 1
duration = "40 min"
)"));
}

TEST_CASE("a run saved and restored at random instants equals the whole, for every plant", "[world][invariant]")
{
    const std::string plant =
        GENERATE(as<std::string>{}, "kind = 'water-chiller-wse'", "kind = 'air-chiller'\npower = { kind = 'eco' }",
                 "kind = 'constant-pue'\npue = 1.3\nwue = '1 L/kWh'\nsettle_every = '17 min'");
    INFO(plant);
    require_pieces_equal_whole(rich_site("[facility]\n" + plant, generated_work));
}

TEST_CASE("a run saved and restored at random instants equals the whole, for every dispatch rule", "[world][invariant]")
{
    const std::string rule = GENERATE(
        as<std::string>{}, "{ kind = 'self-consumption' }", "{ kind = 'carbon-threshold', low = 0.4, high = 0.6 }",
        "{ kind = 'price-threshold' }", "{ kind = 'grid-target', target = '40 kW' }", "{ kind = 'none' }");
    INFO(rule);
    require_pieces_equal_whole(rich_site(storage + "dispatch = " + rule, generated_work));
}

TEST_CASE("a run of jobs from a file, ended when it is drained, equals its pieces", "[world][invariant]")
{
    const TemporaryFolder folder;
    std::ofstream jobs{folder / "jobs.csv"};
    jobs << "submit,duration,accelerators,nodes\n";
    for (int i = 0; i < 200; ++i) jobs << 1800 * i << ',' << 600 + 977 * (i % 13) << ',' << 1 + i % 11 << ",\n";
    jobs.close();
    require_pieces_equal_whole(rich_site(storage, "[workload.replay]\nkind = 'csv'\nfile = '" +
                                                      (folder / "jobs.csv").string() + "'\nutilisation = 0.7\n")
                                   .replace(12, 0, "\nend = 'drained'\n"));
}

TEST_CASE("what a run has recorded when it is given up, while another thread works for it, is its beginning",
          "[world][invariant]")
{
    const ScenarioFile file = read_scenario(rich_site("[scheduling]\nkind = 'fcfs'", generated_work));
    Scenario scenario = only_policy(file);
    scenario.output.sample_every = Span{60'000'000'000}; // tiles of the recorder are of 68 h then
    const Ran whole = ran(scenario);
    Inputs inputs;
    std::size_t recorded = 0;
    for (std::int64_t hours = 30; hours < 160; hours += 7) { // the other thread gets 34 h at a time
        MemorySink sink;
        SpareThread thread;
        {
            Simulation simulation{scenario, Simulation::context_of(scenario, 0, inputs), &sink, {}, &thread};
            simulation.advance_to(Time{hours * 3'600'000'000'000});
            CHECK(!simulation.finished());
        }
        std::vector<SeriesRecord> beginning = whole.series;
        for (std::size_t i = 0; i < beginning.size(); ++i) beginning[i].bins.resize(sink.series()[i].bins.size());
        CHECK(same_bits(sink.series(), beginning));
        for (const SeriesRecord& series : sink.series()) recorded += series.bins.size();
    }
    CHECK(recorded > 0);
}
