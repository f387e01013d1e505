#include "models/workload/arrivals.h"

namespace dcsim {

namespace {

enum class Profile : std::uint8_t { flat, office_hours };

void read_rate(Fields& f, RenewalParams& p)
{
    f.required("rate", p.rate, "jobs per time, mean over a week", {.above = Frequency{0}});
}

void read_profile(Fields& f, RenewalParams& p)
{
    Profile profile{Profile::flat};
    f.word("profile", profile, {{"flat", Profile::flat}, {"office-hours", Profile::office_hours}},
           "weekly rhythm in local time; office-hours: Mo-Fr 8-18 h at 8 times the rate of other hours [assumption]");
    if (profile == Profile::office_hours) p.profile = RateProfile::office_hours();
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
    p.profile = RateProfile::daily(peak_to_mean, peak_hour, weekend);
}

void read_bursty(Fields& f, RenewalParams& p)
{
    read_rate(f, p);
    f.required("cv", p.gap_cv, "coefficient of variation of the gaps (gamma law); 1 = Poisson",
               {.least = 0.01, .most = 100.0});
    read_profile(f, p);
}

void read_batch(Fields& f, RenewalParams& p)
{
    p.mean_batch = 4; // [assumption]
    read_rate(f, p);
    f.optional("mean_batch", p.mean_batch, "jobs submitted together, geometric law", {.least = 1.0});
    read_profile(f, p);
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
    f.optional("count", count, "jobs submitted at the start of the run", {.least = std::uint64_t{1}});
    return [count](const ArrivalContext& context) { return make_at_start(count, context); };
}

} // namespace

ArrivalRows arrivals()
{
    return {
        renewal("poisson", "independent arrivals, constant or with a weekly profile", read_poisson),
        renewal("diurnal", "independent arrivals whose rate follows a daily cosine", read_diurnal),
        renewal("bursty", "gamma gaps with a chosen variation: quiet spells and bursts", read_bursty),
        renewal("batch", "independent submissions of several jobs at once", read_batch),
        {"at-start", "all jobs at the start of the run, such as resident services", read_at_start},
    };
}

} // namespace dcsim
