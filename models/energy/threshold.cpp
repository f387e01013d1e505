#include "models/energy/dispatch.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dcsim {

namespace {

struct ThresholdParams {
    double low{0.3}, high{0.7}; ///< quantiles of the signal over the horizon
    Span horizon{24 * 3'600'000'000'000};
    bool charge_from_grid{true};
};

void fields(Fields& f, ThresholdParams& p)
{
    f.optional("low", p.low, "charge below this quantile of the coming signal", {.least = 0.0, .most = 1.0});
    f.optional("high", p.high, "discharge above this quantile of the coming signal", {.least = 0.0, .most = 1.0});
    f.optional("horizon", p.horizon, "how far the quantiles look ahead", {.above = Span{}});
    f.optional("charge_from_grid", p.charge_from_grid, "whether the battery may charge from the grid");
    if (p.low > p.high) f.problem("low", "is above high (charging starts below low, discharging above high)");
}

/// Linear between order statistics. [Hyndman & Fan 1996, definition 7]
template <class Q> Q quantile(const std::vector<Q>& sorted, double share)
{
    const double position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

const Forecast<Intensity>& signal(const SupplyView& view, Intensity)
{
    return view.carbon;
}
const Forecast<Price>& signal(const SupplyView& view, Price)
{
    return view.price;
}

/// Charges while the forecast is below the low quantile of what is to come, discharges while it is above the high one,
/// and in between lets the surplus in and nothing out. Decides anew at every step of the forecast.
template <class Q> class Threshold final : public Dispatch {
public:
    explicit Threshold(const ThresholdParams& p) : p_{p} {}

    DispatchRule choose(const SupplyView& view) override
    {
        if (view.now >= decide_next_) decide(view);
        return rule_;
    }
    void state(Archive& archive) override
    {
        archive("follow", rule_.follow)("value", rule_.value)("charge_from_grid", rule_.charge_from_grid);
        archive("decide_next", decide_next_);
    }

private:
    void decide(const SupplyView& view)
    {
        const Forecast<Q>& forecast = signal(view, Q{});
        const auto step_end = [&](Time t) { return forecast.next_change(t).value_or(view.now + p_.horizon); };
        const Time end = view.now + p_.horizon;
        std::vector<Q> coming;
        for (Time t = view.now; t < end;) {
            const Time next = std::min(step_end(t), end);
            coming.push_back(forecast.mean(view.now, {t, next}));
            t = next;
        }
        const Q current = coming.front();
        std::sort(coming.begin(), coming.end());
        rule_ = rule_at(current, quantile(coming, p_.low), quantile(coming, p_.high));
        decide_next_ = step_end(view.now);
    }

    DispatchRule rule_at(Q current, Q low, Q high) const
    {
        using Follow = DispatchRule::Follow;
        constexpr Power all_it_can{std::numeric_limits<double>::infinity()};
        if (current > high) return {Follow::discharge, all_it_can};
        return {Follow::charge, all_it_can, current < low && p_.charge_from_grid};
    }

    ThresholdParams p_;
    DispatchRule rule_{DispatchRule::Follow::hold};
    Time decide_next_{INT64_MIN};
};

} // namespace

Row<Dispatch> carbon_threshold()
{
    return row<Dispatch, Threshold<Intensity>, ThresholdParams>(
        "carbon-threshold", "charge in the cleanest hours of the coming day, discharge in the dirtiest");
}

Row<Dispatch> price_threshold()
{
    return row<Dispatch, Threshold<Price>, ThresholdParams>(
        "price-threshold", "charge in the cheapest hours of the coming day, discharge in the dearest");
}

} // namespace dcsim
