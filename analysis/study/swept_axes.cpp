#include "analysis/study/swept_axes.h"
#include "models/world/metrics.h"
#include "sim/config/render.h"
#include "sim/config/report.h"
#include "sim/config/stored_value.h"
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <sstream>

namespace dcsim {

namespace {

constexpr std::string_view policy_prefix = "policy.";

/// A path, which may lead into a policy, as that policy, or else the baseline, has it.
struct Place {
    const Resolved* resolved{nullptr}; ///< null: there is no such policy
    std::string path{};
};
Place place_of(const ScenarioFile& file, const std::string& path)
{
    if (!path.starts_with(policy_prefix)) return {&file.policies[file.baseline()].resolved, path};
    const std::size_t dot = path.find('.', policy_prefix.size());
    const std::string name = path.substr(policy_prefix.size(), dot - policy_prefix.size());
    const auto policy = std::ranges::find(file.policies, name, &PolicyScenario::name);
    if (policy == file.policies.end() || dot == std::string::npos) return {};
    return {&policy->resolved, path.substr(dot + 1)};
}

/// What the scenario made of a level, which may be a shorthand of a table; empty where the value comes from elsewhere,
/// as from a policy that lies over it.
std::string as_read(const Place& place, const Tree& level)
{
    const std::string written_at = place_text(level.origin);
    std::string text;
    for (const ListedValue& v : listing(*place.resolved))
        if (v.value && v.place == written_at && (v.path == place.path || v.path.starts_with(place.path + '.')))
            text += v.path + " = " + inline_toml(*v.value) + '\n';
    return text;
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
    std::set<std::string> names{"inputs",    "point", "policy", "replication", "site",     "time",
                                "check",     "clamp", "series", "checks",      "jobs",     "job",
                                "workloads", "pools", "row",    "bnds",        "time_bnds"};
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
    for (const DesignAxis& axis : design.axes()) read_.emplace_back(axis.levels.size());
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
            const Place place = place_of(at, axis.paths[k]);
            const Declared* const known = place.resolved ? declared_at(*place.resolved, place.path) : nullptr;
            const Tree& written = axis.levels[levels[a]][k];
            values_[a][k][levels[a]] = stored_value(known ? known->type : TypeText{}, written);
            if (axis.kind == DesignAxis::Kind::key && place.resolved) read_[a][levels[a]] = as_read(place, written);
        }
    }
}

void SweptValues::add_repeated(const DesignAxis& axis, const std::vector<std::string>& read,
                               std::vector<Problem>& all) const
{
    std::map<std::string, std::size_t> first;
    for (std::size_t level = 0; level < read.size(); ++level) {
        const auto [at, is_new] = first.emplace(read[level], level);
        if (is_new || read[level].empty()) continue;
        const Tree &value = axis.levels[level].front(), &same = axis.levels[at->second].front();
        all.push_back({value.origin, "sweep." + axis.paths.front(),
                       "has " + inline_toml(value) + ", which is " + inline_toml(same) + " again (leave one out)"});
    }
}

std::vector<Problem> SweptValues::repeated() const
{
    std::vector<Problem> all;
    for (std::size_t a = 0; a < read_.size(); ++a)
        if (design_->axes()[a].kind == DesignAxis::Kind::key) add_repeated(design_->axes()[a], read_[a], all);
    return all;
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
    SweptKey swept{std::move(name), of.paths[key], {}, {}, key < of.logarithmic.size() && of.logarithmic[key]};
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
