#include "models/environment/price_source.h"
#include "models/environment/series_window.h"
#include "sim/base/time_zone.h"
#include <chrono>
#include <date/tz.h>

namespace dcsim {

namespace {

/// Prices by hour of the local civil day, 24 each: in the week of a change of clocks, the hour that is skipped is not
/// billed, and the hour that comes twice is billed twice.
struct TimeOfUseParams {
    std::string zone, currency, source;
    std::vector<Price> weekday, weekend;
};

void fields(Fields& f, TimeOfUseParams& p)
{
    f.preset("preset", "price", "built-in tariff", "eu-industrial");
    f.required("time_zone", p.zone, "whose civil time counts, as \"Europe/Berlin\"");
    f.required("weekday", p.weekday, "price by local hour, Monday to Friday");
    f.required("weekend", p.weekend, "price by local hour, Saturday and Sunday");
    f.optional("source", p.source, "where the prices come from");
    p.currency = stated_currency(f);
    if (f.describing()) return;
    if (p.weekday.size() != 24) f.problem("weekday", "must have 24 prices");
    if (p.weekend.size() != 24) f.problem("weekend", "must have 24 prices");
    if (!is_time_zone(p.zone)) f.problem("time_zone", "is not in the time zone database (as \"Europe/Berlin\")");
}

class TimeOfUse final : public PriceSource {
public:
    explicit TimeOfUse(const TimeOfUseParams& p) : p_{p}, zone_{date::locate_zone(p.zone)} {}

    std::string currency(Inputs&) const override { return p_.currency; }

    PriceSeries series(const RunContext& run) const override
    {
        const SeriesWindow window = window_of(run, step);
        std::vector<Price> prices;
        for (std::size_t i = 0; i < window.count; ++i) prices.push_back(price_at(window.unix_at(i)));
        return {Signal<Price>{window.first, window.step, std::move(prices)}, p_.currency,
                p_.source.empty() ? "time of use, given by the scenario" : p_.source};
    }

private:
    static constexpr Span step{ns_per_hour / 4}; ///< every civil offset is a multiple of a quarter of an hour

    Price price_at(std::int64_t unix_ns) const
    {
        using namespace std::chrono;
        const auto local = zone_->to_local(sys_time<nanoseconds>{nanoseconds{unix_ns}});
        const auto day = date::floor<date::days>(local);
        const auto hour_of_day = static_cast<std::size_t>(floor<hours>(local - day).count());
        const unsigned weekday = date::weekday{day}.iso_encoding();
        return (weekday >= 6 ? p_.weekend : p_.weekday)[hour_of_day];
    }

    TimeOfUseParams p_;
    const date::time_zone* zone_;
};

} // namespace

Row<PriceSource> time_of_use_price()
{
    return row<PriceSource, TimeOfUse, TimeOfUseParams>("time-of-use", "by local hour of weekdays and weekends");
}

} // namespace dcsim
