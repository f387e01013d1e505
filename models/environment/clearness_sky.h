#pragma once
#include "models/environment/typical_year.h"
#include "models/environment/weather_source.h"
#include <array>
#include <vector>

namespace dcsim {

/// Statistics of the irradiance of a site, measured or modelled. Clearness of a day: its global horizontal irradiation
/// over that outside the atmosphere.
struct Clearness {
    std::vector<double> mean, sd; ///< of the days of each month
    std::vector<double> ghi;      ///< W/m2, means by month and hour of local standard time
    std::vector<double> dni;      ///< W/m2, means of each month, nights included
};
void fields(Fields& f, Clearness& c);

struct Light {
    double ghi, dni, dhi; ///< W/m2; ghi = dni cos(zenith) + dhi
};

/// Days of random clearness, all hours of a day alike over what is usual at that hour; no hour is much clearer than the
/// model of a clear sky has it. Direct light by Erbs. Two factors for each month make the means of both come out as
/// measured; they are found once, over all hours of a year and days that are equally likely.
class ClearnessSky {
public:
    ClearnessSky(const Clearness& statistics, const Location& location);
    /// At the middle of an hour, on a day whose clearness is `z` standard deviations from its month's mean, before
    /// it is held between the darkest and the clearest of days.
    Light at(std::int64_t middle_unix_ns, double z) const;

private:
    /// Normal, with what lies beyond the bounds brought to them.
    struct DayLaw {
        double centre, width;
        double at(double z) const;
    };
    /// What of an hour does not depend on the day.
    struct Hour {
        std::size_t month;
        double cos_zenith, above, usual; ///< `above`: W/m2 outside the atmosphere, normal to the sun
    };
    struct Factors {
        double global{1}, direct{1};
    };
    static DayLaw law(double mean, double sd);
    Hour hour(std::int64_t middle_unix_ns) const;
    Light light(const Hour& h, double z) const;
    std::vector<Hour> hours_of_a_year() const;
    std::array<Light, 12> monthly_means(const std::vector<Hour>& year) const;

    Location location_;
    std::array<DayLaw, 12> laws_;
    std::array<double, 12> mean_;
    MonthHourTable usual_; ///< clearness of an hour in the mean
    std::array<Factors, 12> factors_;
};

} // namespace dcsim
