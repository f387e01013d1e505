#include "tests/models/world/scenario_run.h"
#include <cmath>
#include <random>
#include <set>

using namespace dcsim;

namespace {

/// Writes small scenarios at random; every table that has alternatives is drawn.
class Writer {
public:
    explicit Writer(std::uint32_t seed) : random_{seed} {}

    std::string scenario()
    {
        std::string text = "[scenario]\nstart = 2025-0" + whole(1, 9) + "-1" + whole(0, 9) + "T0" + whole(0, 9) +
                           ":17:00+0" + whole(0, 5) + ":30\nduration = \"" + whole(30, 90) + " h\"\nwarmup = \"" +
                           whole(0, 25) + " h\"\ndrain = \"" + whole(0, 40) +
                           " h\"\nend = " + one_of({"'fixed'", "'drained'"}) + "\nseed = " + whole(1, 1'000'000) + "\n";
        text += "[climate]\n" + one_of({"preset = 'frankfurt'", "kind = 'constant'\ndry_bulb = '31 degC'",
                                        "preset = 'singapore'", "preset = 'sydney'"});
        text += "\n[cluster]\n" + one_of({"", "cores = 24\ncore_power = '2 W'\n"}) + "nodes = " + whole(1, 6) +
                "\naccelerators = " + whole(1, 8) +
                "\npower = { kind = " + one_of({"'linear'", "'square-root'", "'cubic'"}) + ", idle = '" +
                whole(0, 900) + " W', full = '" + whole(900, 4000) +
                " W' }\npacking = " + one_of({"'first-fit'", "'best-fit'"}) + "\n";
        return text + scheduling() + failures() + sleep() + pool() + facility() + supply() + workloads() +
               "[output]\nsample_every = '" + whole(1, 100) + " min'\n" + network();
    }

private:
    std::string scheduling()
    {
        return "[scheduling]\nkind = " +
               one_of({"'fcfs'", "'skip'", "'easy'\norder = 'shortest'", "'conservative'", "'sjf'\npreempt = true",
                       "'priority'\npreempt = true\nmin_run = '30 min'", "'fair-share'", "'edf'\nfill = 'conservative'",
                       "'elastic'", "'elastic'\ninterval = '0 s'\nleast_gain = 0.3"}) +
               "\n" +
               one_of({"", "defer = { kind = 'lowest-window' }\n",
                       "defer = { kind = 'lowest-slot', signal = 'price' }\n"});
    }
    std::string failures()
    {
        if (chance()) return "";
        return "[reliability]\ncrews = " + whole(1, 3) +
               "\n[reliability.failures.a]\nunit = " + one_of({"'accelerator'", "'node'", "'rack'", "'cluster'"}) +
               "\nevery = { kind = " + one_of({"'exponential'", "'weibull', shape = 0.8", "'gamma', cv = 2.0"}) +
               ", mean = '" + whole(5, 200) +
               " h' }\nrepair = { kind = " + one_of({"'fixed'", "'lognormal', cv = 2.0"}) + ", mean = '" +
               whole(1, 20) + " h' }\n";
    }
    std::string sleep()
    {
        if (chance()) return "";
        return "[control.sleep]\nafter = '" + whole(0, 90) + " min'\npower = '0 W'\nwake = '" + whole(1, 30) +
               " min'\nkeep_awake = " + whole(0, 3) + "\n";
    }
    std::string pool()
    {
        pools_ = chance() ? 1 : 2;
        if (pools_ == 1) return "";
        return "[pool.other.cluster]\nnodes = " + whole(1, 4) + "\naccelerators = " + whole(1, 4) +
               "\npower_basis = " + one_of({"'wall'", "'dc'"}) + "\npower = { kind = 'linear', idle = '" +
               whole(0, 300) + " W', full = '" + whole(300, 2000) + " W' }\n" +
               one_of({"", "[pool.other.scheduling]\nkind = 'skip'\n",
                       "[pool.other.control.sleep]\nafter = '20 min'\npower = '0 W'\nwake = '5 min'\n"}) +
               one_of({"", "[pool.other.reliability.failures.a]\nevery = '50 h'\nrepair = '2 h'\n"});
    }
    std::string facility()
    {
        return "[facility]\n" +
               one_of({"kind = 'water-chiller-wse'\n", "kind = 'air-chiller'\npower = { kind = 'eco' }\n",
                       "kind = 'constant-pue'\npue = 1.25\nwue = '2 L/kWh'\n"}) +
               "settle_every = '" + whole(1, 60) + " min'\n" +
               (cores_alone_ ? "design_it = '40 kW'\n" : ""); // plants are built for full load by accelerators
    }
    std::string supply()
    {
        std::string text =
            "[supply.grid]\n" + one_of({"zone = 'germany'\n", "kind = 'constant'\nintensity = '300 g/kWh'\n"});
        text += "price = " + one_of({"{ kind = 'fixed', price = '0.2 EUR/kWh' }", "{ kind = 'time-of-use' }"}) + "\n";
        if (chance()) text += "[supply.solar]\npeak = '" + whole(0, 60) + " kW'\n";
        if (chance())
            text += "[supply.battery]\nenergy = '" + whole(0, 80) + " kWh'\ndispatch = { kind = " +
                    one_of({"'self-consumption'", "'carbon-threshold'", "'price-threshold'", "'none'",
                            "'grid-target', target = '5 kW'"}) +
                    " }\n";
        if (chance()) text += "[supply.export]\nlimit = '20 kW'\nprice = '0.05 EUR/kWh'\n";
        return text;
    }
    std::string workloads()
    {
        std::string text;
        const int n = std::stoi(whole(1, 3));
        for (int i = 0; i < n; ++i) {
            text += "[workload.w" + std::to_string(i) + "]\narrivals = { kind = " +
                    one_of({"'poisson', rate", "'diurnal', rate", "'bursty', cv = 3, rate", "'batch', rate"}) + " = '" +
                    whole(1, 60) + " /d' }\ngpus = " + one_of({"0.5", "1", "3", "{ choices = [1, 2, 8, 24] }"}) +
                    "\nduration = " +
                    one_of({"'50 min'", "{ kind = 'lognormal', median = '1 h', sigma = 1.5 }", "{ kind = 'resident' }",
                            "{ kind = 'pareto', shape = 1.5, least = '10 s' }"}) +
                    (pools_ == 2 ? one_of({"", "\npool = 'other'", "\npools = ['main', 'other']",
                                           "\npools = ['other', 'main']\nroute = 'least-energy'"})
                                 : "") +
                    "\nutilisation = 0." + whole(0, 9) + "\nestimate_factor = " + one_of({"0.5", "1", "3"}) + "\n" +
                    one_of({"", "walltime = '2 h'\n", "exclusive = true\n",
                            "elasticity = { kind = 'moldable', min = 0.25 }\n",
                            "elasticity = { kind = 'elastic', min = 0.5, max = 4, serial_fraction = 0.1 }\n",
                            "elasticity = { kind = 'elastic', min = 0.1, max = 2, steps = 'single', "
                            "resize_time = '3 min' }\n"}) +
                    one_of({"", "flexibility = { slack = '9 h' }\n", "flexibility = { restart = '9 min' }\n"}) +
                    one_of({"", "checkpoint = { kind = 'fixed', interval = '20 min', write = '1 min' }\n",
                            "checkpoint = { kind = 'daly', write = '2 min' }\n"});
        }
        if (!cores_alone_) return text;
        text += one_of({"", "[workload.cores]\narrivals = { kind = 'poisson', rate = '60 /d' }\ngpus = 0\ncores = " +
                                whole(1, 30) + "\nduration = { kind = 'lognormal', median = '1 h', sigma = 1.5 }\n" +
                                "utilisation = 0." + whole(0, 9) + "\n" +
                                one_of({"", "exclusive = true\n", "flexibility = { slack = '5 h' }\n",
                                        "checkpoint = { kind = 'fixed', interval = '20 min', write = '1 min' }\n"})});
        return text;
    }

    /// Gangs of several nodes, three of which share a cable up. Their accelerators draw little: nodes draw what they
    /// may draw by their own law, which plants are built for.
    std::string network()
    {
        if (chance()) return "";
        const std::string accelerator =
            "[cluster.accelerator]\npreset = 'a100-80gb-sxm'\nidle = '30 W'\nmax = '40 W'\n";
        if (chance())
            return accelerator + "[workload.paced]\narrivals = { kind = 'poisson', rate = '" + whole(5, 60) +
                   " /d' }\ngpus = { choices = [1, 2, 6] }\nwork = { kind = 'items', items = " + whole(100, 9000) +
                   ", flops = '1 PFLOP' }\n[control.nodes.some]\ncount = 1\nclock = 0." + whole(3, 9) + "\nhours = [" +
                   whole(0, 11) + ", " + whole(12, 24) + "]\n" + one_of({"", "[control.power_cap]\nlimit = '20 kW'\n"});
        const std::string contention = one_of({"'none'", "'overlapping'", "'interleaved'"});
        const std::string limits = one_of(
            {"", "[control.nodes.some]\ncount = 1\nclock = 0.5\nhours = [6, 18]\n",
             contention == "'none'" ? "[control.power_cap]\nlimit = '20 kW'\n" : "[control.nodes.all]\nclock = 0.7\n"});
        return accelerator +
               "[cluster.network]\nradix = 4\nports_per_node = 1\n"
               "oversubscription = 3\ncontention = " +
               contention + "\n" + limits + "\n[workload.gangs]\narrivals = { kind = 'poisson', rate = '" +
               whole(5, 60) +
               " /d' }\ngpus = { choices = [2, 8, 16] }\nwork = { kind = 'items', items = " + whole(100, 9000) +
               ", flops = '1 PFLOP', all_reduce = '" + whole(1, 20) + " GB' }\n" +
               one_of({"", "checkpoint = { kind = 'fixed', interval = '20 min', write = '1 min' }\n"}) +
               one_of({"", "[reliability.failures.switches]\nunit = 'switch'\nevery = '40 h'\nrepair = '5 h'\n",
                       "[reliability.failures.cables]\nunit = 'cable'\nevery = '30 h'\nrepair = '4 h'\n",
                       "[reliability.failures.ports]\nunit = 'port'\nevery = '50 h'\nrepair = '6 h'\n"});
    }

    std::string whole(int least, int most)
    {
        return std::to_string(least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1)));
    }
    bool chance() { return random_() % 2 == 0; }
    std::string one_of(const std::vector<std::string>& choices) { return choices[random_() % choices.size()]; }

    std::mt19937 random_;
    int pools_{1};
    bool cores_alone_{chance()};
};

/// Metrics that may be below zero, and those that may not exist: ratios over zero, waits of no jobs, times of no end.
bool may_be_negative(const std::string& name)
{
    static const std::set<std::string> names{"energy_stored_delta_kwh",   "co2e_stored_delta_kg",
                                             "co2e_location_adjusted_kg", "cost_energy",
                                             "cost_energy_adjusted",      "co2e_per_accelerator_hour_g"};
    return names.contains(name);
}
bool may_be_missing(const Metric& metric)
{
    const std::string& name = metric.info.name;
    const bool of_services = name == "slo_attainment" || name.starts_with("ttft") || name.starts_with("tpot") ||
                             name.starts_with("request_p");
    return !metric.info.denominator.empty() || name.starts_with("wait") || name.starts_with("bounded_slowdown") ||
           name == "makespan_s" || name.starts_with("core_hours") || name == "cfe" || name == "coverage" ||
           name == "tardiness_mean_s" || of_services;
}

} // namespace

TEST_CASE("in random scenarios all checks pass, and no metric is negative or missing that must not be",
          "[world][invariant]")
{
    const auto seed = static_cast<std::uint32_t>(GENERATE(range(1, 121)));
    const std::string text = Writer{seed}.scenario();
    INFO("seed " << seed << '\n' << text);
    const ScenarioFile file = read_scenario(text);
    const Ran run = ran(file.policies.front().scenario);
    require_checks_pass(run);
    for (std::size_t i = 0; i < run.table.size(); ++i) {
        const double value = run.metrics[i];
        INFO(run.table[i].info.name << " = " << value);
        CHECK((std::isfinite(value) || (std::isnan(value) && may_be_missing(run.table[i]))));
        CHECK((!(value < 0) || may_be_negative(run.table[i].info.name)));
    }
}

TEST_CASE("a thread to spare changes no bit of random scenarios", "[world][invariant]")
{
    const auto seed = static_cast<std::uint32_t>(GENERATE(range(1, 121, 8)));
    const std::string text = Writer{seed}.scenario();
    INFO("seed " << seed << '\n' << text);
    const ScenarioFile file = read_scenario(text);
    const Scenario& scenario = file.policies.front().scenario;
    const Ran alone = ran(scenario), beside = ran(scenario, 0, true);
    CHECK(same_bits(beside.metrics, alone.metrics));
    CHECK(same_bits(beside.series, alone.series));
}
