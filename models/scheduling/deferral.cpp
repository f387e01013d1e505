#include "models/scheduling/deferral.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dcsim {

namespace {

/// Means that differ by less are equal: they come from different sums over the same steps.
constexpr double relative_tie = 1e-12;

/// Keeps the cheapest candidate, the first of equals.
class Cheapest {
public:
    explicit Cheapest(Time otherwise) : at_{otherwise} {}
    void offer(Time at, double cost)
    {
        if (cost < cost_ - relative_tie * std::abs(cost)) {
            at_ = at;
            cost_ = cost;
        }
    }
    Time at() const { return at_; }

private:
    Time at_;
    double cost_{std::numeric_limits<double>::infinity()};
};

/// Calls `choose` with the forecast that the user prefers.
template <class F> Time with_preferred(const DeferralView& view, Preference signal, const F& choose)
{
    return signal == Preference::price ? choose(view.price) : choose(view.carbon);
}

template <class Q> std::vector<Time> exact_candidates(const DeferralView& view, const Forecast<Q>& forecast)
{
    std::vector<Time> starts{view.now, view.latest_start};
    const Time last_end = view.latest_start + view.expected_length;
    const auto next = [&](Time t) { return forecast.next_change(view.now, t); };
    for (auto step = next(view.now); step && *step <= last_end; step = next(*step))
        for (const Time start : {*step, *step - view.expected_length})
            if (start > view.now && start < view.latest_start) starts.push_back(start);
    std::ranges::sort(starts);
    return starts;
}

std::vector<Time> grid_candidates(const DeferralView& view, Span grid)
{
    std::vector<Time> starts;
    for (Time start = view.now; start <= view.latest_start; start = start + grid) starts.push_back(start);
    return starts;
}

class None final : public Deferral {
public:
    Time not_before(const DeferralView& view) const override { return view.now; }
};

class LowestSlot final : public Deferral {
public:
    explicit LowestSlot(const SlotParams& p) : p_{p} {}
    Time not_before(const DeferralView& view) const override
    {
        return with_preferred(view, p_.signal, [&](const auto& forecast) {
            Cheapest best{view.now};
            for (std::optional<Time> start = view.now; start && *start <= view.latest_start;
                 start = forecast.next_change(view.now, *start))
                best.offer(*start, forecast.mean(view.now, {*start, *start}).si());
            return best.at();
        });
    }

private:
    SlotParams p_;
};

class LowestWindow final : public Deferral {
public:
    explicit LowestWindow(const DeferWindowParams& p) : p_{p} {}
    Time not_before(const DeferralView& view) const override
    {
        if (view.latest_start <= view.now) return view.now;
        return with_preferred(view, p_.signal, [&](const auto& forecast) {
            Cheapest best{view.now};
            for (const Time start : p_.grid ? grid_candidates(view, *p_.grid) : exact_candidates(view, forecast))
                best.offer(start, forecast.mean(view.now, {start, start + view.expected_length}).si());
            return best.at();
        });
    }

private:
    DeferWindowParams p_;
};

void preference(Fields& f, Preference& signal)
{
    f.word("signal", signal, {{"intensity", Preference::intensity}, {"price", Preference::price}},
           "the forecast to minimise");
}

} // namespace

void fields(Fields& f, SlotParams& p)
{
    preference(f, p.signal);
}

void fields(Fields& f, DeferWindowParams& p)
{
    preference(f, p.signal);
    f.optional("grid", p.grid, "consider only starts that are a multiple of this after the submission",
               {.least = Span{1'000'000'000}});
}

std::unique_ptr<Deferral> no_deferral()
{
    return std::make_unique<None>();
}

std::unique_ptr<Deferral> lowest_slot(const SlotParams& p)
{
    return std::make_unique<LowestSlot>(p);
}

std::unique_ptr<Deferral> lowest_window(const DeferWindowParams& p)
{
    return std::make_unique<LowestWindow>(p);
}

} // namespace dcsim
