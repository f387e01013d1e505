#include "models/workload/modulation.h"
#include "sim/base/errors.h"
#include "sim/numerics/variates.h"
#include <cmath>

namespace dcsim {

namespace {

class GammaFactors final : public Modulation {
public:
    GammaFactors(const GammaRate& law, const ModulationContext& context)
        : law_{law}, shape_{1 / (law.cv * law.cv)}, stream_{context.stream}
    {
        const double start = static_cast<double>(context.local_start_unix_ns) / ns_per_second;
        interval_ = static_cast<std::int64_t>(std::floor(start / law.interval.si()));
        seconds_left_ = static_cast<double>(interval_ + 1) * law.interval.si() - start;
    }

    Piece next() override
    {
        Random random = stream_(static_cast<std::uint64_t>(interval_++));
        const Piece piece{seconds_left_, gamma(random, shape_, 1 / shape_)};
        seconds_left_ = law_.interval.si();
        return piece;
    }

    void state(Archive& archive) override { archive("interval", interval_)("seconds_left", seconds_left_); }

private:
    GammaRate law_;
    double shape_;
    std::function<Random(std::uint64_t)> stream_;
    std::int64_t interval_{0};
    double seconds_left_{0};
};

class Switch final : public Modulation {
public:
    Switch(const OnOff& law, const ModulationContext& context)
        : law_{law}, random_{context.stream(0)}, on_{random_.uniform() < law.on_share()}
    {
    }

    /// Without memory, the rest of a state that began before the run is as long as a whole one.
    Piece next() override
    {
        const Piece piece{exponential(random_, (on_ ? law_.mean_on : law_.mean_off).si()),
                          on_ ? 1 / law_.on_share() : 0};
        on_ = !on_;
        return piece;
    }

    void state(Archive& archive) override { archive("random", random_)("on", on_); }

private:
    OnOff law_;
    Random random_;
    bool on_;
};

} // namespace

double gap_cv(const OnOff& law, Frequency rate)
{
    const double p = law.on_share();
    return std::sqrt(1 + 2 * (rate * law.mean_on) * (1 - p) * (1 - p) / p);
}

OnOff on_off_from_mean_on(double cv, Seconds mean_on, Frequency rate)
{
    require(cv >= 1, "switching a Poisson process off cannot make its gaps more even");
    const double k = (cv * cv - 1) / (2 * (rate * mean_on)); // = (1 - p)^2 / p
    const double p = 2 / (2 + k + std::sqrt(k * (k + 4)));   // the root below 1, without cancellation
    return {mean_on, mean_on * (1 / p - 1)};
}

std::optional<OnOff> on_off_from_mean_off(double cv, Seconds mean_off, Frequency rate)
{
    require(cv >= 1, "switching a Poisson process off cannot make its gaps more even");
    const double q = (cv * cv - 1) / (2 * (rate * mean_off)); // = 1 - p
    if (!(q > 0 && q < 1)) return std::nullopt;
    return OnOff{mean_off * ((1 - q) / q), mean_off};
}

std::unique_ptr<Modulation> make_modulation(const ModulationLaw& law, const ModulationContext& context)
{
    if (const auto* gamma = std::get_if<GammaRate>(&law)) return std::make_unique<GammaFactors>(*gamma, context);
    if (const auto* on_off = std::get_if<OnOff>(&law)) return std::make_unique<Switch>(*on_off, context);
    return nullptr;
}

} // namespace dcsim
