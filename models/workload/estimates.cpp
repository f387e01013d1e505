#include "models/workload/estimates.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"

namespace dcsim {

namespace {

struct UniformParams {
    double most{5};
};

void fields(Fields& f, UniformParams& p)
{
    f.optional("most", p.most, "largest overestimate, a factor", {.least = 1.0, .most = 1000.0});
}

/// Between the run time and so many times it, all values alike [Mu'alem and Feitelson, IEEE TPDS 12(6), 2001; Tsafrir
/// et al., JSSPP 2005].
class Uniform final : public EstimateError {
public:
    explicit Uniform(const UniformParams& p) : most_{p.most} {}
    double factor(Random& random) const override { return 1 + random.uniform() * (most_ - 1); }

private:
    double most_;
};

struct LognormalParams {
    double median{1}, sigma{0.5};
};

void fields(Fields& f, LognormalParams& p)
{
    f.optional("median", p.median, "half of the factors are larger", {.least = 0.01, .most = 1000.0});
    f.optional("sigma", p.sigma, "standard deviation of their logarithm", {.least = 0.0, .most = 5.0});
}

class Lognormal final : public EstimateError {
public:
    explicit Lognormal(const LognormalParams& p) : mu_{portable_log(p.median)}, sigma_{p.sigma} {}
    double factor(Random& random) const override { return lognormal(random, mu_, sigma_); }

private:
    double mu_, sigma_;
};

} // namespace

Registry<EstimateError> estimate_errors()
{
    return {
        {"exact", "users know the run time", [](Fields&) { return Maker<EstimateError>{}; }},
        row<EstimateError, Uniform, UniformParams>("uniform", "overestimates, all factors up to the most alike"),
        row<EstimateError, Lognormal, LognormalParams>("lognormal", "over- and underestimates by a lognormal factor"),
    };
}

} // namespace dcsim
