#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/workload/request_file.h"
#include "models/workload/workload.h"
#include <array>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

/// What is published of a cluster's GPU jobs [AcmeTrace cluster summary and figure data, NSDI 2024].
struct Cluster {
    const char* name;
    double on_one, on_eight;      ///< percent of jobs on at most so many accelerators
    double median_s;              ///< run time
    std::array<double, 3> ending; ///< percent of jobs completed, failed, cancelled
};

constexpr std::array<Cluster, 5> clusters{{{"seren", 54, 96.8, 122, {49.7, 42.9, 7.5}},
                                           {"kalos", 86.3, 93.9, 124, {54.1, 39.7, 6.2}},
                                           {"philly", 82.4, 98.9, 874, {60.4, 30.5, 9.0}},
                                           {"helios", 72.2, 94.7, 206, {62.4, 15.5, 22.1}},
                                           {"pai", 97.1, 100, 481, {100, 0, 0}}}};

struct Drawn {
    double jobs{0}, on_one{0}, on_eight{0}, below_median{0};
    std::array<double, 3> ending{};
    void add(const JobSpec& job, double median_s)
    {
        ++jobs;
        on_one += job.request.milli_accelerators <= 1000;
        on_eight += job.request.milli_accelerators <= 8000;
        below_median += seconds(job.nominal_duration()).si() <= median_s;
        ++ending[static_cast<std::size_t>(job.fate.ending)];
    }
};

Drawn drawn(const Cluster& cluster)
{
    constexpr std::uint64_t seeds = 30;
    const Trial trial{
        scenario_text({}) +
        fmt::format("[workload.jobs]\npreset = \"{}\"\narrivals = {{ kind = \"at-start\", count = 4000 }}\n",
                    cluster.name)};
    const WorkloadParams& params = trial.file().policies.front().scenario.workloads.front().jobs;
    Drawn all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        RunContext run;
        run.seed = seed;
        run.end = Time{} + Span{86'400'000'000'000};
        const auto stream = make_stream(cluster.name, {0}, params, run, run.end);
        while (stream->next_submit()) all.add(stream->take(), cluster.median_s);
    }
    return all;
}

std::vector<ValidationRow> cluster_jobs(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    const std::array<const char*, 3> endings{"completed", "failed", "cancelled"};
    for (const Cluster& c : clusters) {
        const Drawn got = drawn(c);
        const auto row = [&](const std::string& id, const std::string& what, double expected, double count,
                             double points) {
            rows.push_back(near(fmt::format("W12.{}.{}", c.name, id), fmt::format("{}: {}, %", c.name, what), expected,
                                100 * count / got.jobs, points));
        };
        row("one", "jobs on at most one accelerator", c.on_one, got.on_one, 2);
        row("eight", "jobs on at most 8", c.on_eight, got.on_eight, 2);
        row("median", "run times up to the published median", 50, got.below_median, 2);
        for (std::size_t i = 0; i < endings.size(); ++i) row(endings[i], endings[i], c.ending[i], got.ending[i], 1);
    }
    return rows;
}

std::vector<double> arrivals_of(const std::string& arrivals, std::uint64_t seed)
{
    const Trial trial{scenario_text({}) + "[workload.jobs]\ngpus = 1\nduration = \"1 s\"\narrivals = " + arrivals +
                      '\n'};
    RunContext run;
    run.seed = seed;
    run.end = Time{} + Span{60 * std::int64_t{86'400'000'000'000}};
    const auto stream =
        make_stream("jobs", {0}, trial.file().policies.front().scenario.workloads.front().jobs, run, run.end);
    std::vector<double> at;
    while (stream->next_submit()) at.push_back(seconds(stream->take().submit).si());
    return at;
}

double gap_cv(const std::vector<double>& at)
{
    OnlineStats gaps;
    for (std::size_t i = 1; i < at.size(); ++i) gaps.add(at[i] - at[i - 1]);
    return gaps.sd() / gaps.mean();
}

double hourly_dispersion(const std::vector<double>& at)
{
    std::vector<double> counts(60 * 24);
    for (const double t : at) ++counts[static_cast<std::size_t>(t / 3600)];
    OnlineStats spread;
    for (const double n : counts) spread.add(n);
    return spread.variance() / spread.mean();
}

std::vector<ValidationRow> bursts(const ValidationContext&)
{
    OnlineStats switched, renewal, counts;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        switched.add(gap_cv(arrivals_of(R"({ kind = "on-off", rate = "30 /h", mean_on = "10 min", cv = 4.0 })", seed)));
        renewal.add(gap_cv(arrivals_of(R"({ kind = "bursty", rate = "30 /h", cv = 4.0 })", seed)));
        counts.add(hourly_dispersion(arrivals_of(R"({ kind = "overdispersed", rate = "20 /h", cv = 0.7 })", seed)));
    }
    return {within("W12.cv.on-off", "variation of the gaps of on-off arrivals", 4, switched.mean(), 0.2),
            within("W12.cv.bursty", "variation of gamma gaps", 4, renewal.mean(), 0.2),
            within("W12.dispersion", "variance over mean of hourly counts at a gamma rate", 1 + 0.7 * 0.7 * 20,
                   counts.mean(), 0.05)};
}

std::vector<ValidationRow> generators(const ValidationContext& context)
{
    std::vector<ValidationRow> rows = cluster_jobs(context);
    for (ValidationRow& row : bursts(context)) rows.push_back(std::move(row));
    return rows;
}

std::vector<ValidationRow> chat_requests(const ValidationContext& context)
{
    Inputs inputs;
    const auto all = request_statistics(inputs, context.file("workloads/azure_llm/conv_2023.csv.gz"));
    return {identical("A1.count", "chat requests in an hour", 19'366, static_cast<double>(all.count())),
            within("A1.rate", "rate, /s", 5.53, all.rate().si(), 1e-3),
            near("A1.cv", "variation of the gaps", 1.09, all.gap_cv(), 0.005),
            near("A1.dispersion", "variance over mean of the counts per minute", 16, all.dispersion_per_minute(), 0.5),
            near("A1.prompt", "mean prompt, tokens", 1155, all.prompt().mean(), 0.5),
            near("A1.prompt.p50", "median prompt", 1020, all.prompts().quantile(0.5), 1),
            near("A1.prompt.p99", "p99 of prompts", 4142, all.prompts().quantile(0.99), 1),
            near("A1.output", "mean output, tokens", 211, all.output().mean(), 0.5),
            near("A1.output.p50", "median output", 129, all.outputs().quantile(0.5), 1),
            near("A1.output.p99", "p99 of outputs", 601, all.outputs().quantile(0.99), 1),
            near("A1.correlation", "correlation of prompt and output", -0.11, all.correlation(), 0.005)};
}

} // namespace

std::vector<ValidationCase> workload_cases()
{
    return {
        {"W12", "jobs of five clusters, and bursts", "AcmeTrace (NSDI 2024); moments of the arrival laws", 'V', "jobs",
         generators},
        {"A1", "an hour of chat requests", "Azure LLM inference trace 2023 (Patel et al., ISCA 2024)", 'V', "requests",
         chat_requests},
    };
}

} // namespace dcsim
