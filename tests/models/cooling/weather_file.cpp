#include "tests/models/cooling/weather_file.h"
#include "models/physics/air.h"
#include <sstream>
#include <zlib.h>

namespace dcsim {

namespace {

constexpr int header_lines = 8;
constexpr std::size_t dry_bulb_column = 6, humidity_column = 8, pressure_column = 9;

Air state(const std::string& line, double wet_bulb_start)
{
    std::istringstream cells{line};
    std::vector<double> values;
    for (std::string cell; values.size() <= pressure_column && std::getline(cells, cell, ',');)
        values.push_back(cell.find('?') == std::string::npos ? std::stod(cell) : 0);
    const double celsius = values.at(dry_bulb_column), pascal = values.at(pressure_column);
    const double w = humidity_ratio(celsius, values.at(humidity_column) / 100, pascal);
    return {celsius, w, wet_bulb_celsius(celsius, w, pascal, wet_bulb_start), pascal};
}

} // namespace

std::vector<Air> typical_year(const std::string& name)
{
    std::vector<Air> year;
    const gzFile file = gzopen(("../shared/data/facility/weather_epw/" + name + ".epw.gz").c_str(), "rb");
    if (!file) return year;
    char line[4096];
    for (int i = 0; gzgets(file, line, sizeof line); ++i)
        if (i >= header_lines) year.push_back(state(line, year.empty() ? 10 : year.back().wet_bulb_celsius));
    gzclose(file);
    return year;
}

} // namespace dcsim
