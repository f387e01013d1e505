#include "models/workload/durations.h"
#include "models/workload/duration_classes.h"
#include "models/workload/measured.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <cmath>

namespace dcsim {

namespace {

constexpr Span one_second{1'000'000'000}, one_hour{3600 * one_second.ns};
constexpr Range<Span> some_time{.above = Span{}};
constexpr Range<double> shape_range{.least = 0.05, .most = 1e6};

struct FixedParams {
    Span value{one_hour};
};

void fields(Fields& f, FixedParams& p)
{
    f.required("value", p.value, "duration of every job", some_time);
}

class Fixed final : public Durations {
public:
    explicit Fixed(const FixedParams& p) : value_{seconds(p.value)} {}
    Seconds draw(Random&, const DurationContext&) const override { return value_; }
    std::optional<Seconds> mean() const override { return value_; }

private:
    Seconds value_;
};

struct LognormalParams {
    double mu{0}, sigma{1}; ///< of the natural logarithm of seconds
};

void fields(Fields& f, LognormalParams& p)
{
    std::optional<Span> median, mean;
    std::optional<double> sigma;
    f.optional("median", median, "half of the jobs are shorter", some_time);
    f.optional("mean", mean, "arithmetic mean", some_time);
    f.optional("sigma", sigma, "standard deviation of the natural logarithm", {.least = 0.0, .most = 10.0});
    if (f.describing()) return;
    if (median.has_value() + mean.has_value() + sigma.has_value() != 2)
        return f.problem("kind", "takes exactly two of median, mean and sigma for a lognormal (the third follows)");
    if (median && mean && *mean < *median) return f.problem("mean", "is below the median (a lognormal's never is)");
    const auto log_of = [](Span d) { return portable_log(seconds(d).si()); };
    p.sigma = sigma ? *sigma : std::sqrt(2 * (log_of(*mean) - log_of(*median)));
    p.mu = median ? log_of(*median) : log_of(*mean) - p.sigma * p.sigma / 2;
}

class Lognormal final : public Durations {
public:
    explicit Lognormal(const LognormalParams& p) : law_{p} {}
    Seconds draw(Random& random, const DurationContext&) const override
    {
        return Seconds{lognormal(random, law_.mu, law_.sigma)};
    }
    std::optional<Seconds> mean() const override
    {
        return Seconds{portable_exp(law_.mu + law_.sigma * law_.sigma / 2)};
    }

private:
    LognormalParams law_;
};

/// A law of two numbers: what they mean is the row's affair.
struct ScaleParams {
    double shape{1};
    Seconds scale{hour};
};
using ScaleLaw = double (*)(Random&, double shape, double scale);

template <ScaleLaw law> class ScaleFamily final : public Durations {
public:
    explicit ScaleFamily(const ScaleParams& p) : params_{p} {}
    Seconds draw(Random& random, const DurationContext&) const override
    {
        return Seconds{law(random, params_.shape, params_.scale.si())};
    }

private:
    ScaleParams params_;
};

double exponential_law(Random& random, double, double mean)
{
    return exponential(random, mean);
}

struct ExponentialParams : ScaleParams {};
struct WeibullParams : ScaleParams {};
struct ParetoParams : ScaleParams {};
struct GammaParams : ScaleParams {};

void read_time(Fields& f, std::string_view key, Seconds& to, std::string_view meaning)
{
    f.required(key, to, meaning, {.above = Seconds{0}});
}

void fields(Fields& f, ExponentialParams& p)
{
    read_time(f, "mean", p.scale, "mean duration");
}

void fields(Fields& f, WeibullParams& p)
{
    f.required("shape", p.shape, "k of P(X > x) = exp(-(x/scale)^k); below 1 = heavy tail", shape_range);
    read_time(f, "scale", p.scale, "63.2 % of the jobs are shorter");
}

void fields(Fields& f, ParetoParams& p)
{
    f.required("shape", p.shape, "a of P(X > x) = (least/x)^a; the mean exists above 1", shape_range);
    read_time(f, "least", p.scale, "shortest duration");
}

void fields(Fields& f, GammaParams& p)
{
    double cv = 1;
    read_time(f, "mean", p.scale, "mean duration");
    f.optional("cv", cv, "standard deviation over mean", {.least = 0.01, .most = 100.0});
    p.shape = 1 / (cv * cv);
    p.scale = p.scale / p.shape;
}

class Empirical final : public Durations {
public:
    explicit Empirical(const MeasuredTimes& p) : cdf_{cdf(p)} {}
    Seconds draw(Random& random, const DurationContext&) const override { return Seconds{cdf_(random)}; }
    std::optional<Seconds> mean() const override { return Seconds{cdf_.mean()}; }

private:
    EmpiricalCdf cdf_;
};

Maker<Durations> read_empirical(Fields& f)
{
    MeasuredTimes p;
    if (!read_measured(f, p)) return {}; // laws of types are made before the run, to be held against shares
    return [p] { return std::make_unique<Empirical>(p); };
}

struct WorkParams {
    Span accelerator_time{one_hour};
    double sigma{0};
};

void fields(Fields& f, WorkParams& p)
{
    f.required("accelerator_time", p.accelerator_time, "accelerators x time of a job (its median)", some_time);
    f.optional("sigma", p.sigma, "standard deviation of its natural logarithm; 0 = always the same",
               {.least = 0.0, .most = 10.0});
}

/// A given amount of work, shared evenly by the gang: perfect scaling.
class Work final : public Durations {
public:
    explicit Work(const WorkParams& p) : median_{seconds(p.accelerator_time)}, sigma_{p.sigma} {}
    Seconds draw(Random& random, const DurationContext& job) const override
    {
        return lognormal(random, 0, sigma_) * median_ / job.accelerators;
    }

private:
    Seconds median_;
    double sigma_;
};

struct ResidentParams {};
void fields(Fields&, ResidentParams&) {}

class Resident final : public Durations {
public:
    explicit Resident(const ResidentParams&) {}
    Seconds draw(Random&, const DurationContext& job) const override { return job.rest_of_run; }
};

/// Laws of the duration alone.
DurationRows plain_durations()
{
    return {
        row<Durations, Fixed, FixedParams>("fixed", "every job takes the same time"),
        row<Durations, Lognormal, LognormalParams>("lognormal", "two of median, mean and sigma"),
        row<Durations, ScaleFamily<exponential_law>, ExponentialParams>("exponential", "memoryless"),
        row<Durations, ScaleFamily<weibull>, WeibullParams>("weibull", "stretched exponential"),
        row<Durations, ScaleFamily<pareto>, ParetoParams>("pareto", "power-law tail"),
        row<Durations, ScaleFamily<gamma>, GammaParams>("gamma", "mean and coefficient of variation"),
        {"empirical", "a measured distribution, interpolated in log time", read_empirical},
        row<Durations, Work, WorkParams>("work", "accelerator-hours shared evenly by the gang"),
    };
}

} // namespace

DurationRows durations()
{
    DurationRows rows = plain_durations();
    for (auto& by_class : duration_classes(rows)) rows.push_back(std::move(by_class));
    rows.push_back(row<Durations, Resident, ResidentParams>("resident", "until the end of the run, as a service's "
                                                                        "replicas"));
    return rows;
}

void read_durations(Fields& f, std::string_view key, const DurationRows& rows, Maker<Durations>& chosen)
{
    f.shorthand(key, "fixed", "value");
    f.table(key, "how long a job runs", [&](Fields& table) { read_duration_law(table, rows, chosen); });
}

} // namespace dcsim
