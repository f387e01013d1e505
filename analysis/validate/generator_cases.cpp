#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/workload/lengths.h"
#include "models/workload/workload.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <numbers>

/// Laws of what arrives, drawn and held to the tables that they were read from.
namespace dcsim {

namespace {

/// Jobs of the workload whose table holds `lines`, by seed; January 2025 begins on a Wednesday.
class Source {
public:
    explicit Source(const std::string& lines) : trial_{scenario_text({}) + "[workload.jobs]\n" + lines} {}

    std::vector<JobSpec> jobs(std::uint64_t seed = 1, std::int64_t days = 1) const
    {
        RunContext run;
        run.seed = seed;
        run.start_unix_ns = 1'735'689'600'000'000'000; // 2025-01-01T00:00:00Z
        run.end = Time{} + Span{days * 86'400'000'000'000};
        const auto stream =
            make_stream("jobs", {0}, trial_.file().policies.front().scenario.workloads.front().jobs, run, run.end);
        std::vector<JobSpec> all;
        while (stream->next_submit()) all.push_back(stream->take());
        return all;
    }

private:
    Trial trial_;
};

/// 100,000 jobs of one law of run times.
Source run_times(const std::string& preset)
{
    return Source{"arrivals = { kind = \"at-start\", count = 100000 }\ngpus = 1\nduration = { preset = \"" + preset +
                  "\" }\n"};
}

constexpr std::uint64_t seeds = 30;

double accelerators(const JobSpec& job)
{
    return job.request.milli_accelerators / 1000.0;
}

double length(const JobSpec& job)
{
    return seconds(job.nominal_duration()).si();
}

/// What is published of a cluster's jobs: percent of them on at most 1, 2, 4 ... accelerators, percent of the
/// accelerator time at 8 and fewer, and of the time of jobs that complete, fail, are cancelled; 0 = none.
struct Cluster {
    const char* name;
    std::vector<double> at_most;
    double small_time;
    std::array<double, 3> time;
};

std::vector<Cluster> clusters()
{
    return {{"seren", {54, 65.4, 68, 96.8, 97.9, 98.8, 99.3, 99.5, 99.7, 99.8, 100}, 0, {}},
            {"kalos", {86.3, 88.4, 88.4, 93.9, 94.3, 94.7, 95.3, 95.7, 96.9, 98.1, 100}, .6, {31.3, 8.0, 60.7}},
            {"philly", {82.4, 84.5, 92, 98.9, 99.8, 100}, 88, {32.1, 38.6, 29.4}},
            {"helios", {72.2, 74.8, 80.5, 94.7, 97.7, 99.3, 99.7, 99.9, 100}, 41, {51.3, 9.3, 39.4}},
            {"pai", {97.1, 98.7, 99.1, 100}, 100, {}}};
}

/// Sums over the jobs of one seed: how many on at most 1, 2, 4 ..., all, accelerator time of small ones and of all, and
/// what those that complete, fail, are cancelled held.
std::vector<double> sums(const Source& source, std::size_t sizes, std::uint64_t seed)
{
    std::vector<double> all(sizes + 6);
    for (const JobSpec& job : source.jobs(seed)) {
        const double n = accelerators(job), held = n * length(job);
        for (std::size_t i = 0; i < sizes; ++i) all[i] += n <= std::exp2(static_cast<double>(i)) ? 1 : 0;
        all[sizes] += 1;
        all[sizes + 1] += n <= 8 ? held : 0;
        all[sizes + 2] += held;
        all[sizes + 3 + static_cast<std::size_t>(job.fate.ending)] += held * job.fate.after;
    }
    return all;
}

/// Run times have heavy tails: shares of accelerator time take two million jobs, which the quick mode does not draw.
void add_cluster(std::vector<ValidationRow>& rows, const Cluster& c, const ValidationContext& context)
{
    const Source source{fmt::format("preset = \"{}\"\narrivals = {{ kind = \"at-start\", count = 4000 }}\n", c.name)};
    const std::size_t sizes = c.at_most.size();
    std::vector<double> all(sizes + 6);
    for (const auto& one : replicate(context.quick ? 30 : 600, [&](auto k) { return sums(source, sizes, k + 1); }))
        for (std::size_t i = 0; i < all.size(); ++i) all[i] += one[i];
    double largest = 0;
    for (std::size_t i = 0; i < sizes; ++i)
        largest = std::max(largest, std::abs(100 * all[i] / all[sizes] - c.at_most[i]));
    const std::string id = std::string{"W13."} + c.name, what = std::string{c.name} + ": ";
    rows.push_back(near(id + ".sizes", what + "largest difference of its sizes' distribution, points", 0, largest, 2));
    if (context.quick) return;
    if (c.small_time > 0)
        rows.push_back(near(id + ".small", what + "accelerator time of jobs on at most 8, %", c.small_time,
                            100 * all[sizes + 1] / all[sizes + 2], 2));
    const std::array<const char*, 3> endings{"completed", "failed", "cancelled"};
    const double ended = all[sizes + 3] + all[sizes + 4] + all[sizes + 5];
    for (std::size_t i = 0; i < endings.size(); ++i)
        if (c.time[i] > 0)
            rows.push_back(near(fmt::format("{}.{}", id, endings[i]),
                                fmt::format("{}accelerator time of jobs {}, %", what, endings[i]), c.time[i],
                                100 * all[sizes + 3 + i] / ended, 2));
}

/// Run times by type of job at 25, 50, 75, 90, 99 %, in s.
struct Type {
    const char* name;
    std::array<double, 5> quantiles;
};

void add_type(std::vector<ValidationRow>& rows, const Type& t)
{
    constexpr std::array<double, 5> percent{25, 50, 75, 90, 99};
    std::array<double, 5> below{};
    double jobs = 0;
    for (const JobSpec& job : run_times(t.name).jobs()) {
        ++jobs;
        for (std::size_t i = 0; i < below.size(); ++i) below[i] += length(job) <= t.quantiles[i] ? 1 : 0;
    }
    double largest = 0;
    for (std::size_t i = 0; i < below.size(); ++i)
        largest = std::max(largest, std::abs(100 * below[i] / jobs - percent[i]));
    rows.push_back(near(std::string{"W13."} + t.name,
                        std::string{t.name} + ": largest difference at five quantiles, points", 0, largest, 2));
}

/// Lognormal laws through the mean and the median of a cluster's run times, by the logarithms of 100,000 of them.
void add_lognormal(std::vector<ValidationRow>& rows, const char* name, double mu, double sigma, double median)
{
    std::vector<double> lengths;
    OnlineStats logs;
    for (const JobSpec& job : run_times(std::string{name} + "-lognormal").jobs()) {
        lengths.push_back(length(job));
        logs.add(std::log(lengths.back()));
    }
    std::ranges::nth_element(lengths, lengths.begin() + 50'000);
    const std::string id = fmt::format("W13.{}.", name), what = fmt::format("lognormal run times of {}: ", name);
    rows.push_back(within(id + "median", what + "median, s", median, lengths[50'000], .10));
    rows.push_back(within(id + "log-mean", what + "mean of the logarithm", mu, logs.mean(), .02));
    rows.push_back(within(id + "log-sd", what + "its standard deviation", sigma, logs.sd(), .02));
}

/// Counts by hour of the day and by day of the week, over ten weeks of many jobs.
void add_rhythm(std::vector<ValidationRow>& rows)
{
    constexpr double days = 70, per_hour = 400;
    const Source source{fmt::format("arrivals = {{ kind = \"diurnal\", rate = \"{} /h\", peak_to_mean = 1.5, weekend = "
                                    "0.8 }}\ngpus = 1\nduration = \"1 s\"\n",
                                    per_hour)};
    std::array<double, 24> hours{};
    double weekend = 0, all = 0;
    for (const JobSpec& job : source.jobs(1, 70)) {
        const double hour_of_run = seconds(job.submit) / hour;
        const auto day = static_cast<int>(hour_of_run / 24);
        ++hours[static_cast<std::size_t>(hour_of_run - 24 * day)];
        weekend += (day + 2) % 7 >= 5 ? 1 : 0; // day 0 is a Wednesday, the third of a week
        ++all;
    }
    double cosine = 0, sine = 0;
    for (std::size_t h = 0; h < hours.size(); ++h) {
        const double angle = 2 * std::numbers::pi * (static_cast<double>(h) + 0.5) / 24;
        cosine += hours[h] * std::cos(angle);
        sine += hours[h] * std::sin(angle);
    }
    const double crest = std::atan2(sine, cosine) / (2 * std::numbers::pi) * 24;
    rows.push_back(within("W13.rhythm.rate", "mean rate over whole weeks, /h", per_hour, all / (24 * days), .01));
    rows.push_back(
        within("W13.rhythm.day", "amplitude of the daily rhythm", .5, 2 * std::hypot(cosine, sine) / all, .05));
    rows.push_back(near("W13.rhythm.crest", "hour of its crest", 15, crest < 0 ? crest + 24 : crest, .25));
    rows.push_back(within("W13.rhythm.week", "a day of the weekend over another day", .8,
                          weekend / 2 / ((all - weekend) / 5), .05));
}

void add_variation(std::vector<ValidationRow>& rows, double cv)
{
    const Source source{fmt::format(
        "arrivals = {{ kind = \"bursty\", rate = \"30 /h\", cv = {:.1f} }}\ngpus = 1\nduration = \"1 s\"\n", cv)};
    OnlineStats all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        OnlineStats gaps;
        double last = 0;
        for (const JobSpec& job : source.jobs(seed, 60)) {
            const double at = seconds(job.submit).si();
            if (last > 0) gaps.add(at - last);
            last = at;
        }
        all.add(gaps.sd() / gaps.mean());
    }
    rows.push_back(within(fmt::format("W13.cv.{:g}", cv), "variation of the gaps of bursts", cv, all.mean(), .2));
}

std::vector<ValidationRow> laws(const ValidationContext& context)
{
    std::vector<ValidationRow> rows;
    for (const Cluster& c : clusters()) add_cluster(rows, c, context);
    for (const Type& t : {Type{"seren-evaluation", {16, 129, 391, 1'207, 15.6e3}},
                          {"seren-fine-tuning", {47, 197, 452, 1'128, 13.2e3}},
                          {"seren-pre-training", {50, 297, 1'197, 24.7e3, 314e3}},
                          {"seren-multimodal", {28, 253, 795, 5.4e3, 75e3}},
                          {"seren-debug", {23, 114, 359, 935, 22.6e3}},
                          {"kalos-evaluation", {39, 111, 324, 1'388, 6.3e3}},
                          {"kalos-pre-training", {245, 707, 6.3e3, 43e3, 280e3}}})
        add_type(rows, t);
    for (const auto& [name, mu, sigma, median] : {std::tuple{"seren", 4.80, 2.21, 122.0},
                                                  {"kalos", 4.82, 2.15, 124.0},
                                                  {"philly", 6.77, 2.46, 874.0},
                                                  {"helios", 5.33, 2.64, 206.0},
                                                  {"pai", 6.18, 2.14, 481.0}})
        add_lognormal(rows, name, mu, sigma, median);
    add_rhythm(rows);
    add_variation(rows, 2.8);
    add_variation(rows, 12);
    return rows;
}

std::unique_ptr<Lengths> preset(const std::string& name)
{
    Maker<Lengths, Inputs*> chosen;
    std::vector<Problem> problems;
    visit_tree(parse_toml("tokens = { preset = '" + name + "' }", "case.toml"), Catalogue::of_program(), problems,
               [&](Fields& f) { read_lengths(f, "tokens", "of a request", lengths(), chosen); });
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return chosen(nullptr);
}

std::vector<ValidationRow> tokens(const ValidationContext&)
{
    struct Chat {
        const char *name, *what;
        double mean;
        std::array<double, 7> quantiles; ///< at 5, 25, 50, 75, 90, 99, 100 %
        double log_mean, log_sd;
    };
    constexpr std::array<double, 7> at{.05, .25, .50, .75, .90, .99, 1 - 1e-12};
    std::vector<ValidationRow> rows;
    for (const Chat& c :
         {Chat{"prompt", "prompts of a chat", 1155, {181, 396, 1020, 1189, 2735, 4142, 14'050}, 6.63, .99},
          {"output", "answers of a chat", 211, {41, 85, 129, 395, 424, 601, 1000}, 5.02, .86}}) {
        const auto law = preset(fmt::format("azure-chat-{}", c.name)),
                   smooth = preset(fmt::format("azure-chat-{}-lognormal", c.name));
        double largest = 0;
        for (std::size_t i = 0; i < at.size(); ++i)
            largest = std::max(largest, std::abs(law->quantile(at[i]) / c.quantiles[i] - 1));
        const std::string id = std::string{"W14."} + c.name, what = c.what;
        rows.push_back(within(id, what + ": mean, tokens", c.mean, law->mean(), .02));
        rows.push_back(near(id + ".quantiles", what + ": largest error of seven quantiles", 0, largest, .01));
        const double median = std::log(smooth->quantile(.5));
        rows.push_back(near(id + ".log-mean", what + ", lognormal: logarithm of the median", c.log_mean, median, .005));
        rows.push_back(near(id + ".log-sd", what + ", lognormal: deviation of the logarithm", c.log_sd,
                            (std::log(smooth->quantile(.8413447460685429)) - median), .01));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> generator_cases()
{
    return {{"W13", "sizes, durations and endings of clusters in full, rhythms and bursts", "AcmeTrace (NSDI 2024)",
             'V', "jobs", laws},
            {"W14", "lengths of chat requests", "Azure LLM inference trace 2023 (Patel et al., ISCA 2024)", 'V',
             "requests", tokens}};
}

} // namespace dcsim
