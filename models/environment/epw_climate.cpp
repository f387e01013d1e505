#include "models/environment/series_window.h"
#include "models/environment/trace.h"
#include "models/environment/weather_source.h"
#include "models/physics/air.h"
#include "sim/base/csv.h"
#include <algorithm>

namespace dcsim {

namespace {

struct EpwParams {
    std::filesystem::path file;
    GapRule gaps;
};

void fields(Fields& f, EpwParams& p)
{
    f.required("file", p.file, "typical year in EnergyPlus weather format, plain or .gz");
    fields(f, p.gaps);
}

/// Columns and missing codes. [EnergyPlus Auxiliary Programs: weather file format]
enum Column : std::size_t { month = 1, day = 2, hour = 3 };
struct Measured {
    std::size_t column;
    double missing; ///< this and above
    double least, most;
};
enum Value : std::size_t { dry_bulb, relative_humidity, pressure, ghi, dni, dhi, wind };
constexpr std::array<Measured, 7> measured{{{6, 99.9, -60, 60},
                                            {8, 999, 0, 110},
                                            {9, 999999, 31000, 120000},
                                            {13, 9999, 0, 1500},
                                            {14, 9999, 0, 1500},
                                            {15, 9999, 0, 1500},
                                            {21, 999, 0, 60}}};

/// States are instants of local standard time, irradiances means over the hour that begins there.
struct EpwYear {
    Location location;
    std::vector<std::vector<double>> rows; ///< by hour ending: row i belongs to the end of hour i of the year
};

TraceBuilder::Row read_row(const CsvReader& rows)
{
    std::vector<double> row;
    for (const Measured& m : measured) {
        const auto value = rows.number_if_any(m.column);
        if (!value || *value >= m.missing) return std::nullopt;
        if (*value < m.least || *value > m.most) rows.fail(m.column, "is outside what weather can be");
        row.push_back(*value);
    }
    return row;
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

/// End of the row's hour in a common year: the years of the file differ by month and mean nothing.
std::int64_t end_of_hour(const CsvReader& rows)
{
    constexpr int common_year = 2021;
    const auto number = [&](Column c, double most) {
        within(rows, c, 1, most);
        return static_cast<unsigned>(rows.integer(c));
    };
    return unix_ns({common_year, number(month, 12), number(day, 31), number(hour, 24) * ns_per_hour});
}

EpwYear read_year(const Inputs::File& file, GapRule gaps)
{
    const std::string name = file.path.string();
    CsvReader rows{file.contents, name, CsvReader::Header::none};
    EpwYear year{read_location(rows, name), {}};
    while (rows.text(0) != "DATA PERIODS")
        if (!rows.next()) throw IoError{name + ": has no DATA PERIODS line"};
    TraceBuilder builder{name, gaps};
    while (rows.next())
        if (rows.integer(month) != 2 || rows.integer(day) != 29)
            builder.add(end_of_hour(rows), read_row(rows), rows.line());
    year.rows = std::move(builder).finish().rows;
    if (year.rows.size() != hours_per_year)
        throw IoError{name + ": has " + std::to_string(year.rows.size()) + " hours (a typical year has 8760)"};
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
            add_state(w, year->rows[hour_before]);
            add_irradiance(w, year->rows[hour_begins]);
        }
        return w;
    }

private:
    static void add_state(WeatherSeries& w, const std::vector<double>& row)
    {
        const double relative = std::clamp(row[relative_humidity] / 100, 0.01, 1.0);
        w.dry_bulb_celsius.push_back(row[dry_bulb]);
        w.pascal.push_back(row[pressure]);
        w.humidity_ratio.push_back(humidity_ratio(row[dry_bulb], relative, row[pressure]));
        w.wind_m_s.push_back(row[wind]);
    }
    static void add_irradiance(WeatherSeries& w, const std::vector<double>& row)
    {
        w.ghi_w_m2.push_back(row[ghi]);
        w.dni_w_m2.push_back(row[dni]);
        w.dhi_w_m2.push_back(row[dhi]);
    }

    EpwParams p_;
};

} // namespace

Row<WeatherSource> epw_climate()
{
    return row<WeatherSource, EpwClimate, EpwParams>("epw", "a typical year from an EnergyPlus weather file");
}

} // namespace dcsim
