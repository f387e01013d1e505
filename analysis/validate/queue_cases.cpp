#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

/// Queues with unit service rate. Expected values are closed forms [Gross et al., Fundamentals of Queueing Theory, 4th
/// ed., ch. 2 and 5]; what is compared with them comes from the jobs of simulated scenarios.
namespace dcsim {

namespace {

constexpr double warmup_share = 0.1;

struct Station {
    std::string workload;       ///< names the random streams: no two stations see the same arrivals
    std::string name, duration; ///< the law of service times
    std::uint32_t servers{1};
    double rate{0.8};  ///< of arrivals
    bool heavy{false}; ///< squared coefficient of variation of service above 1
};

/// What one path came to. `sojourns` and `waits` are those of jobs that came after the warm-up.
struct Path {
    std::vector<double> waits, sojourns;
    double in_system{0}, in_queue{0}; ///< time means over the window
};

Trial trial_of(const Station& s, const ValidationContext& context)
{
    const double duration = context.departures() / s.rate;
    PlainSite site{.duration = fmt::format("{} s", duration),
                   .warmup = fmt::format("{} s", warmup_share * duration),
                   .drain = "2 h",
                   .accelerators = s.servers,
                   .seed = context.seed};
    return Trial{scenario_text(site) +
                 fmt::format("[workload.{}]\narrivals = {{ kind = \"poisson\", rate = \"{} /s\" }}\ngpus = 1\n"
                             "duration = {}\n",
                             s.workload, s.rate, s.duration)};
}

double overlap(const Interval& a, const Interval& b)
{
    return std::max(0.0, seconds(std::min(a.to, b.to) - std::max(a.from, b.from)).si());
}

Path path_of(Trial& trial, std::uint32_t replication)
{
    const WindowParams& window = trial.file().policies.front().scenario.window;
    const Interval counted{window.counted_from(), window.arrivals_until()};
    Path path;
    trial.run(replication, [&](const JobRecord& job) {
        path.in_system += overlap({job.submit, *job.end}, counted);
        path.in_queue += overlap({job.submit, *job.start}, counted);
        if (job.submit < counted.from) return;
        path.waits.push_back(seconds(*job.start - job.submit).si());
        path.sojourns.push_back(seconds(*job.end - job.submit).si());
    });
    path.in_system /= seconds(counted).si();
    path.in_queue /= seconds(counted).si();
    return path;
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double share_above(const std::vector<double>& values, double limit)
{
    const auto above = std::ranges::count_if(values, [&](double v) { return v > limit; });
    return static_cast<double>(above) / static_cast<double>(values.size());
}

double order_statistic(std::vector<double>& values, double p)
{
    const auto rank = values.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), rank, values.end());
    return *rank;
}

/// One row of a case: its answer, and how it is read from a path.
struct Measure {
    std::string id, what;
    double expected;
    double (*of)(Path&);
    bool is_mean{true}; ///< has an interval whose width is bounded
};

WidthGate gate_of(const Station& s, const Measure& m, const ValidationContext& context)
{
    if (!m.is_mean) return {};
    if (context.quick) return {s.heavy ? 0.4 : 0.15};
    return {s.heavy ? 0.05 : 0.01};
}

std::vector<ValidationRow> rows_of(const std::string& id, const Station& s, const std::vector<Measure>& measures,
                                   const ValidationContext& context)
{
    Trial trial = trial_of(s, context);
    const auto values = replicate(context.replications(), [&](std::uint32_t k) {
        Path path = path_of(trial, k);
        std::vector<double> row;
        for (const Measure& m : measures) row.push_back(m.of(path));
        return row;
    });
    std::vector<ValidationRow> rows;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        std::vector<double> column;
        for (const auto& row : values) column.push_back(row[i]);
        const Measure& m = measures[i];
        rows.push_back(statistical(id + '.' + m.id, s.name + ' ' + m.what, m.expected, column, gate_of(s, m, context)));
    }
    return rows;
}

double mean_wait(Path& p)
{
    return mean(p.waits);
}
double mean_sojourn(Path& p)
{
    return mean(p.sojourns);
}
double in_system(Path& p)
{
    return p.in_system;
}
double in_queue(Path& p)
{
    return p.in_queue;
}

/// Probability that all servers are busy [Erlang, 1917].
double erlang_c(std::uint32_t servers, double load)
{
    double blocked = 1; // Erlang's B by its recursion in the number of servers
    for (std::uint32_t n = 1; n <= servers; ++n) blocked = load * blocked / (n + load * blocked);
    return blocked / (1 - load / servers * (1 - blocked));
}

std::vector<Measure> single_server(double rate)
{
    const double gap = 1 - rate, wait = rate / gap;
    return {
        {"L", "jobs in the system", rate / gap, in_system},
        {"W", "time in the system", 1 / gap, mean_sojourn},
        {"Wq", "wait", wait, mean_wait},
        {"tail", "P(W > 10)", std::exp(-10 * gap), [](Path& p) { return share_above(p.sojourns, 10); }, false},
        {"p95", "p95 of W", -std::log(0.05) / gap, [](Path& p) { return order_statistic(p.sojourns, 0.95); }, false},
        {"p99", "p99 of W", -std::log(0.01) / gap, [](Path& p) { return order_statistic(p.sojourns, 0.99); }, false},
    };
}

std::vector<Measure> many_servers(std::uint32_t servers, double rate)
{
    const double busy = erlang_c(servers, rate), gap = servers - rate, wait = busy / gap;
    return {
        {"busy", "P(wait)", busy, [](Path& p) { return share_above(p.waits, 0); }, false},
        {"Wq", "wait", wait, mean_wait},
        {"Lq", "jobs waiting", rate * wait, in_queue},
        {"W", "time in the system", wait + 1, mean_sojourn},
        {"L", "jobs in the system", rate * (wait + 1), in_system},
        {"tail", "P(Wq > 1)", busy * std::exp(-gap), [](Path& p) { return share_above(p.waits, 1); }, false},
    };
}

ValidationCase markovian(const std::string& id, std::uint32_t servers, double rate)
{
    const Station s{id, fmt::format("M/M/{}", servers), R"({ kind = "exponential", mean = "1 s" })", servers, rate};
    const auto measures = servers == 1 ? single_server(rate) : many_servers(servers, rate);
    return {id,
            fmt::format("{}, arrivals {:g} per service", s.name, rate),
            "Erlang's formulas; Gross et al., ch. 2",
            'C',
            "jobs",
            [=](const ValidationContext& context) { return rows_of(id, s, measures, context); }};
}

std::vector<ValidationRow> general_service(const ValidationContext& context)
{
    struct Law {
        std::string id, duration;
        double scv; ///< squared coefficient of variation
    };
    const std::vector<Law> laws{
        {"constant", R"("1 s")", 0},
        {"erlang2", fmt::format(R"({{ kind = "gamma", mean = "1 s", cv = {} }})", std::sqrt(0.5)), 0.5},
        {"lognormal", fmt::format(R"({{ kind = "lognormal", mean = "1 s", sigma = {} }})", std::sqrt(std::log(5.0))),
         4},
    };
    constexpr double rate = 0.8;
    std::vector<ValidationRow> rows;
    for (const Law& law : laws) {
        const Station s{"Q7-" + law.id, "M/G/1 " + law.id, law.duration, 1, rate, law.scv > 1};
        const double wait = rate * (1 + law.scv) / 2 / (1 - rate); // Pollaczek and Khinchine
        const auto of_law = rows_of("Q7", s, {{law.id, "wait", wait, mean_wait}}, context);
        rows.insert(rows.end(), of_law.begin(), of_law.end());
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> queue_cases()
{
    return {
        markovian("Q1", 1, 0.8),
        markovian("Q2", 2, 1.5),
        markovian("Q3", 4, 3.2),
        markovian("Q4", 8, 6),
        {"Q7", "M/G/1: wait by the variance of service", "Pollaczek-Khinchine formula", 'C', "jobs", general_service},
    };
}

} // namespace dcsim
