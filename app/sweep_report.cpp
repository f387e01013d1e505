#include "app/sweep_report.h"
#include "app/figures.h"
#include "app/inputs_report.h"
#include "app/point_comparisons.h"
#include "app/sensitivity_report.h"
#include "app/table.h"
#include "app/words.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <limits>
#include <sstream>

namespace dcsim {

namespace {

constexpr std::size_t most_rows = 60;
constexpr std::size_t widest_key = 20;

/// The units that a swept key may be shown in.
std::vector<ShownUnit> units_of_key(const std::string& unit)
{
    if (unit == "W") return {{"W", 1}, {"kW", 1e-3}, {"MW", 1e-6}};
    if (unit == "kW h") return {{"kWh", 1}, {"MWh", 1e-3}, {"GWh", 1e-6}};
    if (unit == "s") return {{"s", 1}, {"min", 1.0 / 60}, {"h", 1.0 / 3600}};
    return {{unit == "1" ? "" : unit, 1}};
}

/// In the unit that suits the largest of its values.
ShownUnit unit_of_key(const SweptKey& key)
{
    double largest = 0;
    if (const auto* numbers = std::get_if<std::vector<double>>(&key.values))
        for (const double number : *numbers) largest = std::max(largest, std::abs(number));
    return unit_for(largest, units_of_key(key.unit));
}

std::size_t widest_line(const std::string& text)
{
    std::size_t widest = 0;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
    return widest;
}

class SweepTable {
public:
    explicit SweepTable(const MergedStudy& study) : study_{study}, metrics_{swept_metrics(study.shape())}
    {
        for (std::size_t point = 0; point < nominal_points(study); ++point)
            cells_.push_back(point_comparisons(study, point, metrics_));
        for (std::size_t m = 0; m < metrics_.size(); ++m) units_.push_back(unit_of(m));
        for (std::size_t policy = 0; policy < shape().policies.size(); ++policy)
            shown_once_.push_back(same_everywhere(policy) && same_everywhere(baseline()));
    }

    std::string text() const
    {
        const std::size_t rows = cells_.size() * static_cast<std::size_t>(std::ranges::count(shown_once_, false));
        return rows <= most_rows ? all() : best();
    }

private:
    const ResultShape& shape() const { return study_.shape(); }
    std::size_t baseline() const { return study_.study().baseline; }

    /// Nothing that is swept reaches this policy.
    bool same_everywhere(std::size_t policy) const
    {
        const StudyFile& file = study_.study();
        const std::size_t policies = shape().policies.size();
        for (std::size_t point = 1; point < nominal_points(study_); ++point)
            if (file.digests[point * policies + policy] != file.digests[policy]) return false;
        return nominal_points(study_) > 1;
    }

    /// Points may ask for more replications than others, for the sake of other policies.
    std::size_t fullest_point(std::size_t policy) const
    {
        const auto runs = [policy](const PointComparisons& cells) { return cells.front()[policy].replications; };
        return static_cast<std::size_t>(std::ranges::max_element(cells_, {}, runs) - cells_.begin());
    }

    ShownUnit unit_of(std::size_t metric) const
    {
        double largest = 0;
        for (const PointComparisons& cells : cells_)
            largest = std::max(largest, std::abs(cells[metric][baseline()].policy_mean));
        return unit_for(largest, metrics_[metric].units);
    }

    std::string mean(std::size_t point, std::size_t metric, std::size_t policy) const
    {
        const double value = units_[metric].scale * cells_[point][metric][policy].policy_mean;
        return fixed(value, decimals_for(value, 4));
    }

    /// "13.21", and for a policy that is not the baseline what it changes: "12.90 -2.3 %".
    std::string cell(std::size_t point, std::size_t metric, std::size_t policy) const
    {
        const Comparison& c = cells_[point][metric][policy];
        if (c.policy_replications == 0) return "-";
        const std::string text = mean(point, metric, policy);
        if (policy == baseline()) return text;
        const std::string pairs = c.fewer() ? fmt::format(" (n = {})", c.replications) : "";
        if (c.fewer() && !c.half_width) return text + pairs;
        return text + change(c) + pairs;
    }

    static std::string change(const Comparison& c)
    {
        if (c.unresolved()) return "      ~ ";
        if (c.half_width && c.same()) return "      0 %";
        return c.relative ? fmt::format(" {:>8}", signed_percent(100 * *c.relative, 1)) : "";
    }

    std::string best() const
    {
        std::string text;
        for (std::size_t m = 0; m < metrics_.size(); ++m)
            for (std::size_t policy = 0; policy < shape().policies.size(); ++policy) {
                std::size_t least = 0;
                double value = std::numeric_limits<double>::infinity();
                for (std::size_t point = 0; point < cells_.size(); ++point) {
                    const Comparison& c = cells_[point][m][policy];
                    if (c.policy_replications > 0 && c.policy_mean < value) value = c.policy_mean, least = point;
                }
                if (!std::isfinite(value)) continue;
                text +=
                    wrapped("",
                            fmt::format("Least {} under {}: {} {}, at {}.", metrics_[m].title, shape().policies[policy],
                                        mean(least, m, policy), units_[m].name, study_.study().labels[least]),
                            2) +
                    '\n';
            }
        return fmt::format("{} points are too many for a table; all are in results.h5.\n\n", cells_.size()) + text;
    }

    /// With as many metrics as the screen has room for.
    std::string all() const
    {
        for (std::size_t shown = metrics_.size(); shown > 1; --shown) {
            const std::string text = table(shown);
            if (widest_line(text) <= screen_columns) return text;
        }
        return table(1);
    }

    std::string table(std::size_t shown) const
    {
        std::vector<TextTable::Column> titles;
        for (const SweptAxis& axis : shape().axes)
            for (const SweptKey& key : axis.keys)
                titles.push_back({shortened(key.name, widest_key), unit_of_key(key).name});
        titles.push_back({"policy", "", TextTable::Align::left});
        for (std::size_t m = 0; m < shown; ++m) titles.push_back({metrics_[m].title, units_[m].name});
        constexpr std::size_t any_width = 1000;
        TextTable table{titles, any_width};
        for (std::size_t policy = 0; policy < shape().policies.size(); ++policy)
            if (shown_once_[policy])
                add_row(table, std::vector<std::string>(keys(), "any"), fullest_point(policy), policy, shown);
        for (std::size_t point = 0; point < cells_.size(); ++point) {
            if (shape().policies.size() > 1 && (point > 0 || std::ranges::find(shown_once_, true) != shown_once_.end()))
                table.add_rule();
            bool first = true;
            for (std::size_t policy = 0; policy < shape().policies.size(); ++policy) {
                if (shown_once_[policy]) continue;
                add_row(table, first ? values_at(point) : std::vector<std::string>(keys(), ""), point, policy, shown);
                first = false;
            }
        }
        return table.text();
    }

    void add_row(TextTable& table, std::vector<std::string> cells, std::size_t point, std::size_t policy,
                 std::size_t shown) const
    {
        cells.push_back(shape().policies[policy]);
        for (std::size_t m = 0; m < shown; ++m) cells.push_back(cell(point, m, policy));
        table.add_row(cells);
    }

    std::size_t keys() const
    {
        std::size_t count = 0;
        for (const SweptAxis& axis : shape().axes) count += axis.keys.size();
        return count;
    }

    std::vector<std::string> values_at(std::size_t point) const
    {
        std::vector<std::string> texts;
        std::size_t below = shape().points();
        for (const SweptAxis& axis : shape().axes) {
            below /= axis.levels;
            const std::size_t level = point / below % axis.levels;
            for (const SweptKey& key : axis.keys)
                if (const auto* numbers = std::get_if<std::vector<double>>(&key.values))
                    texts.push_back(fmt::format("{:.6g}", unit_of_key(key).scale * (*numbers)[level]));
                else
                    texts.push_back(shortened(std::get<std::vector<std::string>>(key.values)[level], widest_key));
        }
        return texts;
    }

    const MergedStudy& study_;
    std::vector<SweptMetric> metrics_;
    std::vector<ShownUnit> units_;
    std::vector<PointComparisons> cells_;
    std::vector<bool> shown_once_; ///< by policy: neither its numbers nor what they are held against move
};

std::string title_of(const ResultShape& shape)
{
    for (const auto& [name, value] : shape.attributes)
        if (name == "title") return std::get<std::string>(value);
    return "";
}

std::string heading(const MergedStudy& study)
{
    const ResultShape& shape = study.shape();
    std::string text = title_of(shape).empty() ? "" : title_of(shape) + '\n';
    text += fmt::format("{} points x {} {}; {} of {} runs", study.study().points(), shape.policies.size(),
                        shape.policies.size() == 1 ? "policy" : "policies", study.runs_wanted() - study.runs_missing(),
                        study.runs_wanted());
    if (study.runs_missing() > 0) text += " (partial: what is missing is NaN in the results)";
    return text + "\n\n";
}

struct Replications {
    std::size_t least, most;
};

/// By point, as the study or its precision asks for.
Replications replications_wanted(const MergedStudy& study)
{
    Replications all{std::numeric_limits<std::size_t>::max(), 0};
    for (std::size_t point = 0; point < study.study().points(); ++point) {
        all.least = std::min<std::size_t>(all.least, study.replications_wanted(point));
        all.most = std::max<std::size_t>(all.most, study.replications_wanted(point));
    }
    return all;
}

/// By point and policy, of the cells that are no "-": those that the baseline has finished as well.
Replications replications_finished(const MergedStudy& study)
{
    Replications all{std::numeric_limits<std::size_t>::max(), 0};
    const std::vector<SweptMetric> any_metric{swept_metrics(study.shape()).front()};
    for (std::size_t point = 0; point < study.study().points(); ++point) {
        const PointComparisons cells = point_comparisons(study, point, any_metric);
        for (const Comparison& c : cells.front()) {
            if (c.replications > 0) all.least = std::min(all.least, c.replications);
            all.most = std::max(all.most, c.replications);
        }
    }
    return all;
}

std::string partial_replications_text(const MergedStudy& study)
{
    const auto [least, most] = replications_finished(study);
    if (most == 0) return "No replication is finished";
    if (most == 1) return "n = 1: one replication is finished, nothing here is a finding";
    if (least == most) return fmt::format("Means over the {} replications that are finished", most);
    return fmt::format("Means over the {} to {} replications that are finished{}", least, most,
                       least == 1 ? ", one alone is no finding" : "");
}

std::string replications_text(const MergedStudy& study)
{
    if (study.runs_missing() > 0) return partial_replications_text(study);
    const auto [least, most] = replications_wanted(study);
    if (most == 1) return "One replication: nothing here is a finding";
    if (least == most) return fmt::format("Means over {} replications", most);
    return fmt::format("Means over {} to {} replications, as many as the asked precision takes", least, most);
}

} // namespace

std::string sweep_report(const MergedStudy& study, const std::filesystem::path& folder)
{
    const std::string spread = inputs_report(study);
    std::string text = heading(study);
    text += (spread.empty() || nominal_points(study) > 1 ? SweepTable{study}.text() + '\n' : "") + spread;
    text += wrapped("",
                    replications_text(study) + (study.shape().policies.size() > 1
                                                    ? "; in percent the paired difference to " +
                                                          study.shape().policies[study.study().baseline] +
                                                          " at the same point, ~ where its 95 % interval spans zero."
                                                    : "."),
                    2) +
            '\n';
    if (const std::size_t count = study.imprecise_points().size(); count > 0 && study.runs_missing() == 0)
        text +=
            wrapped("",
                    fmt::format("Not as precise as asked after the most replications: {} of {} points, {} among them.",
                                count, study.study().points(), study.study().labels[study.imprecise_points().front()]),
                    2) +
            '\n';
    if (const std::string table = sensitivity_report(study); !table.empty()) text += '\n' + table;
    if (const auto inert = without_effect(study); !inert.empty()) {
        std::string names;
        for (const std::string& name : inert) names += (names.empty() ? "" : ", ") + name;
        text += wrapped("", "Changed no metric: " + names + ".", 2) + '\n';
    }
    for (const std::string& warning : study.survey().warnings())
        text += wrapped("", "Warning: " + warning + ".", 2) + '\n';
    for (const std::string& warning : study.precision_warnings())
        text += wrapped("", "Warning: " + warning + ".", 2) + '\n';
    for (const std::string& ignored : study.ignored()) text += wrapped("", "Warning: " + ignored + ".", 2) + '\n';
    if (study.status() == StudyStatus::check_failed) text += "CONSERVATION FAILED in some runs: see /checks.\n";
    return text + fmt::format("Results: {}\n", (folder / "results.h5").string());
}

} // namespace dcsim
