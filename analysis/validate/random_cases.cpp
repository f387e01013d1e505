#include "analysis/study/stopping_rule.h"
#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "sim/numerics/philox.h"
#include "sim/numerics/random.h"
#include "sim/numerics/statistics.h"
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <functional>
#include <numeric>

namespace dcsim {

namespace {

struct PhiloxVector {
    PhiloxBlock counter;
    PhiloxKey key;
    PhiloxBlock expected;
};

std::vector<ValidationRow> philox_vectors(const ValidationContext&)
{
    constexpr std::uint32_t ones = 0xffffffff;
    const std::array<PhiloxVector, 3> vectors{{
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{ones, ones, ones, ones}, {ones, ones}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    }};
    std::vector<ValidationRow> rows;
    for (const PhiloxVector& v : vectors) {
        const PhiloxBlock got = philox(v.counter, v.key);
        for (std::size_t i = 0; i < got.size(); ++i)
            rows.push_back(identical(fmt::format("R1.{}.{}", 1 + rows.size() / 4, i + 1),
                                     "Philox4x32-10, word of a vector", v.expected[i], got[i]));
    }
    return rows;
}

std::vector<ValidationRow> split_mix(const ValidationContext&)
{
    const std::array<std::uint64_t, 5> expected{6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                                4593380528125082431U, 16408922859458223821U};
    std::uint64_t state = 1234567;
    double right = 0;
    for (const std::uint64_t word : expected) right += splitmix64(state) == word ? 1 : 0;
    return {identical("R2", "SplitMix64 of 1234567: words that agree", 5, right)};
}

std::vector<ValidationRow> one_interval(const ValidationContext&)
{
    std::vector<double> values(10);
    std::iota(values.begin(), values.end(), 1.0);
    const ConfidenceInterval interval = mean_interval(values, 0.95);
    const std::array<double, 4> four{1, 2, 3, 4};
    return {exact("R4.mean", "mean of 1..10", 5.5, interval.mean),
            within("R4.interval", "95 % half-width of 1..10", 2.165851, interval.half_width.value(), 1e-6),
            exact("R4.p50", "p50 of 1..4, linear rule", 2.5, percentile(four, 0.5)),
            exact("R4.p95", "p95 of 1..4, linear rule", 3.85, percentile(four, 0.95))};
}

std::vector<ValidationRow> pairs(const ValidationContext&)
{
    const std::array<double, 5> a{10, 12, 9, 11, 13}, b{9, 11.5, 8, 10, 12.5};
    const ConfidenceInterval paired = paired_interval(a, b, 0.95);
    return {exact("R5.mean", "mean of paired differences", 0.8, paired.mean),
            within("R5.interval", "its 95 % half-width (unpaired: 2.489)", 0.340044, paired.half_width.value(), 1e-5)};
}

constexpr double queue_wait = 4; ///< s, of an M/M/1 queue at load 0.8 with a mean service of 1 s

/// 10,000 customers of such a queue.
Trial queue_trial(const ValidationContext& context)
{
    return Trial{
        scenario_text(
            {.duration = "12500 s", .warmup = "1250 s", .drain = "1 h", .accelerators = 1, .seed = context.seed}) +
        "[workload.jobs]\narrivals = { kind = \"poisson\", rate = \"0.8 /s\" }\ngpus = 1\n"
        "duration = { kind = \"exponential\", mean = \"1 s\" }\n"};
}

/// Share of the experiments in which the interval of the means covers the queue's wait.
double share_that_cover(std::uint32_t experiments,
                        const std::function<std::vector<double>(std::uint32_t experiment)>& means_of)
{
    const auto covers = replicate(experiments, [&](std::uint32_t experiment) {
        const ConfidenceInterval i = mean_interval(means_of(experiment), 0.95);
        return std::vector<double>{std::abs(i.mean - queue_wait) <= i.half_width.value() ? 1.0 : 0.0};
    });
    double share = 0;
    for (const auto& covered : covers) share += covered.front() / experiments;
    return share;
}

/// 1000 experiments of 10 replications of an M/M/1 queue: how many 95 % intervals cover the mean wait.
std::vector<ValidationRow> coverage(const ValidationContext& context)
{
    if (context.quick) return {skipped("R6", "share of 95 % intervals that cover", "full mode only")};
    constexpr std::uint32_t replications = 10;
    Trial trial = queue_trial(context);
    const double share = share_that_cover(1000, [&](std::uint32_t experiment) {
        std::vector<double> means;
        for (std::uint32_t k = 0; k < replications; ++k)
            means.push_back(trial.run(experiment * replications + k, {}).totals.account.wait_seconds.mean());
        return means;
    });
    return {near("R6", "share of 95 % intervals that cover", 0.95, share, 0.02)};
}

/// The same of studies that add replications until the half-width is within 5 % of the mean.
std::vector<ValidationRow> coverage_when_stopped(const ValidationContext& context)
{
    if (context.quick) return {skipped("R11", "share of intervals that cover after stopping", "full mode only")};
    const PrecisionParams precision{{"wait_mean_s"}, 0.05, 10, 150};
    Trial trial = queue_trial(context);
    const double share = share_that_cover(1000, [&](std::uint32_t experiment) {
        StoppingRule rule{precision, 1, 0};
        std::vector<double> means;
        while (means.size() < rule.wanted()) {
            const auto k = static_cast<std::uint32_t>(means.size());
            means.push_back(trial.run(experiment * precision.most + k, {}).totals.account.wait_seconds.mean());
            rule.enter(0, k, {means.back()});
        }
        return means;
    });
    return {near("R11", "share of intervals that cover after stopping", 0.95, share, 0.02)};
}

} // namespace

std::vector<ValidationCase> random_cases()
{
    return {
        {"R1", "known answers of Philox4x32-10", "Salmon et al., SC 2011; Random123", 'C', "-", philox_vectors},
        {"R2", "known answers of SplitMix64", "Steele, Lea, Flood, OOPSLA 2014", 'C', "-", split_mix},
        {"R4", "interval and percentiles", "Student's t; Hyndman and Fan type 7", 'C', "-", one_interval},
        {"R5", "interval of paired differences", "Student's t", 'C', "-", pairs},
        {"R6", "intervals cover as often as they say", "M/M/1, nominal 95 %: 93 to 97 % of 1000", 'C', "jobs",
         coverage},
        {"R11", "intervals cover as often when precision ends the study", "M/M/1, nominal 95 %: 93 to 97 % of 1000",
         'C', "jobs", coverage_when_stopped},
    };
}

} // namespace dcsim
