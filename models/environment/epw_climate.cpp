#include "models/environment/series_window.h"
#include "models/environment/trace.h"
#include "models/environment/weather_source.h"
#include "models/physics/air.h"
#include "sim/base/csv.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

struct EpwParams {
    std::filesystem::path file;
    GapRule gaps;
};

void fields(Fields& f, EpwParams& p)
{
    f.required("file", p.file,
               "typical year in EnergyPlus weather format, plain or .gz. 29 February is left out; without any pressure "
               "that of the standard atmosphere holds; wind and irradiances are needed by supply.solar alone");
    fields(f, p.gaps);
}

/// Columns and missing codes. [EnergyPlus Auxiliary Programs: weather file format]
enum Column : std::size_t { month = 1, day = 2, hour = 3 };
struct Measured {
    std::string_view name;
    std::size_t column;
    double missing; ///< this and above
    double least, most;
};
enum Value : std::size_t { dry_bulb, relative_humidity, pressure, ghi, dni, dhi, wind };
constexpr std::array<Measured, 7> measured{{{"dry bulb temperature", 6, 99.9, -60, 60},
                                            {"relative humidity", 8, 999, 0, 110},
                                            {"atmospheric pressure", 9, 999999, 31000, 120000},
                                            {"global horizontal irradiance", 13, 9999, 0, 1500},
                                            {"direct normal irradiance", 14, 9999, 0, 1500},
                                            {"diffuse horizontal irradiance", 15, 9999, 0, 1500},
                                            {"wind speed", 21, 999, 0, 60}}};
constexpr std::array for_the_sun{ghi, dni, dhi, wind}; ///< what photovoltaics alone look at

/// One hour of the year as the file has it.
struct EpwHour {
    std::size_t line{0}; ///< 0: it has no row for it
    std::array<std::optional<double>, measured.size()> values;
};

/// States are instants of local standard time, irradiances means over the hour that begins there. Value i of a column
/// belongs to the end of hour i of the year.
struct EpwYear {
    Location location;
    std::array<std::vector<double>, measured.size()> columns;
    std::string no_sun; ///< why there is nothing for photovoltaics; empty: there is
};

std::string text_of(const Measured& m)
{
    return std::string{m.name} + " (field " + std::to_string(m.column + 1) + ')';
}

void read_values(const CsvReader& rows, EpwHour& to)
{
    to.line = rows.line();
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const Measured& m = measured[i];
        const auto value = rows.number_if_any(m.column);
        if (!value || *value >= m.missing) continue;
        if (*value < m.least || *value > m.most)
            rows.fail(m.column, "is outside what weather can be (" + text_of(m) + ')');
        to.values[i] = value;
    }
}

double within(const CsvReader& rows, std::size_t column, double least, double most)
{
    const double value = rows.number(column);
    if (value < least || value > most) rows.fail(column, "is outside what it can be");
    return value;
}

Location read_location(CsvReader& rows, const std::string& file)
{
    if (!rows.next() || rows.text(0) != "LOCATION") throw IoError{file + ": does not begin with a LOCATION line"};
    return {within(rows, 6, -90, 90), within(rows, 7, -180, 180), within(rows, 9, -500, 9000),
            within(rows, 8, -12, 14) * dcsim::hour};
}

/// Of the row's end, from 0, in a common year: the years of the file differ by month and mean nothing.
std::size_t hour_of_year(const CsvReader& rows)
{
    constexpr int common_year = 2021;
    const auto number = [&](Column c, double most) {
        within(rows, c, 1, most);
        return static_cast<unsigned>(rows.integer(c));
    };
    const std::int64_t end = unix_ns({common_year, number(month, 12), number(day, 31), number(hour, 24) * ns_per_hour});
    return static_cast<std::size_t>((end - unix_ns({common_year, 1, 1, 0})) / ns_per_hour - 1);
}

/// Hours that the file leaves out have no line.
std::vector<EpwHour> read_hours(CsvReader& rows, const std::string& file)
{
    std::vector<EpwHour> hours;
    while (rows.next()) {
        if (rows.integer(month) == 2 && rows.integer(day) == 29) continue;
        const std::size_t i = hour_of_year(rows);
        if (i < hours.size()) rows.fail(hour, "is not later than the row before it");
        hours.resize(i + 1);
        read_values(rows, hours[i]);
    }
    const auto there = [](const EpwHour& h) { return h.line > 0; };
    if (hours.size() != hours_per_year || !there(hours.front()))
        throw IoError{file + ": has " + std::to_string(std::ranges::count_if(hours, there)) +
                      " hours, and not both the first and the last of a year (a typical year has 8760)"};
    return hours;
}

/// One column of a file, whose gaps are filled by the rule.
class EpwColumn {
public:
    EpwColumn(const std::string& file, const std::vector<EpwHour>& hours, Value value)
        : file_{file}, hours_{hours}, value_{value}
    {
    }

    bool stated() const
    {
        return std::ranges::any_of(hours_, [this](const EpwHour& h) { return h.values[value_].has_value(); });
    }

    /// Why the rule cannot fill it; empty if it can.
    std::string fill(const GapRule& rule, std::vector<double>& filled) const
    {
        if (!stated()) return file_ + ": no row states the " + text_of(measured[value_]);
        filled.resize(hours_.size());
        for (std::size_t i = 0; i < hours_.size();) {
            const std::size_t end = end_of_gap(i);
            if (end == i) {
                filled[i] = *at(i);
                ++i;
            } else if (std::string problem = fill_gap(i, end, rule, filled); !problem.empty()) {
                return problem;
            } else {
                i = end;
            }
        }
        return {};
    }

private:
    const std::optional<double>& at(std::size_t i) const { return hours_[i].values[value_]; }

    std::size_t end_of_gap(std::size_t from) const
    {
        while (from < hours_.size() && !at(from)) ++from;
        return from;
    }

    /// Rows that are not there are named by the last one before them.
    std::string place(std::size_t i) const
    {
        std::size_t before = i;
        while (before > 0 && hours_[before].line == 0) --before;
        return file_ + ':' + std::to_string(hours_[before].line) + ": " +
               (before < i ? "after this row the " : "the ") + text_of(measured[value_]);
    }

    std::string fill_gap(std::size_t from, std::size_t to, const GapRule& rule, std::vector<double>& filled) const
    {
        using enum GapRule::Fill;
        if (rule.fill == error)
            return place(from) + " is blank or missing (on_gap = \"hold\" or \"interpolate\" would fill it)";
        if (from == 0 || (rule.fill == interpolate && to == hours_.size()))
            return place(from) + " is blank, and nothing beside it can fill it";
        if (Span{static_cast<std::int64_t>(to - from) * ns_per_hour} > rule.longest)
            return place(from) + " begins a gap that is longer than longest_gap";
        const double before = *at(from - 1), after = rule.fill == interpolate ? *at(to) : before;
        const double steps = static_cast<double>(to - from + 1);
        for (std::size_t i = from; i < to; ++i)
            filled[i] = std::lerp(before, after, static_cast<double>(i - from + 1) / steps);
        return {};
    }

    const std::string& file_;
    const std::vector<EpwHour>& hours_;
    Value value_;
};

EpwYear read_year(const Inputs::File& file, const GapRule& gaps)
{
    const std::string name = file.path.string();
    CsvReader rows{file.contents, name, CsvReader::Header::none};
    EpwYear year{read_location(rows, name), {}, {}};
    while (rows.text(0) != "DATA PERIODS")
        if (!rows.next()) throw IoError{name + ": has no DATA PERIODS line"};
    const std::vector<EpwHour> hours = read_hours(rows, name);
    const auto fill = [&](Value v) { return EpwColumn{name, hours, v}.fill(gaps, year.columns[v]); };
    for (const Value v : for_the_sun)
        if (year.no_sun.empty()) year.no_sun = fill(v);
    if (!EpwColumn{name, hours, pressure}.stated()) {
        year.columns[pressure].assign(hours.size(), standard_pascal(year.location.elevation_m));
    } else if (const std::string problem = fill(pressure); !problem.empty()) {
        throw IoError{problem};
    }
    for (const Value v : {dry_bulb, relative_humidity})
        if (const std::string problem = fill(v); !problem.empty()) throw IoError{problem};
    return year;
}

class EpwClimate final : public WeatherSource {
public:
    explicit EpwClimate(const EpwParams& p) : p_{p} {}

    WeatherSeries series(const RunContext& run) const override
    {
        const auto file = run.inputs->file(p_.file);
        const std::string key = "epw:" + p_.file.string() + ':' + std::to_string(static_cast<int>(p_.gaps.fill)) + ':' +
                                std::to_string(p_.gaps.longest.ns);
        const auto year = run.inputs->once<EpwYear>(key, [&] { return read_year(*file, p_.gaps); });
        const SeriesWindow window = window_of(run);
        const std::int64_t offset = utc_offset_ns(year->location);
        // Full hours of local standard time, which half-hour zones do not share with UTC.
        const std::int64_t shift = ((offset % ns_per_hour) + ns_per_hour) % ns_per_hour;
        WeatherSeries w = unfilled(year->location, window);
        w.first = window.first - Span{shift};
        for (std::size_t i = 0; i < window.count + 1; ++i) {
            const auto hour_begins = static_cast<std::size_t>(hour_of_typical_year(window.unix_at(i) - shift + offset));
            const std::size_t hour_before = (hour_begins + hours_per_year - 1) % hours_per_year;
            add_state(w, *year, hour_before);
            if (year->no_sun.empty()) add_sun(w, *year, hour_before, hour_begins);
        }
        w.no_sun = year->no_sun;
        return w;
    }

private:
    static void add_state(WeatherSeries& w, const EpwYear& year, std::size_t i)
    {
        const double celsius = year.columns[dry_bulb][i], pascal = year.columns[pressure][i];
        const double relative = std::clamp(year.columns[relative_humidity][i] / 100, 0.01, 1.0);
        w.dry_bulb_celsius.push_back(celsius);
        w.pascal.push_back(pascal);
        w.humidity_ratio.push_back(humidity_ratio(celsius, relative, pascal));
    }
    static void add_sun(WeatherSeries& w, const EpwYear& year, std::size_t hour_before, std::size_t hour_begins)
    {
        w.wind_m_s.push_back(year.columns[wind][hour_before]);
        w.ghi_w_m2.push_back(year.columns[ghi][hour_begins]);
        w.dni_w_m2.push_back(year.columns[dni][hour_begins]);
        w.dhi_w_m2.push_back(year.columns[dhi][hour_begins]);
    }

    EpwParams p_;
};

} // namespace

Row<WeatherSource> epw_climate()
{
    return row<WeatherSource, EpwClimate, EpwParams>("epw", "a typical year from an EnergyPlus weather file");
}

} // namespace dcsim
