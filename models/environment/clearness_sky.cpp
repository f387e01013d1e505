#include "models/environment/clearness_sky.h"
#include "models/physics/sun.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr double darkest = 0.05, clearest = 0.8; ///< clearness of a day
constexpr double above_clear_sky = 1.1;          ///< of an hour: the model of a clear sky has an error
constexpr double most_of_an_hour = 0.85;         ///< where the sun rises within it
constexpr int middle_year = 2025;

double density(double x)
{
    return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

double distribution(double x)
{
    return std::erfc(-x / std::numbers::sqrt2) / 2;
}

struct Moments {
    double mean, sd;
};

/// Of a normal law whose tails are brought to the bounds.
Moments clipped(double centre, double width)
{
    const double a = (darkest - centre) / width, b = (clearest - centre) / width;
    const double inside = distribution(b) - distribution(a), low = distribution(a), high = 1 - distribution(b);
    const double mean = centre * inside + width * (density(a) - density(b)) + darkest * low + clearest * high;
    const double square = (centre * centre + width * width) * inside + 2 * centre * width * (density(a) - density(b)) +
                          width * width * (a * density(a) - b * density(b)) + darkest * darkest * low +
                          clearest * clearest * high;
    return {mean, std::sqrt(std::max(0.0, square - mean * mean))};
}

template <class Use> void each_hour(const Location& location, Use use)
{
    const std::int64_t first = unix_ns({middle_year, 1, 1, 0}) - utc_offset_ns(location) + ns_per_hour / 2;
    for (std::int64_t h = 0; h < hours_per_year; ++h) use(first + h * ns_per_hour);
}

/// Global horizontal irradiance outside the atmosphere, W/m2.
double outside(std::int64_t middle, const Location& l)
{
    const double cosine = sun_position(middle, l.latitude_deg, l.longitude_deg).cos_zenith;
    return extraterrestrial_w_m2(day_of_year(civil_time(middle))) * std::max(0.0, cosine);
}

double monthly_mean(const std::vector<double>& month_hours, std::size_t month)
{
    double sum = 0;
    for (std::size_t h = 0; h < 24; ++h) sum += month_hours[24 * month + h];
    return sum / 24;
}

/// Measured means over those outside the atmosphere, by month and hour.
std::vector<double> usual_clearness(const std::vector<double>& ghi, const Location& location)
{
    std::vector<double> sum(MonthHourTable::size, 0.0), hours(MonthHourTable::size, 0.0);
    each_hour(location, [&](std::int64_t middle) {
        const CivilTime at = civil_time(middle + utc_offset_ns(location));
        const std::size_t i = 24 * (at.month - 1) + static_cast<std::size_t>(at.ns_of_day / ns_per_hour);
        sum[i] += outside(middle, location);
        hours[i] += 1;
    });
    std::vector<double> usual(MonthHourTable::size, 0.0);
    for (std::size_t i = 0; i < usual.size(); ++i)
        if (sum[i] > 0) usual[i] = std::min(most_of_an_hour, ghi[i] * hours[i] / sum[i]);
    return usual;
}

} // namespace

void fields(Fields& f, Clearness& c)
{
    const auto monthly = [&](std::string_view key, std::vector<double>& values, std::string_view meaning, double most) {
        f.required(key, values, meaning, {.least = 0.0, .most = most});
        if (!f.describing() && values.size() != 12) f.problem(key, "must have 12 values, one per month");
    };
    monthly("mean", c.mean, "global horizontal irradiation of a day over that outside the atmosphere, mean by month",
            1);
    monthly("sd", c.sd, "standard deviation of that over the days of a month", 1);
    f.required("ghi", c.ghi, "global horizontal irradiance in W/m2, means by month and hour of local standard time",
               {.least = 0.0});
    if (!f.describing() && c.ghi.size() != MonthHourTable::size)
        f.problem("ghi", "must have 288 values, twelve months of 24 hours");
    monthly("dni", c.dni, "direct normal irradiance in W/m2, means by month, nights included", 1400);
}

double ClearnessSky::DayLaw::at(double z) const
{
    return std::clamp(centre + width * z, darkest, clearest);
}

/// Clipping narrows the law and draws its mean inwards: widened and shifted until both are as asked for.
ClearnessSky::DayLaw ClearnessSky::law(double mean, double sd)
{
    DayLaw l{mean, std::max(sd, 1e-9)};
    constexpr int enough = 200; // the error falls by a third each time where half of the days are clipped
    for (int i = 0; i < enough; ++i) {
        const Moments now = clipped(l.centre, l.width);
        l.centre += mean - now.mean;
        if (now.sd > 0) l.width *= std::clamp(sd / now.sd, 0.5, 2.0);
        l.width = std::clamp(l.width, 1e-9, 2.0);
    }
    return l;
}

ClearnessSky::ClearnessSky(const Clearness& statistics, const Location& location)
    : location_{location}, laws_{}, mean_{}, usual_{usual_clearness(statistics.ghi, location)}, factors_{}
{
    for (std::size_t m = 0; m < 12; ++m) {
        laws_[m] = law(statistics.mean[m], statistics.sd[m]);
        mean_[m] = std::max(darkest, statistics.mean[m]);
    }
    const std::vector<Hour> year = hours_of_a_year();
    constexpr int enough = 4; // few hours are at their most, so that the error falls by ten each time
    for (int i = 0; i < enough; ++i) {
        const std::array<Light, 12> now = monthly_means(year);
        for (std::size_t m = 0; m < 12; ++m) {
            const double measured = monthly_mean(statistics.ghi, m);
            if (now[m].ghi > 0) factors_[m].global *= measured / now[m].ghi;
            if (now[m].dni > 0) factors_[m].direct *= statistics.dni[m] / now[m].dni;
        }
    }
}

ClearnessSky::Hour ClearnessSky::hour(std::int64_t middle) const
{
    const std::int64_t local = middle + utc_offset_ns(location_);
    const double above = extraterrestrial_w_m2(day_of_year(civil_time(middle)));
    return {civil_time(local).month - 1,
            sun_position(middle, location_.latitude_deg, location_.longitude_deg).cos_zenith, above, usual_.at(local)};
}

Light ClearnessSky::light(const Hour& h, double z) const
{
    if (h.cos_zenith <= 0) return {0, 0, 0};
    const Factors& by = factors_[h.month];
    const double clearness = by.global * h.usual * laws_[h.month].at(z) / mean_[h.month];
    const double most = above_clear_sky * clear_sky_w_m2(h.cos_zenith);
    const double ghi = std::clamp(clearness * h.above * h.cos_zenith, 0.0, most);
    const double erbs = split_by_erbs(ghi, h.cos_zenith, h.above).direct_normal;
    const double dni = std::min({by.direct * erbs, ghi / h.cos_zenith, h.above});
    return {ghi, dni, ghi - dni * h.cos_zenith};
}

Light ClearnessSky::at(std::int64_t middle, double z) const
{
    return light(hour(middle), z);
}

std::vector<ClearnessSky::Hour> ClearnessSky::hours_of_a_year() const
{
    std::vector<Hour> year;
    year.reserve(hours_per_year);
    each_hour(location_, [&](std::int64_t middle) { year.push_back(hour(middle)); });
    return year;
}

std::array<Light, 12> ClearnessSky::monthly_means(const std::vector<Hour>& year) const
{
    constexpr int kinds = 8; // of days
    std::array<double, kinds> likely{};
    for (int i = 0; i < kinds; ++i) likely[i] = normal_quantile((i + 0.5) / kinds);
    std::array<Light, 12> sum{};
    std::array<double, 12> terms{};
    for (const Hour& h : year) {
        for (const double z : likely) {
            const Light one = light(h, z);
            sum[h.month].ghi += one.ghi;
            sum[h.month].dni += one.dni;
        }
        terms[h.month] += kinds;
    }
    for (std::size_t m = 0; m < 12; ++m) sum[m] = {sum[m].ghi / terms[m], sum[m].dni / terms[m], 0};
    return sum;
}

} // namespace dcsim
