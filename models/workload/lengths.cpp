#include "models/workload/lengths.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr Range<double> countable{.least = 1.0, .most = 1e9};

struct FixedParams {
    double tokens{1};
};

void fields(Fields& f, FixedParams& p)
{
    f.required("tokens", p.tokens, "tokens of every request", countable);
}

class Fixed final : public Lengths {
public:
    Fixed(const FixedParams& p, Inputs*) : tokens_{p.tokens} {}
    double mean() const override { return tokens_; }
    double second_moment() const override { return tokens_ * tokens_; }
    double quantile(double) const override { return tokens_; }

private:
    double tokens_;
};

struct LognormalParams {
    double median{1}, sigma{1};
    double most{1e9};
};

void fields(Fields& f, LognormalParams& p)
{
    f.required("median", p.median, "tokens; half of the requests are shorter", countable);
    f.required("sigma", p.sigma, "standard deviation of the natural logarithm", {.least = 0.0, .most = 10.0});
    f.optional("most", p.most, "longer ones are cut to this, as a context window does", countable);
    if (p.most < p.median) f.problem("most", "is below the median (more than half of the requests would be cut)");
}

double normal_below(double z)
{
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

class Lognormal final : public Lengths {
public:
    Lognormal(const LognormalParams& p, Inputs*) : mu_{portable_log(p.median)}, sigma_{p.sigma}, most_{p.most} {}
    double mean() const override { return moment(1); }
    double second_moment() const override { return moment(2); }
    double quantile(double p) const override
    {
        return std::min(most_, portable_exp(mu_ + sigma_ * normal_quantile(p)));
    }

private:
    /// Of order k of min(X, most): exp(k mu + k^2 sigma^2 / 2) Phi(z - k sigma) + most^k Phi(-z).
    double moment(double k) const
    {
        if (sigma_ == 0) return portable_exp(k * mu_);
        const double z = (portable_log(most_) - mu_) / sigma_;
        const double below = portable_exp(k * mu_ + 0.5 * k * k * sigma_ * sigma_) * normal_below(z - k * sigma_);
        return below + std::pow(most_, k) * normal_below(-z);
    }

    double mu_, sigma_, most_;
};

struct EmpiricalParams {
    std::vector<double> tokens{1}, percent{100};
};

void fields(Fields& f, EmpiricalParams& p)
{
    f.required("tokens", p.tokens, "tokens of a request, increasing", countable);
    f.required("percent", p.percent, "share of requests not longer, increasing to 100", {.least = 0.0, .most = 100.0});
    bool good = p.tokens.size() == p.percent.size() && !p.percent.empty() && p.percent.back() == 100;
    for (std::size_t i = 1; good && i < p.tokens.size(); ++i)
        good = p.tokens[i] > p.tokens[i - 1] && p.percent[i] > p.percent[i - 1];
    if (!good)
        f.problem("percent", "is no distribution over tokens (as long as it, both increasing, the last one 100)");
}

EmpiricalCdf cdf(const EmpiricalParams& p)
{
    std::vector<double> share;
    for (const double percent : p.percent) share.push_back(percent / 100);
    return {p.tokens, std::move(share), EmpiricalCdf::Scale::linear};
}

class Empirical final : public Lengths {
public:
    Empirical(const EmpiricalParams& p, Inputs*) : cdf_{cdf(p)} {}
    double mean() const override { return cdf_.mean(); }
    double second_moment() const override { return cdf_.second_moment(); }
    double quantile(double p) const override { return cdf_.quantile(p); }

private:
    EmpiricalCdf cdf_;
};

} // namespace

LengthRows lengths()
{
    return {
        row<Lengths, Fixed, FixedParams, Inputs*>("fixed", "every request has as many tokens"),
        row<Lengths, Lognormal, LognormalParams, Inputs*>("lognormal", "median and sigma, cut at a context window"),
        row<Lengths, Empirical, EmpiricalParams, Inputs*>("empirical",
                                                          "a measured distribution, interpolated between its points"),
        request_lengths(),
    };
}

void read_lengths(Fields& f, std::string_view key, std::string_view meaning, const LengthRows& rows,
                  Maker<Lengths, Inputs*>& chosen)
{
    f.shorthand(key, "fixed", "tokens");
    f.table(key, meaning, [&](Fields& table) {
        table.preset("preset", "length", "published distribution of request lengths");
        table.kind(rows, chosen, "law of lengths");
    });
}

} // namespace dcsim
