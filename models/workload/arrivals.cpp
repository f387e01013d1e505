#include "models/workload/arrivals.h"
#include "sim/base/time_zone.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

enum class Profile : std::uint8_t { flat, office_hours, diurnal };

void read_rate(Fields& f, RenewalParams& p)
{
    f.required("rate", p.rate, "jobs per time, mean over a week", {.most = Frequency{1e6}, .above = Frequency{0}});
}

RateProfile named(Profile profile)
{
    switch (profile) {
    case Profile::office_hours: return RateProfile::office_hours();
    case Profile::diurnal: return RateProfile::daily(1.5, 15, 0.8);
    case Profile::flat: break;
    }
    return RateProfile::flat();
}

/// Factors that are wrong are reported and replaced, so that reading goes on.
std::vector<double> checked(Fields& f, std::string_view key, std::vector<double> factors, std::size_t count)
{
    const bool none = std::all_of(factors.begin(), factors.end(), [](double x) { return x == 0; });
    if (!factors.empty() && factors.size() != count)
        f.problem(key, "has " + std::to_string(factors.size()) + " numbers (" + std::to_string(count) + " are needed)");
    else if (!factors.empty() && none)
        f.problem(key, "are all 0 (at least one must be above)");
    else if (!factors.empty())
        return factors;
    return std::vector<double>(count, 1.0);
}

void read_zone(Fields& f, RenewalParams& p)
{
    f.optional("time_zone", p.time_zone,
               "whose civil time the rhythm follows, changes of clocks included, as \"Europe/Berlin\"; without one the "
               "offset of scenario.start holds for the whole run");
    if (!p.time_zone.empty() && !is_time_zone(p.time_zone))
        f.problem("time_zone", "is not in the time zone database (as \"Europe/Berlin\")");
}

void read_profile(Fields& f, RenewalParams& p)
{
    Profile profile{Profile::flat};
    std::vector<double> hours, days;
    constexpr Range<double> factor{.least = 0.0, .most = 1e6};
    f.word("profile", profile,
           {{"flat", Profile::flat}, {"office-hours", Profile::office_hours}, {"diurnal", Profile::diurnal}},
           "weekly rhythm in local time; office-hours: Mo-Fr 8-18 h at 8 times the rate of other hours; diurnal: daily "
           "cosine of amplitude .5 with its crest at 15 h, Sa-Su at .8 of the other days [assumptions]");
    f.optional("hours", hours, "instead of a profile: relative rates of the 24 hours of a day, local time", factor);
    f.optional("days", days, "relative rates of the 7 days from Monday on", factor);
    read_zone(f, p);
    p.profile = named(profile);
    if (hours.empty() && days.empty()) return;
    if (profile != Profile::flat) f.problem("profile", "stands beside hours or days (give one or the other)");
    p.profile = RateProfile::table(checked(f, "hours", hours, 24), checked(f, "days", days, 7));
}

void read_poisson(Fields& f, RenewalParams& p)
{
    read_rate(f, p);
    read_profile(f, p);
}

void read_diurnal(Fields& f, RenewalParams& p)
{
    double peak_to_mean = 1.5, peak_hour = 15, weekend = 1; // cosine of amplitude one half with its crest at 15:00
    read_rate(f, p);
    f.optional("peak_to_mean", peak_to_mean, "highest rate of a day over its mean", {.least = 1.0, .most = 2.0});
    f.optional("peak_hour", peak_hour, "local hour of the highest rate", {.least = 0.0, .below = 24.0});
    f.optional("weekend", weekend, "rate on Saturday and Sunday over that of other days",
               {.least = 0.0, .most = 100.0});
    read_zone(f, p);
    p.profile = RateProfile::daily(peak_to_mean, peak_hour, weekend);
}

void read_bursty(Fields& f, RenewalParams& p)
{
    read_rate(f, p);
    f.required("cv", p.gap_cv, "coefficient of variation of the gaps (gamma law); 1 = Poisson",
               {.least = 0.01, .most = 100.0});
    read_profile(f, p);
}

void read_batch_size(Fields& f, RenewalParams& p)
{
    f.optional("mean_batch", p.mean_batch, "jobs submitted together, geometric law", {.least = 1.0});
}

void read_batch(Fields& f, RenewalParams& p)
{
    p.mean_batch = 4; // [assumption]
    read_rate(f, p);
    read_batch_size(f, p);
    read_profile(f, p);
}

void read_overdispersed(Fields& f, RenewalParams& p)
{
    GammaRate law;
    std::optional<double> cv, dispersion;
    Span interval{3600 * static_cast<std::int64_t>(ns_per_second)};
    read_rate(f, p);
    f.optional("interval", interval, "the random factor of the rate holds for so long, in local time",
               {.least = Span{static_cast<std::int64_t>(ns_per_second)}});
    f.optional("cv", cv, "standard deviation of that factor (gamma law of mean 1)", {.most = 30.0, .above = 0.0});
    f.optional("dispersion", dispersion, "instead of cv: variance over mean of the counts per interval, batches apart",
               {.most = 1e6, .above = 1.0});
    read_batch_size(f, p);
    read_profile(f, p);
    law.interval = seconds(interval);
    if (!f.describing() && cv.has_value() == dispersion.has_value())
        f.problem("kind", "takes either cv or dispersion for overdispersed arrivals (the other follows)");
    if (cv) law.cv = *cv;
    // counts have the variance m + cv^2 m^2 at a mean m per interval; where a rate failed to read there is no m
    if (dispersion && p.rate > Frequency{}) law.cv = std::sqrt((*dispersion - 1) / (p.rate * law.interval));
    p.modulation = law;
}

/// Two of mean_on, mean_off and cv; the third follows at the mean rate.
std::optional<OnOff> on_off(std::optional<Span> mean_on, std::optional<Span> mean_off, std::optional<double> cv,
                            Frequency rate)
{
    if (mean_on && mean_off) return OnOff{seconds(*mean_on), seconds(*mean_off)};
    if (mean_on) return on_off_from_mean_on(*cv, seconds(*mean_on), rate);
    return on_off_from_mean_off(*cv, seconds(*mean_off), rate);
}

void read_on_off(Fields& f, RenewalParams& p)
{
    std::optional<Span> mean_on, mean_off;
    std::optional<double> cv;
    read_rate(f, p);
    f.optional("mean_on", mean_on, "jobs come for so long, exponential law", {.above = Span{}});
    f.optional("mean_off", mean_off, "and stay away for so long, exponential law", {.above = Span{}});
    f.optional("cv", cv, "coefficient of variation of the gaps, at the mean rate of the profile",
               {.most = 1000.0, .above = 1.0});
    read_profile(f, p);
    if (f.describing() || !(p.rate > Frequency{})) return;
    if (mean_on.has_value() + mean_off.has_value() + cv.has_value() != 2)
        return f.problem("kind", "takes exactly two of mean_on, mean_off and cv for on-off (the third follows)");
    if (const auto law = on_off(mean_on, mean_off, cv, p.rate))
        p.modulation = *law;
    else
        f.problem("cv", "is too high for so short a mean_off (below (1 + 2 rate mean_off)^.5)");
}

ArrivalRows::value_type renewal(std::string name, std::string summary, void (*read)(Fields&, RenewalParams&))
{
    return {std::move(name), std::move(summary), [read](Fields& f) -> Maker<Arrivals, const ArrivalContext&> {
                RenewalParams params;
                read(f, params);
                return [params](const ArrivalContext& context) { return make_renewal(params, context); };
            }};
}

Maker<Arrivals, const ArrivalContext&> read_at_start(Fields& f)
{
    std::uint64_t count = 1;
    f.optional("count", count, "jobs submitted at the start of the run",
               {.least = std::uint64_t{1}, .most = std::uint64_t{10'000'000}});
    return [count](const ArrivalContext& context) { return make_at_start(count, context); };
}

Maker<Arrivals, const ArrivalContext&> read_request_trace(Fields& f)
{
    RequestTraceParams params;
    f.required(
        "file", params.file,
        "CSV with the columns TIMESTAMP, ContextTokens, GeneratedTokens; .gz is read as well, large files piece by "
        "piece. Its first row comes at the start of the run");
    f.optional("repeat", params.repeat, "start again when the file ends, after the mean gap between its rows");
    return [params](const ArrivalContext& context) { return make_request_trace(params, context); };
}

} // namespace

ArrivalContext arrival_context(const std::string& workload, const RunContext& run, Time until)
{
    const std::string component = "workload." + workload;
    const Span local{run.offset_minutes * std::int64_t{60'000'000'000}};
    const auto rate_factors = [all = run.streams(component, "rate")](std::uint64_t piece) { return all.of(piece); };
    return {run.stream(component, "arrivals"), rate_factors, run.start_unix_ns, local, until, run.inputs};
}

ArrivalRows arrivals()
{
    return {
        renewal("poisson", "independent arrivals, constant or with a weekly profile", read_poisson),
        renewal("diurnal", "independent arrivals whose rate follows a daily cosine", read_diurnal),
        renewal("bursty", "gamma gaps with a chosen variation: quiet spells and bursts", read_bursty),
        renewal("overdispersed", "independent arrivals whose rate is higher in some hours by chance, as on clusters",
                read_overdispersed),
        renewal("on-off", "independent arrivals in spells, none between them", read_on_off),
        renewal("batch", "independent submissions of several jobs at once", read_batch),
        {"trace", "as the rows of a file of requests", read_request_trace},
        {"at-start", "all jobs at the start of the run, such as resident services", read_at_start},
    };
}

} // namespace dcsim
