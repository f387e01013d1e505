#include "analysis/compare/policy_comparison.h"
#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/world/metrics.h"
#include "sim/numerics/statistics.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace dcsim {

namespace {

std::string demonstration(std::uint64_t seed, std::uint32_t replications = 6)
{
    return fmt::format(R"([scenario]
start = 2025-06-01T00:00:00+02:00
duration = "5 d"
drain = "2 d"
replications = {}
seed = {}
[cluster]
nodes = 16
node = "8xh100"
[workload.jobs]
arrivals = {{ kind = "poisson", rate = "1 /h" }}
gpus = {{ choices = [8, 16, 32] }}
duration = {{ kind = "lognormal", mean = "4 h", sigma = 1 }}
flexibility = {{ slack = "12 h" }}
[output]
traces = "none"
[policy.baseline]
baseline = true
[policy.moved.scheduling.defer]
kind = "lowest-window"
)",
                       replications, seed);
}

/// A job as it came in: what must not depend on the policy.
struct Arrival {
    std::uint64_t number;
    Time submit;
    std::uint32_t milli_accelerators;
    Span length;
    friend auto operator<=>(const Arrival&, const Arrival&) = default;
};

std::vector<Arrival> arrivals_of(const TrialResult& result, std::uint32_t workload = 0)
{
    std::vector<Arrival> all;
    for (const JobRecord& job : result.jobs)
        if (job.workload == WorkloadId{workload})
            all.push_back({job.number, job.submit, job.milli_accelerators, *job.end - *job.start});
    std::ranges::sort(all);
    return all;
}

/// Jobs of a workload whose durations have the given law, where `before` stands before it in the file.
std::vector<Arrival> jobs_beside(const std::string& before, const std::string& duration, std::uint64_t seed)
{
    const PlainSite site{.duration = "20 d", .drain = "20 d", .nodes = 512, .accelerators = 8, .seed = seed};
    const std::string jobs = "[workload.jobs]\narrivals = { kind = \"poisson\", rate = \"2 /h\" }\n"
                             "gpus = { choices = [1, 4, 16] }\nduration = " +
                             duration + '\n';
    std::vector<Arrival> all = arrivals_of(Trial{scenario_text(site) + before + jobs}.run(), before.empty() ? 0 : 1);
    for (Arrival& job : all) job.number = 0; // of the site's count of jobs, which others share
    return all;
}

std::vector<ValidationRow> separate_streams(const ValidationContext& context)
{
    const std::string aside = "[workload.aside]\narrivals = { kind = \"bursty\", rate = \"5 /h\", cv = 2 }\n"
                              "gpus = { choices = [1, 2] }\nduration = { kind = \"exponential\", mean = \"1 h\" }\n";
    const std::string lognormal = R"({ kind = "lognormal", mean = "1 h", sigma = 1 })";
    const std::vector<Arrival> alone = jobs_beside("", lognormal, context.seed);
    std::vector<Arrival> beside = jobs_beside(aside, lognormal, context.seed);
    std::vector<Arrival> undrawn = jobs_beside("", "\"1 h\"", context.seed);
    const auto equal = [&](const std::vector<Arrival>& others, auto member) {
        double count = 0;
        for (std::size_t i = 0; i < std::min(alone.size(), others.size()); ++i)
            count += alone[i].*member == others[i].*member ? 1 : 0;
        return alone.size() == others.size() ? count : -1;
    };
    const auto jobs = static_cast<double>(alone.size());
    return {identical("R3.submit", "jobs submitted at the same time beside another workload", jobs,
                      equal(beside, &Arrival::submit)),
            identical("R3.size", "jobs of the same size beside another workload", jobs,
                      equal(beside, &Arrival::milli_accelerators)),
            identical("R3.length", "jobs of the same length beside another workload", jobs,
                      equal(beside, &Arrival::length)),
            identical("R3.purpose", "jobs of the same size where durations are not drawn", jobs,
                      equal(undrawn, &Arrival::milli_accelerators))};
}

std::vector<ValidationRow> common_numbers(const ValidationContext& context)
{
    Trial trial{demonstration(context.seed)};
    OnlineStats paired, baseline, moved;
    double same = 0;
    constexpr std::uint32_t replications = 6;
    for (std::uint32_t k = 0; k < replications; ++k) {
        const TrialResult a = trial.run_policy(0, k), b = trial.run_policy(1, k);
        const double carbon_a = a.metric("co2e_location_kg"), carbon_b = b.metric("co2e_location_kg");
        paired.add(carbon_a - carbon_b);
        baseline.add(carbon_a);
        moved.add(carbon_b);
        same += arrivals_of(a) == arrivals_of(b) ? 1 : 0;
    }
    const double reduction = 1 - paired.variance() / (baseline.variance() + moved.variance());
    return {identical("R7.arrivals", "replications with the same jobs under both policies", replications, same),
            at_least("R7.variance", "variance that pairing takes away", 0, reduction)};
}

std::vector<std::vector<double>> metrics_of(const StudyOutcome& outcome)
{
    std::vector<std::vector<double>> all;
    for (const auto& run : outcome.runs) all.push_back(run.value().sites.front().metrics);
    return all;
}

/// How many numbers differ; two that do not exist are equal.
double differing(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b)
{
    require(a.size() == b.size(), "studies of one plan have equally many runs");
    double count = 0;
    for (std::size_t run = 0; run < a.size(); ++run)
        for (std::size_t i = 0; i < a[run].size(); ++i)
            count += a[run][i] == b[run][i] || (a[run][i] != a[run][i] && b[run][i] != b[run][i]) ? 0 : 1;
    return count;
}

std::vector<ValidationRow> alone_and_together(const ValidationContext& context)
{
    Trial trial{demonstration(context.seed)};
    const StudyPlan plan{trial.file(), trial.inputs()};
    const auto under = [&](int threads) { return metrics_of(run_study(plan, {.threads = threads})); };
    const auto one = under(1);
    const std::vector<Metric> table = metrics_table("EUR");
    const std::vector<std::vector<double>> alone{evaluate(table, trial.run_policy(1, 3).outcome.totals)};
    const std::size_t batch_index = 3 * 2 + 1; // replication by replication, both policies of each
    std::vector<ValidationRow> rows{identical("R8.alone", "numbers of a replication that differ from the batch's", 0,
                                              differing(alone, {one[batch_index]}))};
    for (const int threads : {2, 16})
        rows.push_back(identical(fmt::format("R8.{}", threads),
                                 fmt::format("numbers that differ on {} threads", threads), 0,
                                 differing(one, under(threads))));
    return rows;
}

/// How many comparisons are called a change although nothing of the kind was seen: the interval is absent or holds 0.
double unfounded(const std::vector<Comparison>& comparisons)
{
    return static_cast<double>(std::ranges::count_if(comparisons, [](const Comparison& c) {
        const Verdict called = verdict(c, Better::lower);
        const bool founded = c.half_width && (c.difference - *c.half_width) * (c.difference + *c.half_width) > 0;
        return !founded && (called == Verdict::better || called == Verdict::worse);
    }));
}

std::vector<Comparison> comparisons_of_study(std::uint64_t seed, std::uint32_t replications)
{
    Trial trial{demonstration(seed, replications)};
    const StudyPlan plan{trial.file(), trial.inputs()};
    const ResultSet results = assemble(plan, run_study(plan, {}));
    std::vector<Comparison> all;
    for (std::size_t m = 0; m < results.metrics.size(); ++m)
        for (const Comparison& c : compare_policies(results, m, 0)) all.push_back(c);
    return all;
}

/// Two policies that differ in nothing but noise.
std::vector<Comparison> comparisons_of_noise(std::uint64_t seed)
{
    constexpr std::uint64_t experiments = 1000;
    std::vector<Comparison> all;
    for (std::uint64_t i = 0; i < experiments; ++i) {
        Random random{{seed, 0, "validation", "noise", i}};
        std::array<double, 10> before{}, after{};
        for (double& x : before) x = 100 + normal(random);
        for (double& x : after) x = 100 + normal(random);
        all.push_back(compare(before, after));
    }
    return all;
}

std::vector<ValidationRow> no_false_savings(const ValidationContext& context)
{
    const std::vector<Comparison> single = comparisons_of_study(context.seed, 1);
    const std::vector<Comparison> noise = comparisons_of_noise(context.seed);
    const auto intervals = std::ranges::count_if(single, [](const Comparison& c) { return c.half_width.has_value(); });
    const auto called = std::ranges::count_if(noise, [](const Comparison& c) { return c.resolved(); });
    return {identical("R9.intervals", "intervals given after one replication", 0, static_cast<double>(intervals)),
            identical("R9.single", "changes claimed after one replication", 0, unfounded(single)),
            identical("R9.study", "changes claimed although the interval holds 0", 0,
                      unfounded(comparisons_of_study(context.seed, 6))),
            identical("R9.noise", "the same, of policies that differ in noise", 0, unfounded(noise)),
            near("R9.share", "share of these that a 95 % interval calls a change", 0.05,
                 static_cast<double>(called) / static_cast<double>(noise.size()), 0.03)};
}

} // namespace

std::vector<ValidationCase> study_cases()
{
    return {
        {"R3", "one workload's draws change no other's", "streams by seed, replication, component, purpose", 'C',
         "jobs", separate_streams},
        {"R7", "policies face the same jobs", "common random numbers", 'C', "grid", common_numbers},
        {"R8", "a replication alone and in a batch, by threads", "determinism", 'C', "-", alone_and_together},
        {"R9", "what may be called a change", "Student's t", 'C', "-", no_false_savings},
    };
}

} // namespace dcsim
