#include "analysis/validate/report.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <map>
#include <nlohmann/json.hpp>

namespace dcsim {

namespace {

const char* name(RowResult result)
{
    switch (result) {
    case RowResult::pass: return "pass";
    case RowResult::fail: return "fail";
    case RowResult::skip: return "skip";
    }
    return "";
}

/// Whole numbers as such, others with six decimals.
std::string number_text(const std::optional<double>& value)
{
    if (!value) return "-";
    if (std::floor(*value) == *value && std::abs(*value) < 1e15) return fmt::format("{:.0f}", *value);
    if (std::abs(*value) < 1e-3) return fmt::format("{:.4e}", *value);
    return fmt::format("{:.6f}", *value);
}

using Line = std::array<std::string, 6>;

std::string or_dash(const std::string& text)
{
    return text.empty() ? "-" : text;
}

Line cells_of(const ValidationRow& r)
{
    return {r.id, r.what, number_text(r.expected), number_text(r.got), or_dash(r.error), or_dash(r.tolerance)};
}

template <class F> void each_row(const std::vector<CaseReport>& reports, const F& visit)
{
    for (const CaseReport& report : reports)
        for (const ValidationRow& row : report.rows) visit(*report.subject, row);
}

std::string line_text(const Line& cells, const std::array<std::size_t, 6>& widths, const std::string& result)
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += fmt::format("{:<{}}  ", cells[i], widths[i]);
    return line + result + '\n';
}

/// Relative errors of the rows of a case that expect a number other than 0; bounds are none.
std::map<std::string, std::vector<double>> errors_by_case(const std::vector<CaseReport>& reports)
{
    std::map<std::string, std::vector<double>> all;
    each_row(reports, [&](const ValidationCase& c, const ValidationRow& row) {
        const bool published = c.mark != 'C', bound = row.tolerance == bound_tolerance;
        if (published && !bound && row.expected && row.got && *row.expected != 0)
            all[c.id].push_back(std::abs(*row.got / *row.expected - 1));
    });
    return all;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/// Of cases whose answers are published; what they measure as a median themselves stands among their rows.
std::string medians_text(const std::vector<CaseReport>& reports)
{
    std::string text;
    for (const auto& [id, errors] : errors_by_case(reports))
        text += fmt::format("{}{} {:.2g} % ({})", text.empty() ? "" : ", ", id, 100 * median(errors), errors.size());
    return text.empty() ? text : "median error of published numbers (rows): " + text + '\n';
}

std::string clock_text(double seconds)
{
    const auto whole = static_cast<int>(seconds + 0.5);
    return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

} // namespace

ValidationCounts counts_of(const std::vector<CaseReport>& reports)
{
    ValidationCounts counts;
    each_row(reports, [&](const ValidationCase&, const ValidationRow& row) {
        ++(row.result == RowResult::pass ? counts.pass : row.result == RowResult::fail ? counts.fail : counts.skip);
    });
    return counts;
}

bool passes(const ValidationCounts& counts, bool strict)
{
    return counts.fail == 0 && (!strict || counts.skip == 0);
}

std::string validation_table(const std::vector<CaseReport>& reports, const ValidationRun& run)
{
    const Line titles{"id", "what", "expected", "got", "error", "tolerance"};
    std::array<std::size_t, 6> widths{};
    const auto widen = [&](const Line& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
    };
    widen(titles);
    each_row(reports, [&](const ValidationCase&, const ValidationRow& row) { widen(cells_of(row)); });

    std::string text = line_text(titles, widths, "result");
    each_row(reports, [&](const ValidationCase&, const ValidationRow& row) {
        text += line_text(cells_of(row), widths, name(row.result) + (row.reason.empty() ? "" : "  " + row.reason));
    });
    const ValidationCounts n = counts_of(reports);
    return text + medians_text(reports) +
           fmt::format("{} checks: {} pass  {} fail  {} skip   {} mode, seed {}, {} threads, {}\n",
                       n.pass + n.fail + n.skip, n.pass, n.fail, n.skip, run.context.quick ? "quick" : "full",
                       run.context.seed, run.threads, clock_text(run.seconds));
}

std::string validation_json(const std::vector<CaseReport>& reports, const ValidationRun& run)
{
    using Json = nlohmann::ordered_json;
    const auto number = [](const std::optional<double>& v) { return v ? Json(*v) : Json(nullptr); };
    Json rows = Json::array();
    each_row(reports, [&](const ValidationCase& c, const ValidationRow& r) {
        rows.push_back({{"id", r.id},
                        {"what", r.what},
                        {"expected", number(r.expected)},
                        {"got", number(r.got)},
                        {"error", r.error},
                        {"tolerance", r.tolerance},
                        {"result", name(r.result)},
                        {"reason", r.reason},
                        {"citation", c.citation},
                        {"mark", std::string(1, c.mark)},
                        {"boundary", c.boundary}});
    });
    Json published = Json::object();
    for (const auto& [id, errors] : errors_by_case(reports))
        published[id] = {{"rows", errors.size()}, {"median_error", median(errors)}};
    const ValidationCounts n = counts_of(reports);
    const Json all{{"rows", std::move(rows)},  {"median_errors", std::move(published)},
                   {"pass", n.pass},           {"fail", n.fail},
                   {"skip", n.skip},           {"mode", run.context.quick ? "quick" : "full"},
                   {"seed", run.context.seed}, {"threads", run.threads},
                   {"seconds", run.seconds}};
    return all.dump(2) + '\n';
}

std::string validation_list(const std::vector<ValidationCase>& cases)
{
    std::string text;
    for (const ValidationCase& c : cases)
        text += fmt::format("{:<4} {}  {:<47} {}\n", c.id, c.mark, c.what, c.citation);
    return text;
}

} // namespace dcsim
