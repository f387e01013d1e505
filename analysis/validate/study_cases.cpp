#include "analysis/study/study.h"
#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/world/metrics.h"
#include "sim/numerics/statistics.h"
#include <fmt/core.h>

namespace dcsim {

namespace {

std::string demonstration(std::uint64_t seed)
{
    return fmt::format(R"([scenario]
start = 2025-06-01T00:00:00+02:00
duration = "5 d"
drain = "2 d"
replications = 6
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
                       seed);
}

/// A job as it came in: what must not depend on the policy.
struct Arrival {
    std::uint64_t number;
    Time submit;
    std::uint32_t milli_accelerators;
    Span length;
    friend auto operator<=>(const Arrival&, const Arrival&) = default;
};

std::vector<Arrival> arrivals_of(const TrialResult& result)
{
    std::vector<Arrival> all;
    for (const JobRecord& job : result.jobs)
        all.push_back({job.number, job.submit, job.milli_accelerators, *job.end - *job.start});
    std::ranges::sort(all);
    return all;
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

} // namespace

std::vector<ValidationCase> study_cases()
{
    return {
        {"R7", "policies face the same jobs", "common random numbers", 'C', "grid", common_numbers},
        {"R8", "a replication alone and in a batch, by threads", "determinism", 'C', "-", alone_and_together},
    };
}

} // namespace dcsim
