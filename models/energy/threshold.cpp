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
    f.optional("low", p.low,
               "charge below this quantile of the coming signal, or at its lowest value where that holds for longer; 0 "
               "= never",
               {.least = 0.0, .most = 1.0});
    f.optional("high", p.high,
               "discharge above this quantile of the coming signal, or at its highest value likewise; 1 = never",
               {.least = 0.0, .most = 1.0});
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

/// Longer steps of a signal count once for each of these.
constexpr Span longest_piece{3'600'000'000'000};

/// What differs by less is equal: it comes from different sums over the same steps.
template <class Q> bool is_below(Q a, Q b)
{
    constexpr double relative_tie = 1e-12;
    return a.si() < b.si() - relative_tie * std::abs(b.si());
}

/// Charges while the forecast is below the low quantile of what is to come. While it is above the high one, the battery
/// feeds what the load lacks and takes what it leaves over; in between it lets the surplus in and nothing out. The
/// quantiles are over the steps of the forecast, by hours where they are longer. Where nothing is below the low
/// quantile, because the lowest value holds for longer than that, this value is low, and the highest one likewise: a
/// tariff of two prices has a cheap and a dear one. Decides anew at every change of the forecast.
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
        const Time end = view.now + p_.horizon;
        const auto change_after = [&](Time t) { return forecast.next_change(view.now, t).value_or(end); };
        std::vector<Q> values;
        for (Time t = view.now, next; t < end; t = next) {
            next = std::min({change_after(t), t + longest_piece, end});
            values.push_back(forecast.mean(view.now, {t, next}));
        }
        std::sort(values.begin(), values.end());
        rule_ = rule_at(forecast.mean(view.now, {view.now, view.now}), values);
        decide_next_ = change_after(view.now);
    }

    DispatchRule rule_at(Q current, const std::vector<Q>& sorted) const
    {
        using Follow = DispatchRule::Follow;
        constexpr Power all_it_can{std::numeric_limits<double>::infinity()};
        const Q low = quantile(sorted, p_.low), high = quantile(sorted, p_.high);
        const Q lowest = sorted.front(), highest = sorted.back();
        const bool at_lowest = p_.low > 0 && !is_below(lowest, low) && !is_below(lowest, current);
        const bool at_highest = p_.high < 1 && !is_below(high, highest) && !is_below(current, highest);
        const bool varies = is_below(lowest, highest);
        if (is_below(high, current) || (at_highest && varies)) return {Follow::surplus};
        return {Follow::charge, all_it_can, p_.charge_from_grid && (is_below(current, low) || (at_lowest && varies))};
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
