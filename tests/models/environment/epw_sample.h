#pragma once
#include "sim/base/calendar.h"
#include <map>
#include <string>
#include <vector>

namespace dcsim {

/// What stands in some fields (from 0) of some rows (hours of the year from 0) instead of the plain weather.
using EpwChanges = std::map<std::size_t, std::map<std::size_t, std::string>>;

namespace epw_field {
inline constexpr std::size_t dry_bulb = 6, pressure = 9, direct = 14, wind = 21;
}
inline constexpr std::size_t every_row = 100'000;

/// A year of 20 degC, 50 %, 95,000 Pa, 400, 300 and 200 W/m2, 3 m/s at 500 m in UTC.
inline std::string epw_text(const EpwChanges& changes)
{
    using namespace epw_field;
    std::string text = "LOCATION,Nowhere,-,-,made,0,50,8,0,500\nDATA PERIODS,1,1,Data,Sunday,1/1,12/31\n";
    const std::int64_t new_year = unix_ns({2021, 1, 1, 0});
    for (std::int64_t i = 0; i < hours_per_year; ++i) {
        const CivilTime begins = civil_time(new_year + i * ns_per_hour);
        std::vector<std::string> cells(35, "0");
        cells[0] = "2021";
        cells[1] = std::to_string(begins.month);
        cells[2] = std::to_string(begins.day);
        cells[3] = std::to_string(begins.ns_of_day / ns_per_hour + 1);
        cells[dry_bulb] = "20";
        cells[8] = "50";
        cells[pressure] = "95000";
        cells[13] = "400";
        cells[direct] = "300";
        cells[15] = "200";
        cells[wind] = "3";
        for (const std::size_t row : {every_row, static_cast<std::size_t>(i)})
            if (const auto found = changes.find(row); found != changes.end())
                for (const auto& [field, cell] : found->second) cells[field] = cell;
        for (std::size_t c = 0; c < cells.size(); ++c) text += (c > 0 ? "," : "") + cells[c];
        text += '\n';
    }
    return text;
}

} // namespace dcsim
