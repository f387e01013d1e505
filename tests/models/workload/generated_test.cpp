#include "tests/models/workload/read_workload.h"
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

constexpr Span one_day{86'400'000'000'000};
const char* const training = R"(
arrivals = { kind = "poisson", rate = "40 /d" }
gpus = { choices = [1, 8, 64] }
duration = { kind = "lognormal", mean = "2 h", sigma = 1.0 }
)";

RunContext run_context(std::uint32_t replication = 0)
{
    RunContext run;
    run.seed = 42;
    run.replication = replication;
    run.end = Time{} + one_day + one_day;
    return run;
}

std::vector<JobSpec> jobs(const std::string& toml, const std::string& name = "nlp",
                          const RunContext& run = run_context())
{
    return all_jobs(*make_stream(name, {3}, parsed<WorkloadParams>(toml), run, Time{} + one_day));
}

bool same(const JobSpec& a, const JobSpec& b)
{
    return a.number == b.number && a.submit == b.submit &&
           a.request.milli_accelerators == b.request.milli_accelerators && a.nominal_duration() == b.nominal_duration();
}

} // namespace

TEST_CASE("a bare rate of arrivals, and one without a kind, are a Poisson process", "[workload]")
{
    const std::string rest = "gpus = 1\nduration = '1 h'\n";
    const auto poisson = jobs("arrivals = { kind = 'poisson', rate = '40 /d' }\n" + rest);
    REQUIRE(poisson.size() > 20);
    for (const char* arrivals : {"arrivals = '40 /d'\n", "arrivals.rate = '40 /d'\n"}) {
        const auto short_form = jobs(arrivals + rest);
        REQUIRE(short_form.size() == poisson.size());
        for (std::size_t i = 0; i < poisson.size(); ++i) CHECK(same(short_form[i], poisson[i]));
    }
}

TEST_CASE("a replication's jobs are the same whatever else changes in the scenario", "[workload][invariant]")
{
    const auto baseline = jobs(training);
    const auto policy = jobs(std::string{training} + "flexibility = { slack = '24 h' }\nestimate_factor = 3.0\n");
    REQUIRE(baseline.size() > 20);
    REQUIRE(policy.size() == baseline.size());
    for (std::size_t i = 0; i < policy.size(); ++i) CHECK(same(baseline[i], policy[i]));
    CHECK_FALSE(same(baseline.front(), jobs(training, "vision").front()));
    CHECK_FALSE(same(baseline.front(), jobs(training, "nlp", run_context(1)).front()));
}

TEST_CASE("another law of sizes disturbs neither arrivals nor durations", "[workload][invariant]")
{
    const auto before = jobs(training);
    const auto after = jobs(std::string{training}.replace(std::string{training}.find("[1, 8, 64]"), 10, "[2, 4]"));
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i].submit == after[i].submit);
        CHECK(before[i].nominal_duration() == after[i].nominal_duration());
    }
}

TEST_CASE("jobs carry what their workload says", "[workload]")
{
    const auto all = jobs(std::string{training} + R"(
cores_per_gpu = 16
memory_per_gpu = "100 GB"
utilisation = 0.5
estimate_factor = 2.0
walltime = "4 h"
flexibility = { slack = "6 h", interruptible = true }
)");
    for (const JobSpec& job : all) {
        const std::uint32_t gpus = job.request.milli_accelerators / 1000;
        CHECK(job.workload == WorkloadId{3});
        CHECK(job.request.cores == 16 * gpus);
        CHECK(job.request.memory_bytes == 100'000'000'000ULL * gpus);
        CHECK(job.segments.front().load.utilisation == 0.5);
        CHECK(seconds(*job.estimate) / seconds(job.nominal_duration()) == Approx(2));
        CHECK(job.walltime == Span{4 * 3'600'000'000'000});
        CHECK(job.flexibility.slack == Span{6 * 3'600'000'000'000});
        CHECK(job.flexibility.interruptible);
    }
}

TEST_CASE("a stream saved and restored anywhere equals the whole", "[workload][invariant]")
{
    const auto params = parsed<WorkloadParams>(training);
    const auto whole = jobs(training);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{7}, whole.size()}) {
        const RunContext run = run_context();
        const auto first = make_stream("nlp", {3}, params, run, Time{} + one_day);
        for (std::size_t i = 0; i < cut; ++i) first->take();
        Archive saved;
        first->state(saved);
        Archive restored{saved.bytes()};
        const auto second = make_stream("nlp", {3}, params, run, Time{} + one_day);
        second->state(restored);
        const auto rest = all_jobs(*second);
        REQUIRE(rest.size() == whole.size() - cut);
        for (std::size_t i = 0; i < rest.size(); ++i) CHECK(same(rest[i], whole[cut + i]));
    }
}

TEST_CASE("every workload of the catalogue reads by its name and delivers jobs", "[workload][golden]")
{
    const Tree catalogue = embedded_catalogue();
    for (const Entry& row : *catalogue.find("workload")->table()) {
        CAPTURE(row.key);
        if (row.value.find("serve")) continue; // answers requests
        RunContext run = run_context();
        run.end = Time{} + Span{31 * one_day.ns};
        const auto params = parsed<WorkloadParams>("preset = '" + row.key + "'");
        const auto all = all_jobs(*make_stream(row.key, {0}, params, run, Time{} + Span{28 * one_day.ns}));
        CHECK_FALSE(all.empty());
        const bool says_so = row.value.find("summary")->text()->find("fixed-duration stand-in") != std::string::npos;
        CHECK(says_so != params.work.has_value());
    }
}

TEST_CASE("jobs of work end in the shares asked for, those that do not complete at a part of it",
          "[workload][analytic]")
{
    const auto all =
        jobs("arrivals = { kind = 'poisson', rate = '40000 /d' }\ngpus = 8\n"
             "work = { kind = 'items', items = 1, flops = '1 PFLOP' }\n"
             "endings = { completed = { jobs = 50 }, failed = { jobs = 30 }, cancelled = { jobs = 20 } }\n");
    std::array<double, 3> count{}, part{};
    for (const JobSpec& job : all) {
        const auto ending = static_cast<std::size_t>(job.fate.ending);
        ++count[ending];
        part[ending] += job.fate.after;
    }
    const auto n = static_cast<double>(all.size());
    const auto share = [&](Fate::Ending e) { return count[static_cast<std::size_t>(e)] / n; };
    const auto mean_part = [&](Fate::Ending e) {
        return part[static_cast<std::size_t>(e)] / count[static_cast<std::size_t>(e)];
    };
    const double margin = 4 * std::sqrt(0.25 / n);
    CHECK(share(Fate::Ending::completed) == Approx(0.5).margin(margin));
    CHECK(share(Fate::Ending::failed) == Approx(0.3).margin(margin));
    CHECK(share(Fate::Ending::cancelled) == Approx(0.2).margin(margin));
    CHECK(mean_part(Fate::Ending::completed) == 1);
    CHECK(mean_part(Fate::Ending::failed) == Approx(1.0 / 3).margin(0.02));    // of Beta(0.5, 1)
    CHECK(mean_part(Fate::Ending::cancelled) == Approx(1.0 / 2).margin(0.02)); // of a uniform fraction
}

TEST_CASE("jobs on cores alone hold no accelerator, and say how many cores", "[workload]")
{
    for (const JobSpec& job : jobs("arrivals = { kind = 'at-start', count = 3 }\ngpus = 0\ncores = 6\n"
                                   "duration = { kind = 'work', accelerator_time = '1 h', sigma = 0.0 }\n")) {
        CHECK(job.request.milli_accelerators == 0);
        CHECK(job.request.cores == 6);
        CHECK(job.nominal_duration() == Span{3'600'000'000'000}); // as on one accelerator
    }
    const std::string none = "arrivals = { kind = 'at-start' }\ngpus = 0\n";
    const auto key = [](const std::string& text) {
        const auto problems = problems_of<WorkloadParams>(text);
        REQUIRE(problems.size() == 1);
        return problems.front().key;
    };
    CHECK(key(none + "duration = '1 h'\n") == "gpus");
    CHECK(key(none + "cores = 2\nwork = { kind = 'items', items = 1, flops = '1 PFLOP' }\n") == "work");
    CHECK(key(none + "cores = 2\nduration = '1 h'\nelasticity = { kind = 'moldable', min = 0.5 }\n") == "elasticity");
    CHECK(key("arrivals = { kind = 'at-start' }\ngpus = 0.0005\nduration = '1 h'\n") == "gpus.count");
}

TEST_CASE("mistakes in a workload are reported with their key", "[workload]")
{
    const auto problems = problems_of<WorkloadParams>("preset = 'philly'\nutilization = 0.5\n");
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().key == "utilization");
    CHECK(problems.front().text.find("utilisation") != std::string::npos);
    CHECK(problems_of<WorkloadParams>("gpus = 8\nduration = '1 h'\n").size() == 1);
    const auto ended = problems_of<WorkloadParams>(
        "arrivals = { kind = 'at-start' }\ngpus = 8\nwork = { kind = 'items', items = 1, flops = '1 PFLOP' }\n"
        "endings = { failed = { jobs = 1, accelerator_time = 2 } }\n");
    REQUIRE(ended.size() == 1);
    CHECK(ended.front().key == "endings.failed.accelerator_time");
}
