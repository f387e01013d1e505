#include "models/environment/forecasts.h"
#include "sim/base/calendar.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr Span one_hour{ns_per_hour}, one_day{24 * ns_per_hour};

std::int64_t floor_div(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Full UTC hours of a run.
class HourGrid {
public:
    explicit HourGrid(const RunContext& run) : origin_{-(run.start_unix_ns % ns_per_hour)} {}
    std::int64_t hour_of(Time t) const { return floor_div((t - origin_).ns, ns_per_hour); }
    Time start(std::int64_t hour) const { return origin_ + Span{hour * ns_per_hour}; }
    Time after(Time t) const { return start(hour_of(t) + 1); }

private:
    Time origin_;
};

/// The target as far as the signal reaches; whole days earlier where it does not reach at all.
Interval covered_part(Interval known, Interval target)
{
    if (target.from >= known.to) {
        const std::int64_t days = (target.from - known.to).ns / one_day.ns + 1;
        const Span back{days * one_day.ns};
        target = {target.from - back, target.to - back};
    }
    return {std::max(target.from, known.from), std::min(target.to, known.to)};
}

template <class Q> Q known_mean(const Signal<Q>& truth, Interval target)
{
    return truth.mean(covered_part(truth.covers(), target));
}

struct NoParams {};
void fields(Fields&, NoParams&) {}

template <class Q> class Oracle final : public Forecast<Q> {
public:
    Oracle(const NoParams&, const Signal<Q>& truth, const RunContext&, const std::string&) : truth_{&truth} {}
    Q mean(Time, Interval target) const override { return known_mean(*truth_, target); }
    std::optional<Time> next_change(Time, Time after) const override { return truth_->next_change(after); }

private:
    const Signal<Q>* truth_;
};

/// The last 24 hours, again and again.
template <class Q> class Persistence final : public Forecast<Q> {
public:
    Persistence(const NoParams&, const Signal<Q>& truth, const RunContext&, const std::string&) : truth_{&truth} {}
    Q mean(Time issued, Interval target) const override
    {
        const Time from = yesterday(issued, target.from), to = from + (target.to - target.from);
        if (to <= issued) return truth_->mean({from, to});
        const double length = seconds(target).si();
        return Q{(integral(issued, target.to) - integral(issued, target.from)) / length};
    }
    std::optional<Time> next_change(Time issued, Time after) const override
    {
        const Time then = yesterday(issued, after);
        const Time next = std::min(truth_->next_change(then).value_or(issued), issued);
        return after + (next - then);
    }

private:
    Time yesterday(Time issued, Time t) const
    {
        const Time day_start = issued - one_day;
        return t - Span{floor_div((t - day_start).ns, one_day.ns) * one_day.ns};
    }
    /// From `issued` - 24 h to `t`.
    double integral(Time issued, Time t) const
    {
        const Time day_start = issued - one_day, last = yesterday(issued, t);
        const double days = static_cast<double>((t - last).ns / one_day.ns);
        const Interval day{day_start, issued}, rest{day_start, last};
        return days * truth_->mean(day).si() * seconds(day).si() + truth_->mean(rest).si() * seconds(rest).si();
    }

    const Signal<Q>* truth_;
};

struct NoisyParams {
    double mape_24h{0.08};
    std::optional<double> mape_1h;
    Span reissue{one_hour};
    ForecastError error{0, 0};
};

void fields(Fields& f, NoisyParams& p)
{
    constexpr double near_over_far = 2.0 / 7; // as 2 % at one hour and 7 % at 24 hours
    f.optional("mape_24h", p.mape_24h, "mean absolute relative error 24 hours ahead", {.least = 0, .most = 1});
    f.optional("mape_1h", p.mape_1h, "the same one hour ahead; absent = 2/7 of it", {.least = 0, .most = 1});
    f.optional("reissue", p.reissue, "time between two issues", {.least = Span{60 * ns_per_hour / 3600}});
    if (p.mape_24h == 0 && p.mape_1h.value_or(0) > 0)
        f.problem("mape_1h", "has no effect with mape_24h = 0 (a forecast without error a day ahead has none before)");
    if (p.mape_24h == 0 || f.describing()) return;
    if (const auto error = calibrated_error(p.mape_1h.value_or(near_over_far * p.mape_24h), p.mape_24h))
        p.error = *error;
    else
        f.problem("mape_1h", "must lie between mape_24h / sqrt(24) and mape_24h (the error grows with the lead time)");
}

/// Truth times one plus an error that is a pure function of (seed, replication, name, issue, hour). Without error it is
/// the truth.
template <class Q> class Noisy final : public Forecast<Q> {
public:
    Noisy(const NoisyParams& p, const Signal<Q>& truth, const RunContext& run, const std::string& name)
        : p_{p}, truth_{&truth}, run_{run}, name_{name}, grid_{run}
    {
    }

    Q mean(Time issued, Interval target) const override
    {
        if (exact()) return known_mean(*truth_, target);
        take_issue(floor_div(issued.ns, p_.reissue.ns));
        if (target.to <= grid_.after(target.from)) return factor(index_of(target.from)) * known_mean(*truth_, target);
        return Q{(integral(target.to) - integral(target.from)) / seconds(target).si()};
    }
    std::optional<Time> next_change(Time, Time after) const override
    {
        const std::optional<Time> truth = truth_->next_change(after);
        if (exact()) return truth;
        return std::min(truth.value_or(Time::never()), grid_.after(after));
    }

private:
    /// One issue, as far ahead as it was asked for: by hour, what the truth is multiplied by, and the integral up to
    /// it.
    struct Issue {
        std::int64_t number{INT64_MIN};
        std::int64_t first_hour{0};
        Random random;
        double error{0};
        std::vector<double> factors, integral;
    };

    bool exact() const { return p_.error.sigma == 0; }

    void take_issue(std::int64_t number) const
    {
        if (issue_.number == number) return;
        issue_.number = number;
        issue_.first_hour = grid_.hour_of(Time{number * p_.reissue.ns});
        issue_.random = run_.stream(name_, "forecast", static_cast<std::uint64_t>(number));
        issue_.error = 0;
        issue_.factors.clear();
        issue_.integral.assign(1, 0);
    }

    void extend_to(std::size_t index) const
    {
        const double fresh = p_.error.sigma * std::sqrt(1 - p_.error.rho * p_.error.rho);
        while (issue_.factors.size() <= index) {
            const auto lead = static_cast<std::int64_t>(issue_.factors.size());
            if (lead > 0) issue_.error = p_.error.rho * issue_.error + fresh * normal(issue_.random);
            const Time from = grid_.start(issue_.first_hour + lead);
            issue_.factors.push_back(std::max(0.0, 1 + issue_.error));
            issue_.integral.push_back(issue_.integral.back() +
                                      expected(issue_.factors.back(), {from, from + one_hour}));
        }
    }

    /// Integral over a part of an hour.
    double expected(double factor, Interval part) const
    {
        return factor * known_mean(*truth_, part).si() * seconds(part).si();
    }

    std::size_t index_of(Time t) const
    {
        const std::int64_t index = grid_.hour_of(t) - issue_.first_hour;
        require(index >= 0, "a forecast is asked for a time before its issue");
        extend_to(static_cast<std::size_t>(index));
        return static_cast<std::size_t>(index);
    }
    double factor(std::size_t index) const { return issue_.factors[index]; }
    double integral(Time t) const
    {
        const std::size_t i = index_of(t);
        return issue_.integral[i] + expected(factor(i), {grid_.start(grid_.hour_of(t)), t});
    }

    NoisyParams p_;
    const Signal<Q>* truth_;
    RunContext run_;
    std::string name_;
    HourGrid grid_;
    mutable Issue issue_; ///< what has been computed of the latest issue; never changes an answer
};

template <class Q, class Model, class Params> Row<Forecast<Q>, const Signal<Q>&, const RunContext&, const std::string&>
forecast_row(std::string name, std::string summary)
{
    return row<Forecast<Q>, Model, Params, const Signal<Q>&, const RunContext&, const std::string&>(std::move(name),
                                                                                                    std::move(summary));
}

} // namespace

template <class Q> ForecastRegistry<Q> forecasts()
{
    return {
        forecast_row<Q, Oracle<Q>, NoParams>("oracle", "the truth: the upper bound of what a forecast can be worth"),
        forecast_row<Q, Persistence<Q>, NoParams>("persistence", "the last 24 hours repeat"),
        forecast_row<Q, Noisy<Q>, NoisyParams>("noisy", "the truth with an error that grows with the lead time"),
    };
}
template ForecastRegistry<Intensity> forecasts<Intensity>();
template ForecastRegistry<Price> forecasts<Price>();

std::optional<ForecastError> calibrated_error(double mape_1h, double mape_24h)
{
    const double ratio = mape_24h * mape_24h / (mape_1h * mape_1h);
    constexpr int hours = 24;
    if (!(ratio > 1 && ratio < hours)) return std::nullopt;
    const auto sum_of_powers = [](double q) { // (1 - q^24) / (1 - q), without its cancellation near 1
        double sum = 0;
        for (int i = 0; i < hours; ++i) sum = 1 + q * sum;
        return sum;
    };
    double low = 0, high = 1;
    for (int halvings = 0; halvings < 60; ++halvings) {
        const double middle = (low + high) / 2;
        (sum_of_powers(middle) < ratio ? low : high) = middle;
    }
    return ForecastError{std::sqrt(low), mape_1h / std::sqrt(1 - low) * std::sqrt(std::numbers::pi / 2)};
}

} // namespace dcsim
