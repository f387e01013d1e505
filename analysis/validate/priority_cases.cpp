#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <map>

/// One server that prefers some jobs to others. Service is exponential.
namespace dcsim {

namespace {

constexpr double warmup_share = 0.1;

struct Class {
    std::string name;
    double rate, mean;
    int priority;
};

/// Two classes of the same server, the first preferred.
const std::array<Class, 2> classes{Class{"short", 0.3, 0.5, 1}, Class{"long", 0.4, 1.25, 0}};

std::string workload(const Class& c)
{
    return fmt::format("[workload.{}]\narrivals = {{ kind = \"poisson\", rate = \"{} /s\" }}\ngpus = 1\n"
                       "duration = {{ kind = \"exponential\", mean = \"{} s\" }}\npriority = {}\n"
                       "flexibility = {{ interruptible = true }}\n",
                       c.name, c.rate, c.mean, c.priority);
}

Trial trial_of(const std::string& scheduler, const std::string& more, const std::vector<Class>& jobs,
               const ValidationContext& context)
{
    double rate = 0;
    for (const Class& c : jobs) rate += c.rate;
    const double duration = context.departures() / rate;
    std::string text = scenario_text({.duration = fmt::format("{} s", duration),
                                      .warmup = fmt::format("{} s", warmup_share * duration),
                                      .drain = "2 h",
                                      .scheduler = scheduler,
                                      .scheduling = more,
                                      .seed = context.seed});
    for (const Class& c : jobs) text += workload(c);
    return Trial{text};
}

/// Means over the jobs of each workload that came after the warm-up.
struct Means {
    std::vector<double> wait, sojourn;
};

Means means_of(Trial& trial, std::uint32_t replication)
{
    const Scenario& scenario = trial.file().policies.front().scenario;
    std::vector<double> wait(scenario.workloads.size()), sojourn(wait.size()), jobs(wait.size());
    trial.run(replication, [&](const JobRecord& job) {
        if (job.submit < scenario.window.counted_from()) return;
        wait[job.workload.value] += seconds(job.queued).si();
        sojourn[job.workload.value] += seconds(*job.end - job.submit).si();
        jobs[job.workload.value] += 1;
    });
    for (std::size_t i = 0; i < wait.size(); ++i) {
        wait[i] /= jobs[i];
        sojourn[i] /= jobs[i];
    }
    return {wait, sojourn};
}

WidthGate gate(const ValidationContext& context)
{
    return {context.quick ? 0.15 : 0.01};
}

/// Mean time in the system under shortest remaining time first with exponential service of mean 1
/// [Schrage and Miller, Operations Research 14 (1966)], by Simpson's rule.
double shortest_remaining(double rate)
{
    const auto load_below = [&](double x) { return rate * (1 - std::exp(-x) * (1 + x)); };
    constexpr int steps = 200'000;
    constexpr double longest = 60, h = longest / steps;
    double serving = 0, time = 0; // time in service of a job of size x, interruptions included
    for (int i = 0; i <= steps; ++i) {
        const double x = i * h;
        if (i > 0)
            serving +=
                h / 6 * (1 / (1 - load_below(x - h)) + 4 / (1 - load_below(x - h / 2)) + 1 / (1 - load_below(x)));
        const double moment = 2 - std::exp(-x) * (x * x + 2 * x + 2) + x * x * std::exp(-x);
        const double waiting = rate * moment / 2 / std::pow(1 - load_below(x), 2);
        const double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
        time += weight * h / 3 * std::exp(-x) * (waiting + serving);
    }
    return time;
}

std::vector<ValidationRow> remaining_first(const ValidationContext& context)
{
    constexpr double rate = 0.8;
    Trial trial = trial_of("sjf", "preempt = true", {{"Q9", rate, 1, 0}}, context);
    const auto paths = replicate(context.replications(), [&](std::uint32_t k) { return means_of(trial, k).sojourn; });
    std::vector<double> times;
    for (const auto& path : paths) times.push_back(path.front());
    return {statistical("Q9.T", "time in the system", shortest_remaining(rate), times, gate(context))};
}

struct Discipline {
    std::string id, scheduler, more;
    std::vector<double> Means::*measure;
    std::array<double, 2> expected; ///< of the classes
};

std::vector<ValidationRow> rows_of(const Discipline& d, const ValidationContext& context)
{
    Trial trial = trial_of(d.scheduler, d.more, {classes.begin(), classes.end()}, context);
    const auto paths =
        replicate(context.replications(), [&](std::uint32_t k) { return means_of(trial, k).*d.measure; });
    std::vector<ValidationRow> rows;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        std::vector<double> column;
        for (const auto& path : paths) column.push_back(path[c]);
        const char* what = d.measure == &Means::wait ? "wait" : "time in the system";
        rows.push_back(statistical("Q10." + d.id + '.' + classes[c].name,
                                   fmt::format("{}, {} jobs: {}", d.id, classes[c].name, what), d.expected[c], column,
                                   gate(context)));
    }
    return rows;
}

/// Cobham's formulas and those of preemptive resume [Kleinrock, Queueing Systems vol. 2 (1976), ch. 3].
std::vector<ValidationRow> two_classes(const ValidationContext& context)
{
    const auto [first, second] = classes;
    const double load1 = first.rate * first.mean, load = load1 + second.rate * second.mean;
    const double rest1 = first.rate * first.mean * first.mean;
    const double rest = rest1 + second.rate * second.mean * second.mean; // mean work left of the job in service
    const double behind = rest / (1 - load1) / (1 - load);
    std::vector<ValidationRow> rows;
    for (const Discipline& d : {
             Discipline{"fcfs", "fcfs", "", &Means::wait, {rest / (1 - load), rest / (1 - load)}},
             Discipline{"priority", "priority", "", &Means::wait, {rest / (1 - load1), behind}},
             Discipline{"preemptive",
                        "priority",
                        "preempt = true",
                        &Means::sojourn,
                        {first.mean + rest1 / (1 - load1), second.mean / (1 - load1) + behind}},
         })
        for (ValidationRow& row : rows_of(d, context)) rows.push_back(std::move(row));
    return rows;
}

} // namespace

std::vector<ValidationCase> priority_cases()
{
    return {
        {"Q9", "M/M/1, shortest remaining time first", "Schrage and Miller, Operations Research 14 (1966)", 'C', "jobs",
         remaining_first},
        {"Q10", "two classes on one server: none, without, with preemption",
         "Kleinrock, Queueing Systems vol. 2, ch. 3", 'C', "jobs", two_classes},
    };
}

} // namespace dcsim
