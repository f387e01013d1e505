#include "models/site/site.h"
#include "sim/record/memory_sink.h"
#include "tests/models/world/scenario_run.h"
#include <algorithm>

using namespace dcsim;

namespace {

/// One server of 8 H100, and a service of chat with these lines beside its preset.
std::string chat_site(const std::string& lines, const std::string& more = {})
{
    return "[scenario]\nduration = '6 h'\ndrain = '12 h'\n[cluster]\nnodes = 1\nnode = '8xh100'\n"
           "[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n[scheduling]\nkind = 'fcfs'\n"
           "[output]\ntraces = 'none'\n" +
           more + "[workload.chat]\npreset = 'serve-chat'\ndispersion = 1.0\n" + lines;
}

const std::vector<float>& bins(const MemorySink& sink, const std::string& channel)
{
    const auto found = std::ranges::find(sink.series(), channel, [](const SeriesRecord& s) { return s.info.name; });
    REQUIRE(found != sink.series().end());
    return found->bins;
}

/// A run that stops where it is asked to.
class Stepwise {
public:
    explicit Stepwise(const std::string& text)
        : scenario_{read_scenario(text).policies.front().scenario},
          context_{Simulation::context_of(scenario_, 0, inputs_)},
          simulation_{scenario_, context_, nullptr}
    {
    }
    ServiceAccount account(int minutes)
    {
        simulation_.advance_to(Time{} + Span{std::int64_t{60'000'000'000} * minutes});
        return simulation_.site().main().services()->accounts().front();
    }
    const Jobs& jobs() { return simulation_.site().main().jobs(); }
    Outcome finish() { return simulation_.finish(); }

private:
    Scenario scenario_;
    Inputs inputs_;
    RunContext context_;
    Simulation simulation_;
};

} // namespace

TEST_CASE("requests are served, lost or waiting at every instant, also beyond the capacity", "[services][invariant]")
{
    const std::string patience = GENERATE(as<std::string>{}, "", "patience = '10 min'\n");
    Stepwise run{
        chat_site("arrivals = { kind = 'poisson', rate = '60 /s' }\nautoscale = { min = 2, max = 2 }\n" + patience)};
    double before = 0;
    for (int minutes = 5; minutes <= 360; minutes += 35) {
        const ServiceAccount a = run.account(minutes);
        CHECK(a.requests.arrived > before);
        CHECK(a.requests.arrived == Approx(a.requests.served + a.requests.lost + a.waiting).epsilon(1e-9));
        before = a.requests.arrived;
    }
    const ServiceAccount end = run.account(360);
    CHECK(end.requests.arrived == Approx(60 * 6 * 3600).margin(4 * std::sqrt(60 * 6 * 3600)));
    CHECK(end.waiting > 0);
    CHECK((end.requests.lost > 0) == !patience.empty());
    for (const CheckResult& check : run.finish().checks) CHECK(check.passed());
}

TEST_CASE("the series of a service add up to its requests", "[services][invariant]")
{
    const Scenario scenario =
        read_scenario(chat_site("arrivals = { kind = 'poisson', rate = '60 /s' }\nautoscale = { min = 2, max = 2 }\n"))
            .policies.front()
            .scenario;
    Inputs inputs;
    MemorySink sink;
    Simulation simulation{scenario, Simulation::context_of(scenario, 0, inputs), &sink};
    simulation.advance_to(Time{} + Span{std::int64_t{18} * 3'600'000'000'000});
    const ServiceAccount account = simulation.site().main().services()->accounts().front();
    (void)simulation.finish();
    const double bin = seconds(scenario.output.sample_every).si();
    double came = 0, served = 0;
    for (const float rate : bins(sink, "service_chat_request_rate")) came += rate * bin;
    for (const float rate : bins(sink, "service_chat_served_rate")) served += rate * bin;
    CHECK(came == Approx(account.requests.arrived).epsilon(1e-6)); // single precision
    CHECK(served == Approx(account.requests.served).epsilon(1e-6));
    CHECK(bins(sink, "service_chat_replicas").front() == 2);
    CHECK(bins(sink, "service_chat_replicas").back() == 0);
}

TEST_CASE("an interval that straddles the end of the warm-up is cut there: requests and replicas count from it on",
          "[services][analytic]")
{
    // 61 of 91 minutes are counted, in intervals of an hour, and the second interval is cut at neither end.
    std::string text = chat_site("arrivals = { kind = 'poisson', rate = '5 /s' }\ninterval = '1 h'\n"
                                 "autoscale = { kind = 'fixed', replicas = 1 }\n");
    text.replace(text.find("duration = '6 h'"), 16, "duration = '91 min'\nwarmup = '30 min'");
    Stepwise run{text};
    CHECK(run.account(60).replica_seconds == 30 * 60);
    const ServiceAccount end = run.account(91);
    CHECK(end.replica_seconds == 61 * 60);
    CHECK(end.requests.arrived == Approx(5 * 61 * 60).margin(4 * std::sqrt(5 * 61 * 60))); // four deviations
    for (const CheckResult& check : run.finish().checks) CHECK(check.passed());
}

TEST_CASE("as many requests come at the start as asked for", "[services][analytic]")
{
    Stepwise run{chat_site("arrivals = { kind = 'at-start', count = 100 }\n")};
    CHECK(run.account(60).requests.arrived == 100);
}

TEST_CASE("replicas that the autoscaler adds answer after their cold start, those of the start at once",
          "[services][analytic]")
{
    // The first decision comes after a period of ten minutes. Its replicas start then, are loaded for a minute and
    // more, and are counted from the next interval of five minutes on.
    Stepwise run{chat_site("arrivals = { kind = 'poisson', rate = '30 /s' }\n"
                           "autoscale = { min = 1, max = 4, target = 0.4, period = '10 min' }\n")};
    CHECK(run.account(10).replica_seconds == 1 * 600);
    CHECK(run.account(15).replica_seconds == 1 * 900);
    CHECK(run.account(20).replica_seconds == 1 * 900 + 4 * 300);
    CHECK(run.account(60).replica_seconds == 1 * 900 + 4 * 2700);
}

TEST_CASE("a replica whose node fails answers again once it is repaired and the replica has started anew",
          "[services][analytic]")
{
    // Down from 62 to 72 min: seen by the interval that begins at 65, and over for the one at 75, after the cold start.
    Stepwise run{chat_site("arrivals = { kind = 'poisson', rate = '5 /s' }\nautoscale = { min = 1, max = 1 }\n",
                           "[reliability.failures.all]\nunit = 'cluster'\nage = 'new'\n"
                           "every = { kind = 'fixed', mean = '62 min' }\n"
                           "repair = { kind = 'fixed', mean = '10 min' }\n")};
    CHECK(run.account(65).replica_seconds == 65 * 60);
    CHECK(run.account(75).replica_seconds == 65 * 60);
    CHECK(run.account(120).replica_seconds == (65 + 45) * 60);
    for (const CheckResult& check : run.finish().checks) CHECK(check.passed());
}

TEST_CASE("replicas are granted before jobs that were there first, and are no jobs", "[services]")
{
    const std::string gangs = "[workload.gang]\narrivals = { kind = 'at-start', count = 3 }\ngpus = 8\n"
                              "duration = '1 h'\n";
    Stepwise run{
        chat_site("arrivals = { kind = 'poisson', rate = '5 /s' }\nautoscale = { min = 1, max = 1 }\n", gangs)};
    CHECK(run.account(300).replica_seconds == 300 * 60);
    CHECK(run.jobs().accounts(Time{}).front().all.completed == 0); // no gang of 8 beside a replica
    const Outcome end = run.finish();
    const auto table = metrics_table("EUR");
    const auto metric = [&](const char* name) { return table[index_of(table, name)].value(end.totals); };
    CHECK(metric("jobs_submitted") == 3);
    CHECK(metric("jobs_completed") == 3); // after the service has ended
    CHECK(metric("wait_mean_s") == Approx((6 + 7 + 8) * 3600 / 3.0));
}

TEST_CASE("where the run ends with the last job, services go on as long as requests come", "[services]")
{
    const std::string drained = "end = 'drained'\n";
    std::string text = chat_site("arrivals = { kind = 'poisson', rate = '2 /s' }\n");
    text.insert(text.find("[cluster]"), drained);
    Stepwise run{text};
    const Outcome outcome = run.finish();
    CHECK(outcome.end == Time{} + Span{std::int64_t{6} * 3600 * 1'000'000'000});
    CHECK(outcome.totals.services.front().requests.arrived == Approx(2 * 6 * 3600).margin(4 * std::sqrt(2 * 6 * 3600)));
}

TEST_CASE("jobs that the hardware refuses leave their reason in the warnings", "[services]")
{
    Stepwise run{chat_site("arrivals = { kind = 'poisson', rate = '2 /s' }\n",
                           "[workload.big]\narrivals = { kind = 'at-start', count = 3 }\ngpus = 1\nwork = { kind = "
                           "'training', model = 'llama-2-70b', tokens = 1e9, batch = 8 }\n")};
    const Outcome outcome = run.finish();
    CHECK(outcome.totals.account.counted.rejected == 3);
    REQUIRE(outcome.warnings.size() == 1);
    CHECK_THAT(outcome.warnings.front(), Catch::Contains("workload.big") && Catch::Contains("80 GB"));
}

TEST_CASE("a service gains nothing by zeros that its accelerators do not skip, and holds no more for them",
          "[world][services][analytic]")
{
    const auto energy = [](const std::string& skipped, const std::string& techniques) {
        std::string text = chat_site(techniques);
        text.insert(text.find("[facility]"), "accelerator = { two_of_four = " + skipped + " }\n");
        return ran(read_scenario(text).policies.front().scenario)["energy_it_kwh"];
    };
    const std::string sparse = "techniques = ['two-of-four']\n";
    CHECK(energy("1.0", sparse) == Approx(energy("1.0", "")).epsilon(1e-12));
    CHECK(energy("2.0", sparse) < energy("2.0", ""));
}
