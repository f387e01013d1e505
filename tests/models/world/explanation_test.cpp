#include "models/world/evidence.h"
#include "models/world/job_facts.h"
#include "tests/models/world/scenario_run.h"
#include <cmath>
#include <numeric>

using namespace dcsim;

namespace {

ScenarioFile on_reference(const std::string& workload, const std::string& more = {})
{
    return read_scenario("[scenario]\nduration = '30 d'\n"
                         "[cluster]\nnodes = 1\nnode = 'reference-8xa100'\n" +
                         more + "[workload.w]\n" + workload);
}

JobFacts facts(const ScenarioFile& file)
{
    const Scenario& s = file.policies.front().scenario;
    const auto job = job_facts(s, s.workloads.front(), *hardware(s.site.main()));
    REQUIRE(job);
    return *job;
}

template <class Ledger> double sum(const Ledger& energy)
{
    return std::accumulate(energy.begin(), energy.end(), Energy{}) / kWh;
}

MarkedNumbers used(const ScenarioFile& file)
{
    const PolicyScenario& p = file.policies.front();
    return numbers_used(p, p.scenario.workloads.front(), marked_numbers(file.document.catalogue().all()));
}

std::size_t of_row(const MarkedNumbers& numbers, const std::string& row)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(numbers, [&](const auto& number) { return number.second.row == row; }));
}

} // namespace

// 18 kWh, most of it waiting for data, is what the catalogue states for this task [assumption].
TEST_CASE("a run of speech takes 18 kWh on the reference node, most of them waiting for data", "[explain]")
{
    const JobFacts job = facts(on_reference("preset = 'task-speech'\n"));
    CHECK(job.paced.energy / kWh == Approx(18).epsilon(.005));
    CHECK(std::ranges::max(job.ledgers.cause) == at(job.ledgers.cause, Cause::data));
    CHECK(at(job.ledgers.cause, Cause::data) / job.paced.energy == Approx(.793).margin(.01));
    CHECK(job.on.accelerators == 8);
    CHECK(job.on.cores == 128);
}

TEST_CASE("the utilisation of a job's model FLOPs is its arithmetic over what was held at peak", "[explain][analytic]")
{
    // 7.15677e7 images of 369 GFLOP on 8 accelerators of 312 TFLOP/s; start-up and all waiting count as time held.
    const std::string image = "preset = 'task-image-classification'\n";
    const double at_peak = 7.15677e7 * 369e9 / 312e12;
    const JobFacts job = facts(on_reference(image));
    CHECK(job.ledgers.arithmetic_seconds == Approx(at_peak).epsilon(1e-6));
    const Ran run =
        ran(on_reference(image + "arrivals = { kind = 'at-start', count = 1 }\n").policies.front().scenario);
    const auto& used = run.outcome.totals.jobs.workloads.front();
    CHECK(used.ledgers.arithmetic_seconds == Approx(at_peak).epsilon(1e-6));
    CHECK(used.accelerator_seconds == Approx(8 * job.paced.time.si()).epsilon(1e-9));
}

TEST_CASE("time at work leaves out start-ups and saves alone, whatever its power", "[explain][analytic]")
{
    // Decoding one sequence: starts of kernels are most of it, at the power of serving.
    const JobFacts job =
        facts(on_reference("arrivals = { kind = 'at-start', count = 1 }\ngpus = 8\nwork = { kind = "
                           "'evaluation', model = 'gpt-2-xl', prompts = 64, batch = 1, start_up = '10 min' }\n"));
    double at_work = 0;
    for (const StretchFacts& s : job.stretches) at_work += s.paced.running.si();
    CHECK(job.paced.time.si() == Approx(at_work + 600));
    CHECK(job.ledgers.working_seconds == Approx(8 * at_work).epsilon(1e-6));
}

TEST_CASE("saves by a rule take their time at idle power, instead of those that the work states", "[explain][analytic]")
{
    // The node idles at 8 x 187.5 W. A run of so much work has ceil(work / 10 min) - 1 saves of 30 s within it.
    const std::string image = "preset = 'task-image-classification'\narrivals = { kind = 'at-start', count = 1 }\n";
    const std::string rule = "checkpoint = { kind = 'fixed', interval = '10 min', write = '30 s' }\n";
    const JobFacts stated = facts(on_reference(image)), saved = facts(on_reference(image + rule));
    double work = 0;
    for (const StretchFacts& s : stated.stretches) work += (s.paced.at_rest + s.paced.running).si();
    const double saves = std::ceil(work / 600) - 1;
    REQUIRE(saves > 10);
    CHECK(static_cast<double>(saved.saves.saves) == saves);
    CHECK(saved.paced.time.si() == Approx(work + 30 * saves).epsilon(1e-9));
    const double at_work = stated.paced.energy.si() - 1500 * (stated.paced.time.si() - work);
    CHECK(saved.paced.energy.si() == Approx(at_work + 1500 * 30 * saves).epsilon(1e-9));
    CHECK(sum(saved.ledgers.cause) == Approx(saved.paced.energy / kWh).epsilon(1e-6));
    CHECK(sum(saved.ledgers.device) == Approx(saved.paced.energy / kWh).epsilon(1e-6));
    const Ran run = ran(on_reference(image + rule).policies.front().scenario);
    const auto& used = run.outcome.totals.jobs.workloads.front();
    CHECK(used.accelerator_seconds == Approx(8 * saved.paced.time.si()).epsilon(1e-9));
}

TEST_CASE("saves by Young's formula follow the failures that strike the gang's nodes", "[explain][analytic]")
{
    // sqrt(2 x write x mean time between failures) [Young 1974, doi 10.1145/361147.361115]: two nodes fail twice as
    // often.
    const std::string job = "preset = 'campaign-nlp'\narrivals = { kind = 'at-start', count = 1 }\ngpus = 16\n"
                            "checkpoint = { kind = 'young', write = '20 s' }\n";
    const std::string failures =
        "[reliability.failures.node]\nevery = '10 d'\nrepair = { kind = 'fixed', mean = '1 h' }\n";
    const JobFacts saved = facts(on_reference(job, failures));
    CHECK(saved.failures.si() == Approx(2 / 864e3));
    CHECK(seconds(saved.saves.every).si() == Approx(std::sqrt(2 * 20 * 432e3)).epsilon(1e-9));
    CHECK(facts(on_reference(job)).saves.saves == 0);
}

TEST_CASE("a job that shares no node keeps its pace, and pays for accelerators that it leaves idle", "[explain]")
{
    // Preparation of its input takes longer than the accelerators: what cores it has is its pace.
    const std::string speech = "preset = 'task-speech'\ngpus = 1\n";
    const JobFacts shared = facts(on_reference(speech)), alone = facts(on_reference(speech + "exclusive = true\n"));
    CHECK(alone.on.accelerators == 1);
    CHECK(alone.on.cores == 16);
    CHECK(alone.on.unused == 7);
    CHECK(alone.paced.time == shared.paced.time);
    const double idle = 7 * 187.5 * shared.paced.time.si();
    CHECK(alone.paced.energy.si() - shared.paced.energy.si() == Approx(idle));
    CHECK(sum(alone.ledgers.cause) - sum(shared.ledgers.cause) == Approx(idle / 3.6e6));
    CHECK(sum(alone.ledgers.device) - sum(shared.ledgers.device) == Approx(idle / 3.6e6));
}

TEST_CASE("the energy of a job is that of its stretches, and of each of its ledgers", "[explain]")
{
    for (const char* preset : {"campaign-rl", "llm-finetune", "hpo-search", "spec-eval"}) {
        CAPTURE(preset);
        const JobFacts job = facts(on_reference("preset = '" + std::string{preset} + "'\n"));
        REQUIRE_FALSE(job.refusal);
        double stretches = 0;
        for (const StretchFacts& s : job.stretches) stretches += s.energy / kWh;
        const double all = job.paced.energy / kWh;
        CHECK(stretches == Approx(all).epsilon(1e-9));
        CHECK(sum(job.ledgers.cause) == Approx(all).epsilon(1e-6));
        CHECK(sum(job.ledgers.device) == Approx(all).epsilon(1e-6));
    }
}

TEST_CASE("of the clocks that a job may choose from, the one chosen takes the least energy", "[explain]")
{
    const JobFacts job = facts(on_reference("preset = 'task-generative'\n"
                                            "control = { kind = 'best', clocks = [0.5, 0.7, 1.0] }\n"));
    REQUIRE(job.ways.size() == 3);
    for (const WayFacts& way : job.ways) CHECK(way.energy >= job.paced.energy);
    CHECK(job.ways.back().time < job.ways.front().time);
}

TEST_CASE("a job that does not fit is refused with the reason, and has no energy", "[explain]")
{
    const JobFacts job = facts(on_reference("arrivals = { kind = 'at-start', count = 1 }\ngpus = 1\n"
                                            "work = { kind = 'training', model = 'llama-2-70b', tokens = 1e9 }\n"));
    REQUIRE(job.refusal);
    CHECK(job.refusal->find("GB") != std::string::npos);
    CHECK(job.stretches.empty());
}

TEST_CASE("the most frequent size stands for jobs of several sizes", "[explain]")
{
    const JobFacts job = facts(on_reference("preset = 'campaign-nlp'\narrivals = { kind = 'at-start', count = 100 }\n"
                                            "gpus = { choices = [8, 16, 32], weights = [0.1, 0.8, 0.1] }\n"));
    CHECK(job.on.accelerators == 16);
    CHECK(job.other_sizes == 2);
}

TEST_CASE("what the scenario gives beside a row is not a number of the catalogue", "[explain]")
{
    const std::string workload = "preset = 'task-speech'\n";
    const std::size_t all = of_row(used(on_reference(workload)), "a100-80gb-sxm");
    CHECK(all > 10);
    CHECK(of_row(used(on_reference(workload, "accelerator.bandwidth = '3 TB/s'\n")), "a100-80gb-sxm") == all - 1);
}

TEST_CASE("a technique adds its numbers to those that a workload rests on, and to no other workload's", "[explain]")
{
    const ScenarioFile file = on_reference("preset = 'campaign-nlp'\ntechniques = ['pruning']\n"
                                           "[workload.v]\npreset = 'campaign-vision'\n");
    CHECK(of_row(used(file), "pruning") == 2); // what is kept of parameters and of activations
    const PolicyScenario& p = file.policies.front();
    const MarkedNumbers all = marked_numbers(file.document.catalogue().all());
    CHECK(of_row(numbers_used(p, p.scenario.workloads.back(), all), "pruning") == 0);
    CHECK(of_row(numbers_used(file), "pruning") == 2);
}

TEST_CASE("a scenario whose jobs have a duration rests on no marked number", "[explain]")
{
    CHECK(numbers_used(on_reference("preset = 'philly'\n")).empty());
}
