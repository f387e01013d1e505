#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <numbers>

namespace dcsim {

namespace {

constexpr double day_h = 24, per_hour = 10, amplitude = 0.5;

/// Expected arrivals until t, in hours, at the rate 10 (1 + sin(2 pi t / 24) / 2) per hour.
double expected_until(double t)
{
    const double angular = 2 * std::numbers::pi / day_h;
    return per_hour * (t + amplitude / angular * (1 - std::cos(angular * t)));
}

/// P(D > d) of n values under the Kolmogorov distribution [Stephens, JRSS B 32 (1970)].
double kolmogorov_p(double distance, double n)
{
    const double x = distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
    double p = 0;
    for (int k = 1; k <= 100; ++k) p += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
    return std::clamp(p, 0.0, 1.0);
}

/// How probable it is that gaps in the time of the rate, which are exponential with mean 1, lie so far from that law.
double gaps_p(const std::vector<double>& arrival_hours)
{
    std::vector<double> shares;
    double before = 0;
    for (const double t : arrival_hours) {
        shares.push_back(1 - std::exp(before - expected_until(t)));
        before = expected_until(t);
    }
    std::ranges::sort(shares);
    const auto n = static_cast<double>(shares.size());
    double distance = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto rank = static_cast<double>(i);
        distance = std::max({distance, shares[i] - rank / n, (rank + 1) / n - shares[i]});
    }
    return kolmogorov_p(distance, n);
}

std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t i)
{
    std::vector<double> values;
    for (const auto& row : rows) values.push_back(row[i]);
    return values;
}

std::vector<ValidationRow> varying_rate(const ValidationContext& context)
{
    // The crest of the sine stands at 6:00.
    Trial trial{scenario_text({.drain = "1 h", .accelerators = 1024, .seed = context.seed}) +
                "[workload.jobs]\ngpus = 1\nduration = \"1 s\"\n"
                "arrivals = { kind = \"diurnal\", rate = \"10 /h\", peak_to_mean = 1.5, peak_hour = 6 }\n"};
    const auto days = replicate(context.quick ? 100 : 400, [&](std::uint32_t k) {
        std::vector<double> hours;
        trial.run(k, [&](const JobRecord& job) { hours.push_back(seconds(job.submit) / hour); });
        std::ranges::sort(hours);
        const auto morning = std::ranges::count_if(hours, [](double t) { return t < day_h / 2; });
        return std::vector<double>{static_cast<double>(morning), static_cast<double>(hours.size()),
                                   gaps_p(hours) > 0.001 ? 1.0 : 0.0};
    });
    double fitting = 0;
    for (const double fits : column(days, 2)) fitting += fits / static_cast<double>(days.size());
    const WidthGate gate{context.quick ? 0.15 : 0.01};
    return {
        statistical("Q12.half", "arrivals in the first half of the day", expected_until(12), column(days, 0), gate),
        statistical("Q12.day", "arrivals in the day", expected_until(day_h), column(days, 1), gate),
        at_least("Q12.gaps", "share of seeds whose time-changed gaps pass KS at .001", 0.99, fitting),
    };
}

std::string mixed_load(const std::string& scheduler, std::uint64_t seed)
{
    return scenario_text({.duration = "30 d",
                          .warmup = "2 d",
                          .nodes = 8,
                          .accelerators = 8,
                          .idle_w = 95,
                          .full_w = 190.738,
                          .scheduler = scheduler,
                          .seed = seed}) +
           "[workload.small]\narrivals = { kind = \"bursty\", rate = \"20 /h\", cv = 3 }\ngpus = 1\n"
           "duration = { kind = \"lognormal\", mean = \"1 h\", sigma = 1.2 }\nwalltime = \"6 h\"\n"
           "[workload.gangs]\narrivals = { kind = \"diurnal\", rate = \"1 /h\" }\n"
           "gpus = { choices = [4, 8, 16], weights = [0.5, 0.3, 0.2] }\nutilisation = 0.7\n"
           "duration = { kind = \"exponential\", mean = \"2 h\" }\n";
}

std::vector<ValidationRow> path_laws(const ValidationContext& context)
{
    struct Law {
        std::string id, check;
    };
    const std::vector<Law> laws{{"system", "Little's law: jobs in the system"},
                                {"waiting", "Little's law: jobs waiting"},
                                {"busy", "busy time"}};
    std::vector<ValidationRow> rows;
    for (const char* scheduler : {"fcfs", "skip", "easy", "conservative"}) {
        Trial trial{mixed_load(scheduler, context.seed)};
        const Outcome outcome = trial.run(0, {});
        for (const Law& law : laws) {
            const CheckResult& check = check_named(outcome, law.check);
            rows.push_back(identical(fmt::format("Q13.{}.{}", scheduler, law.id), check.name, 0, check.residual));
        }
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> path_cases()
{
    return {
        {"Q12", "arrivals at a rate that follows a sine", "integral of the rate; time change of a Poisson process", 'C',
         "jobs", varying_rate},
        {"Q13", "Little's law and busy time, on the path", "Little, Operations Research 9 (1961)", 'C', "jobs",
         path_laws},
    };
}

} // namespace dcsim
