#include "analysis/results/summary_csv.h"
#include "analysis/results/run_grid.h"
#include "sim/base/errors.h"
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace dcsim {

namespace {

std::string csv_cell(std::string_view cell)
{
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{cell};
    std::string text{"\""};
    for (const char c : cell) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

std::string number(double value)
{
    return std::isnan(value) ? std::string{} : fmt::format("{:.17g}", value);
}

std::string heading(const ResultShape& shape)
{
    std::string text;
    for (const SweptAxis& axis : shape.axes) {
        if (axis.keys.empty()) text += axis.name + ',';
        for (const SweptKey& key : axis.keys)
            text += csv_cell(key.unit.empty() ? key.name : key.name + " [" + key.unit + ']') + ',';
    }
    return text + "policy,replication,site,metric,unit,value\r\n";
}

/// The swept values of a point, each with a comma behind it.
std::string swept_cells(const ResultShape& shape, std::size_t point)
{
    std::string text;
    std::size_t below = shape.points();
    for (const SweptAxis& axis : shape.axes) {
        below /= axis.levels;
        const std::size_t level = point / below % axis.levels;
        if (axis.keys.empty()) text += fmt::format("{},", level);
        for (const SweptKey& key : axis.keys)
            if (const auto* numbers = std::get_if<std::vector<double>>(&key.values))
                text += number((*numbers)[level]) + ',';
            else
                text += csv_cell(std::get<std::vector<std::string>>(key.values)[level]) + ',';
    }
    return text;
}

void append_site(std::string& text, const std::string& prefix, const SiteRecord& site, const ResultShape& shape)
{
    require(site.metrics.size() == shape.metrics.size(), "a run has another number of metrics than the table");
    for (std::size_t m = 0; m < site.metrics.size(); ++m) {
        const MetricInfo& metric = shape.metrics[m];
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\r\n", prefix, csv_cell(site.site),
                       csv_cell(metric.name), csv_cell(metric.unit), number(site.metrics[m]));
    }
}

std::string lines(const ResultShape& shape, std::size_t point, const PointRuns& runs)
{
    std::string text;
    const std::string swept = swept_cells(shape, point);
    for (const auto& run : runs) {
        if (!run) continue;
        const std::string prefix = fmt::format("{}{},{}", swept, csv_cell(run->key.policy), run->key.replication);
        for (const SiteRecord& site : run->sites) append_site(text, prefix, site, shape);
    }
    return text;
}

} // namespace

std::string summary_csv(const ResultSet& results)
{
    const RunGrid grid{results};
    std::string text = heading(results);
    for (std::size_t point = 0; point < results.points(); ++point) text += lines(results, point, grid.runs(point));
    return text;
}

ReplacedFile summary_csv_beside(const std::filesystem::path& path, const ResultShape& shape, const RunReader& reader)
{
    ReplacedText file{path};
    file.append(heading(shape));
    for (std::size_t point = 0; point < shape.points(); ++point) file.append(lines(shape, point, reader.runs(point)));
    return std::move(file).finish();
}

} // namespace dcsim
