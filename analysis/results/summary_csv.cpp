#include "analysis/results/summary_csv.h"
#include "analysis/results/atomic_file.h"
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

void append_site(std::string& text, const std::string& prefix, const SiteRecord& site, const ResultSet& results)
{
    require(site.metrics.size() == results.metrics.size(), "a run has another number of metrics than the table");
    for (std::size_t m = 0; m < site.metrics.size(); ++m) {
        const MetricInfo& metric = results.metrics[m];
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\r\n", prefix, csv_cell(site.site),
                       csv_cell(metric.name), csv_cell(metric.unit), number(site.metrics[m]));
    }
}

} // namespace

std::string summary_csv(const ResultSet& results)
{
    const bool swept = !results.points.empty();
    std::string text = swept ? "point," : "";
    text += "policy,replication,site,metric,unit,value\r\n";
    for (const RunRecord* run : RunGrid{results}.in_order()) {
        const RunKey& key = run->key;
        const std::string point = swept ? csv_cell(key.point) + "," : "";
        const std::string prefix = fmt::format("{}{},{}", point, csv_cell(key.policy), key.replication);
        for (const SiteRecord& site : run->sites) append_site(text, prefix, site, results);
    }
    return text;
}

void write_summary_csv(const std::filesystem::path& path, const ResultSet& results)
{
    write_file(path, summary_csv(results));
}

} // namespace dcsim
