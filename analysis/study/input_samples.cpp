#include "analysis/study/input_samples.h"
#include "models/world/evidence.h"
#include "sim/config/report.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace dcsim {

namespace {

/// A number with what stands behind it: " TB/s", or nothing.
struct Written {
    double number{0};
    std::string unit;
};

std::optional<Written> written(const Tree& value)
{
    if (const double* number = std::get_if<double>(&value.data)) return Written{*number, {}};
    const std::string* text = value.text();
    if (!text) return std::nullopt;
    Written w;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), w.number);
    w.unit = std::string{end, text->data() + text->size()};
    return error == std::errc{} && !w.unit.empty() ? std::optional{w} : std::nullopt;
}

/// Sizes of memory are what was bought.
bool is_memory(const MarkedNumber& number, const Written& w)
{
    return w.unit.ends_with("B") && (number.path == "memory" || number.path.ends_with(".memory"));
}

const Tree* value_at(const Tree& row, const std::string& path)
{
    const Tree* at = &row;
    for (std::size_t from = 0; at && from <= path.size();) {
        const std::size_t dot = std::min(path.find('.', from), path.size());
        at = at->find(std::string_view{path}.substr(from, dot - from));
        from = dot + 1;
    }
    return at;
}

/// Quantile u of the beta law with this mean and standard deviation; the latter is at most what the mean allows.
double beta_quantile(double mean, double deviation, double u)
{
    const double variance = std::min(deviation * deviation, 0.9 * mean * (1 - mean));
    const double sum = mean * (1 - mean) / variance - 1;
    // In double throughout: Valgrind, which counts our instructions, has no long double.
    using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
    return boost::math::quantile(boost::math::beta_distribution<double, Policy>{mean * sum, (1 - mean) * sum}, u);
}

double drawn(const UncertainNumber& of, double value, double z)
{
    const bool share = of.value.text() == nullptr && value > 0 && value < 1;
    const double number = share ? beta_quantile(value, of.spread * value, std::erfc(-z / std::sqrt(2.0)) / 2)
                                : value * std::exp(z * std::sqrt(std::log1p(of.spread * of.spread)));
    return std::clamp(number, of.least.value_or(number), of.most.value_or(number));
}

/// The table of the row in which the number stands.
std::string source_of(const MarkedNumber& number)
{
    return number.kind + '.' + number.row + '.' + number.path.substr(0, number.path.find('.'));
}

Tree sampled(const UncertainNumber& of, std::uint32_t sample, std::uint64_t seed)
{
    Random random{{seed, sample, "catalogue", source_of(of.number)}};
    const Written w = written(of.value).value();
    const double number = drawn(of, w.number, normal(random));
    if (w.unit.empty()) return {number, of.value.origin};
    return {number_text(number) + w.unit, of.value.origin};
}

/// What keys allow, by the place of their value.
std::map<std::string, ListedValue> values_by_place(const ScenarioFile& file)
{
    std::map<std::string, ListedValue> values;
    for (const PolicyScenario& policy : file.policies)
        for (const ListedValue& value : listing(policy.resolved)) values.emplace(value.place, value);
    return values;
}

} // namespace

std::vector<UncertainNumber> uncertain_numbers(const ScenarioFile& file)
{
    const Tree catalogue = file.document.catalogue().all();
    const std::map<std::string, ListedValue> values = values_by_place(file);
    const MarkedNumbers of_catalogue = marked_numbers(catalogue);
    MarkedNumbers used;
    for (const PolicyScenario& policy : file.policies)
        for (const WorkloadScenario& workload : policy.scenario.workloads)
            used.merge(numbers_used(policy, workload, of_catalogue));
    std::vector<UncertainNumber> all;
    for (const auto& [place, number] : used) {
        const Tree* const row = catalogue.find(number.kind)->find(number.row);
        const Tree* const value = value_at(*row, number.path);
        const double spread = spread_of(*row, number.path).value_or(0);
        const std::optional<Written> w = value ? written(*value) : std::nullopt;
        if (w && w->number != 0 && spread > 0 && !is_memory(number, *w))
            all.push_back({number, spread, *value, values.at(place).least, values.at(place).most});
    }
    return all;
}

DesignAxis input_axis(const std::vector<UncertainNumber>& numbers, std::uint32_t samples, std::uint64_t seed)
{
    DesignAxis axis{DesignAxis::Kind::inputs, "inputs", {}, std::vector<std::vector<Tree>>(samples + 1)};
    for (const UncertainNumber& number : numbers) {
        axis.paths.push_back(number.path());
        axis.levels[0].push_back(number.value);
        for (std::uint32_t sample = 1; sample <= samples; ++sample)
            axis.levels[sample].push_back(sampled(number, sample, seed));
    }
    return axis;
}

std::string inputs_csv(const std::vector<UncertainNumber>& numbers, const DesignAxis& axis)
{
    std::string text = "kind,row,key,mark,spread";
    for (std::size_t sample = 0; sample < axis.levels.size(); ++sample) text += fmt::format(",sample {}", sample);
    text += "\r\n";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const MarkedNumber& n = numbers[i].number;
        text += fmt::format("{},{},{},{},{}", n.kind, n.row, n.path, n.mark, numbers[i].spread);
        for (const auto& level : axis.levels)
            text += ',' + (level[i].text() ? *level[i].text() : inline_toml(level[i]));
        text += "\r\n";
    }
    return text;
}

} // namespace dcsim
