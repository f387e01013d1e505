#include "models/reliability/lifetimes.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <cmath>

namespace dcsim {

namespace {

constexpr Range<double> shape_range{.least = 0.1, .most = 1000.0};

struct ExponentialLife {
    Seconds mean{hour};
};

void fields(Fields& f, ExponentialLife& p)
{
    f.required("mean", p.mean, "mean time", {.above = Seconds{0}});
}

class Exponential final : public Lifetime {
public:
    explicit Exponential(const ExponentialLife& p) : mean_{p.mean} {}
    Seconds draw(Random& r) const override { return Seconds{exponential(r, mean_.si())}; }
    Seconds residual(Random& r) const override { return draw(r); }
    Seconds mean() const override { return mean_; }

private:
    Seconds mean_;
};

struct FixedLife {
    Seconds mean{};
};

void fields(Fields& f, FixedLife& p)
{
    f.required("mean", p.mean, "always so long; 0 s = over at once", {.least = Seconds{0}});
}

class Fixed final : public Lifetime {
public:
    explicit Fixed(const FixedLife& p) : mean_{p.mean} {}
    Seconds draw(Random&) const override { return mean_; }
    Seconds residual(Random& r) const override { return r.uniform() * mean_; }
    Seconds mean() const override { return mean_; }

private:
    Seconds mean_;
};

struct WeibullLife {
    Seconds mean{hour};
    double shape{1};
};

void fields(Fields& f, WeibullLife& p)
{
    f.required("mean", p.mean, "mean time", {.above = Seconds{0}});
    f.required("shape", p.shape, "k of P(X > x) = exp(-(x/scale)^k); below 1 = failures grow rarer with age",
               shape_range);
}

/// A lifetime in proportion to its length has (X/scale)^k by Gamma(1 + 1/k, 1).
class Weibull final : public Lifetime {
public:
    explicit Weibull(const WeibullLife& p) : law_{p}, scale_{p.mean.si() / std::tgamma(1 + 1 / p.shape)} {}
    Seconds draw(Random& r) const override { return Seconds{weibull(r, law_.shape, scale_)}; }
    Seconds residual(Random& r) const override
    {
        const double power = gamma(r, 1 + 1 / law_.shape, 1);
        return Seconds{r.uniform() * scale_ * portable_exp(portable_log(power) / law_.shape)};
    }
    Seconds mean() const override { return law_.mean; }

private:
    WeibullLife law_;
    double scale_;
};

/// Laws that are stated by mean and coefficient of variation.
struct SpreadLife {
    Seconds mean{hour};
    double cv{1};
};
struct GammaLife : SpreadLife {};
struct LognormalLife : SpreadLife {};

void fields(Fields& f, SpreadLife& p)
{
    f.required("mean", p.mean, "mean time", {.above = Seconds{0}});
    f.required("cv", p.cv, "coefficient of variation", {.least = 0.01, .most = 10.0});
}

/// A lifetime in proportion to its length has a shape larger by 1.
class Gamma final : public Lifetime {
public:
    explicit Gamma(const GammaLife& p) : mean_{p.mean}, shape_{1 / (p.cv * p.cv)}, scale_{p.mean.si() / shape_} {}
    Seconds draw(Random& r) const override { return Seconds{gamma(r, shape_, scale_)}; }
    Seconds residual(Random& r) const override
    {
        const double whole = gamma(r, shape_ + 1, scale_);
        return Seconds{r.uniform() * whole};
    }
    Seconds mean() const override { return mean_; }

private:
    Seconds mean_;
    double shape_, scale_;
};

/// A lifetime in proportion to its length has its logarithm moved by the variance.
class Lognormal final : public Lifetime {
public:
    explicit Lognormal(const LognormalLife& p)
        : mean_{p.mean},
          variance_{portable_log(1 + p.cv * p.cv)},
          mu_{portable_log(p.mean.si()) - variance_ / 2},
          sigma_{std::sqrt(variance_)}
    {
    }
    Seconds draw(Random& r) const override { return Seconds{lognormal(r, mu_, sigma_)}; }
    Seconds residual(Random& r) const override
    {
        const double whole = lognormal(r, mu_ + variance_, sigma_);
        return Seconds{r.uniform() * whole};
    }
    Seconds mean() const override { return mean_; }

private:
    Seconds mean_;
    double variance_, mu_, sigma_;
};

} // namespace

LifetimeRows lifetimes()
{
    return {
        row<Lifetime, Exponential, ExponentialLife>("exponential", "without memory"),
        row<Lifetime, Weibull, WeibullLife>("weibull", "early failures (shape < 1) or wear (shape > 1)"),
        row<Lifetime, Gamma, GammaLife>("gamma", "a sum of stages, by mean and variation"),
        row<Lifetime, Lognormal, LognormalLife>("lognormal", "long tails, as of repairs, by mean and variation"),
        row<Lifetime, Fixed, FixedLife>("fixed", "always the same"),
    };
}

void read_lifetime(Fields& f, std::string_view key, const LifetimeRows& rows, Maker<Lifetime>& chosen,
                   std::string_view meaning)
{
    f.shorthand(key, "exponential", "mean");
    f.one_of(key, rows, chosen, meaning);
}

} // namespace dcsim
