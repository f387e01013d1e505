#include "analysis/study/swept_axes.h"
#include "models/world/metrics.h"
#include "sim/config/report.h"
#include "sim/config/stored_value.h"
#include <algorithm>
#include <limits>
#include <set>
#include <sstream>

namespace dcsim {

namespace {

constexpr std::string_view policy_prefix = "policy.";

/// How the scenario declares what is at a path, which may lead into a policy.
const Declared* declared(const ScenarioFile& file, const std::string& path)
{
    if (!path.starts_with(policy_prefix)) return declared_at(file.policies[file.baseline()].resolved, path);
    const std::size_t dot = path.find('.', policy_prefix.size());
    const std::string name = path.substr(policy_prefix.size(), dot - policy_prefix.size());
    const auto policy = std::ranges::find(file.policies, name, &PolicyScenario::name);
    if (policy == file.policies.end() || dot == std::string::npos) return nullptr;
    return declared_at(policy->resolved, path.substr(dot + 1));
}

std::vector<std::string> words_of(const std::string& path)
{
    std::vector<std::string> words;
    std::istringstream stream{path};
    for (std::string word; std::getline(stream, word, '.');) {
        std::ranges::replace(word, '-', '_');
        words.push_back(word);
    }
    return words;
}

std::string last_words(const std::vector<std::string>& words, std::size_t count)
{
    std::string text;
    for (std::size_t i = words.size() - std::min(count, words.size()); i < words.size(); ++i)
        text += (text.empty() ? "" : "_") + words[i];
    return text;
}

/// Names that a results file has already.
std::set<std::string> taken_names()
{
    std::set<std::string> names{"inputs", "point",  "policy", "replication", "site",      "time",  "check", "clamp",
                                "series", "checks", "jobs",   "job",         "workloads", "pools", "row"};
    for (const Metric& metric : metrics_table("EUR")) names.insert(metric.info.name);
    return names;
}

/// As many last words as make every name another one; a zipped axis keeps the name that it was given.
std::vector<std::string> names_of(const std::vector<std::string>& paths, std::set<std::string> taken)
{
    std::vector<std::string> names;
    for (const std::string& path : paths) {
        const std::vector<std::string> words = words_of(path);
        std::size_t count = 2;
        const auto ambiguous = [&](const std::string& name) {
            return taken.contains(name) || std::ranges::count_if(paths, [&](const std::string& other) {
                                               return last_words(words_of(other), count) == name;
                                           }) > 1;
        };
        while (count < words.size() && ambiguous(last_words(words, count))) ++count;
        std::string name = last_words(words, count);
        while (taken.contains(name)) name += "_swept";
        taken.insert(name);
        names.push_back(std::move(name));
    }
    return names;
}

/// What a person would write; texts without quotes.
std::string shown(const Tree& value)
{
    return value.text() ? *value.text() : inline_toml(value);
}

} // namespace

SweptValues::SweptValues(const Design& design) : design_{&design}
{
    for (const DesignAxis& axis : design.axes())
        values_.emplace_back(is_numbered(axis) ? 0 : axis.paths.size(), Levels(axis.levels.size()));
}

void SweptValues::enter(std::size_t point, const ScenarioFile& at)
{
    const std::vector<std::size_t> levels = design_->levels_of(point);
    const auto moved =
        static_cast<std::size_t>(std::ranges::count_if(levels, [](std::size_t level) { return level > 0; }));
    for (std::size_t a = 0; a < levels.size(); ++a) {
        if (moved > (levels[a] > 0 ? 1u : 0u)) continue;
        const DesignAxis& axis = design_->axes()[a];
        for (std::size_t k = 0; k < values_[a].size(); ++k) {
            const Declared* const known = declared(at, axis.paths[k]);
            values_[a][k][levels[a]] = stored_value(known ? known->type : TypeText{}, axis.levels[levels[a]][k]);
        }
    }
}

std::vector<Problem> SweptValues::problems() const
{
    std::vector<Problem> all;
    const std::set<std::string> taken = taken_names();
    for (const DesignAxis& axis : design_->axes())
        if (axis.kind == DesignAxis::Kind::zipped && taken.contains(last_words(words_of(axis.name), 1)))
            all.push_back({axis.levels.front().front().origin, "sweep.zip." + axis.name,
                           "has a name that results use for something else (choose another)"});
    return all;
}

SweptKey SweptValues::key_of(std::size_t axis, std::size_t key, std::string name) const
{
    const DesignAxis& of = design_->axes()[axis];
    const Levels& values = values_[axis][key];
    SweptKey swept{std::move(name), of.paths[key], {}, {}};
    if (std::ranges::all_of(values, [](const auto& value) { return value.has_value(); })) {
        std::vector<double> numbers;
        for (const auto& value : values) numbers.push_back(value->number);
        swept.unit = values.front()->unit;
        swept.values = std::move(numbers);
    } else {
        std::vector<std::string> texts;
        for (const auto& level : of.levels) texts.push_back(shown(level[key]));
        swept.values = std::move(texts);
    }
    return swept;
}

std::vector<SweptAxis> SweptValues::axes() const
{
    std::vector<std::string> paths;
    std::set<std::string> taken = taken_names();
    for (const DesignAxis& axis : design_->axes()) {
        if (!is_numbered(axis)) paths.insert(paths.end(), axis.paths.begin(), axis.paths.end());
        if (!axis.name.empty()) taken.insert(last_words(words_of(axis.name), 1));
    }
    const std::vector<std::string> names = names_of(paths, std::move(taken));
    std::vector<SweptAxis> axes;
    std::size_t next = 0;
    for (std::size_t a = 0; a < values_.size(); ++a) {
        const DesignAxis& of = design_->axes()[a];
        SweptAxis axis{last_words(words_of(of.name), 1), {}, of.levels.size()};
        for (std::size_t k = 0; k < values_[a].size(); ++k) axis.keys.push_back(key_of(a, k, names[next++]));
        if (axis.name.empty()) axis.name = axis.keys.front().name;
        axes.push_back(std::move(axis));
    }
    return axes;
}

} // namespace dcsim
