#include "analysis/study/factor.h"
#include "sim/config/names.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

constexpr const char* zip_key = "zip";
constexpr const char* own_keys[]{"design", "points"};
constexpr std::int64_t most_levels = 1'000'000;

/// A bare number, or a number with a unit.
struct Amount {
    double number{0};
    std::string unit;
    bool whole{false};
};

std::optional<Amount> amount_of(const Tree& written)
{
    if (const auto* whole = std::get_if<std::int64_t>(&written.data))
        return Amount{static_cast<double>(*whole), {}, true};
    if (const auto* number = std::get_if<double>(&written.data)) return Amount{*number, {}, false};
    const std::string* text = written.text();
    if (!text) return std::nullopt;
    Amount amount;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), amount.number);
    if (error != std::errc{}) return std::nullopt;
    amount.unit = std::string{end, text->data() + text->size()};
    amount.unit.erase(0, amount.unit.find_first_not_of(' '));
    return amount.unit.empty() ? std::nullopt : std::optional{amount};
}

/// Without the last digits, in which steps of a range are not exact: 0.6, not 0.6000000000000001.
double rounded(double value)
{
    const std::string text = fmt::format("{:.12g}", value);
    double number = value;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class FactorReader {
public:
    explicit FactorReader(std::vector<Problem>& problems, bool zipping = false) : problems_{problems}, zipping_{zipping}
    {
    }

    void read(const Tree& value, const std::string& path)
    {
        const Tree::Table* table = value.table();
        if (table && value.find("from"))
            read_range(value, path);
        else if (table && !table->empty())
            for (const Entry& e : *table) read(e.value, path + '.' + e.key);
        else
            add({"", {path}, levels_of(value, path), {}}, value.origin);
    }

    void read_zip(const Tree& zip)
    {
        if (!zip.table()) return report(zip.origin, zip_key, "is no table (write zip.NAME = { PATH = [...], ... })");
        for (const Entry& axis : *zip.table()) read_zipped(axis);
    }

    std::vector<Factor> take() { return std::move(factors_); }

private:
    void report(const Origin& origin, const std::string& path, std::string text)
    {
        problems_.push_back({origin, "sweep." + path, std::move(text)});
    }

    void add(Factor factor, const Origin& origin)
    {
        for (const std::string& path : factor.paths) {
            if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) report(origin, path, "is swept twice");
            paths_.push_back(path);
        }
        factors_.push_back(std::move(factor));
    }

    /// Of a list: each value once, unless it changes together with others.
    std::vector<std::vector<Tree>> levels_of(const Tree& value, const std::string& path)
    {
        std::vector<std::vector<Tree>> levels;
        const auto* list = std::get_if<Tree::Array>(&value.data);
        if (!list)
            report(value.origin, path,
                   "is " + std::string{kind_of(value)} +
                       " where a list or a range belongs (write [a, b, c] or { from = a, to = b, count = n })");
        else if (list->empty())
            report(value.origin, path, "is an empty list (a sweep needs at least one value)");
        else
            for (const Tree& level : *list) {
                const auto same = [&](const std::vector<Tree>& l) { return same_data(l.front(), level); };
                if (!zipping_ && std::any_of(levels.begin(), levels.end(), same))
                    report(level.origin, path, "has " + inline_toml(level) + " twice");
                levels.push_back({level});
            }
        return levels;
    }

    void read_range(const Tree& written, const std::string& path)
    {
        if (auto range = SweptRange::read(written, path, problems_))
            add({"", {path}, {}, std::move(range)}, written.origin);
    }

    void read_zipped(const Entry& axis)
    {
        const std::string path = std::string{zip_key} + '.' + axis.key;
        if (!is_name(axis.key)) report(axis.origin, path, std::string{name_rule});
        if (!axis.value.table() || axis.value.table()->empty())
            return report(axis.value.origin, path, "is no table of keys (write zip.NAME = { PATH = [...], ... })");
        FactorReader parts{problems_, true};
        for (const Entry& e : *axis.value.table()) parts.read(e.value, e.key);
        Factor together{axis.key, {}, {}, {}};
        for (const Factor& part : parts.take()) join(together, part, axis.value.origin, path);
        add(std::move(together), axis.value.origin);
    }

    void join(Factor& together, const Factor& part, const Origin& origin, const std::string& path)
    {
        std::vector<std::vector<Tree>> levels = part.levels;
        if (part.range)
            for (std::size_t i = 0; i < part.range->count(); ++i)
                levels.push_back({part.range->at(
                    part.range->count() < 2 ? 0
                                            : static_cast<double>(i) / static_cast<double>(part.range->count() - 1))});
        if (together.paths.empty()) together.levels.resize(levels.size());
        if (levels.size() != together.levels.size())
            return report(origin, path,
                          "has keys with different numbers of values (" + std::to_string(together.levels.size()) +
                              " and " + std::to_string(levels.size()) + ": they change together)");
        together.paths.push_back(part.paths.front());
        for (std::size_t i = 0; i < levels.size(); ++i) together.levels[i].push_back(levels[i].front());
    }

    std::vector<Problem>& problems_;
    bool zipping_; ///< keys that change together
    std::vector<std::string> paths_;
    std::vector<Factor> factors_;
};

} // namespace

std::optional<SweptRange> SweptRange::read(const Tree& written, const std::string& path, std::vector<Problem>& problems)
{
    const std::size_t before = problems.size();
    const auto report = [&](const Origin& origin, const std::string& key, std::string text) {
        problems.push_back({origin, "sweep." + path + key, std::move(text)});
    };
    const std::vector<std::string> known{"from", "to", "count", "scale"};
    for (const Entry& e : *written.table())
        if (std::find(known.begin(), known.end(), e.key) == known.end())
            report(e.origin, '.' + e.key, "is not a known key (" + suggestion(e.key, known) + ")");
    SweptRange range;
    range.origin_ = written.origin;
    std::optional<Amount> ends[2];
    for (const std::size_t end : {0, 1}) {
        const Tree* const value = written.find(known[end]);
        if (!value)
            report(written.origin, "", "has no '" + known[end] + "'");
        else if (ends[end] = amount_of(*value); !ends[end])
            report(value->origin, '.' + known[end], "is no number, with or without a unit");
    }
    if (const Tree* const scale = written.find("scale")) {
        const std::string word = scale->text() ? *scale->text() : "";
        range.logarithmic_ = word == "log";
        if (word != "log" && word != "linear")
            report(scale->origin, ".scale", "is " + inline_toml(*scale) + " (allowed: linear, log)");
    }
    if (const Tree* const count = written.find("count")) {
        const auto* number = std::get_if<std::int64_t>(&count->data);
        if (!number || *number < 1 || *number > most_levels)
            report(count->origin, ".count",
                   "is " + inline_toml(*count) + " (allowed: a whole number from 1 to " + std::to_string(most_levels) +
                       ")");
        else
            range.count_ = static_cast<std::size_t>(*number);
    }
    if (problems.size() > before || !ends[0] || !ends[1]) return std::nullopt;
    range.from_ = ends[0]->number;
    range.to_ = ends[1]->number;
    range.unit_ = ends[0]->unit;
    range.whole_ = ends[0]->whole && ends[1]->whole;
    if (ends[0]->unit != ends[1]->unit)
        report(written.origin, "", "has ends in different units (write both in one)");
    else if (range.logarithmic_ && !(range.from_ > 0 && range.to_ > 0))
        report(written.origin, "", "has an end that is not above zero, which a log scale needs");
    else if (range.from_ == range.to_)
        report(written.origin, "", "has two equal ends");
    return problems.size() > before ? std::nullopt : std::optional{range};
}

Tree SweptRange::value(double number) const
{
    if (!unit_.empty()) return {number_text(number) + ' ' + unit_, origin_};
    if (whole_) return {static_cast<std::int64_t>(std::llround(number)), origin_};
    return {number, origin_};
}

Tree SweptRange::at(double part) const
{
    const double number = logarithmic_ ? from_ * std::pow(to_ / from_, part) : from_ + (to_ - from_) * part;
    return value(part == 1 ? to_ : rounded(number));
}

Tree SweptRange::drawn(double u) const
{
    if (!whole_) return at(u);
    const double low = std::min(from_, to_), high = std::max(from_, to_);
    const double number =
        logarithmic_ ? std::exp(std::log(low) + u * std::log((high + 1) / low)) : low + u * (high + 1 - low);
    return value(std::clamp(std::floor(number), low, high));
}

std::vector<Tree> Factor::drawn(double u) const
{
    if (range) return {range->drawn(u)};
    const auto level = static_cast<std::size_t>(u * static_cast<double>(levels.size()));
    return levels[std::min(level, levels.size() - 1)];
}

std::vector<Factor> factors_of(const Tree& sweep, std::vector<Problem>& problems)
{
    FactorReader reader{problems};
    for (const Entry& e : *sweep.table()) {
        if (std::find(std::begin(own_keys), std::end(own_keys), e.key) != std::end(own_keys)) continue;
        if (e.key == zip_key)
            reader.read_zip(e.value);
        else
            reader.read(e.value, e.key);
    }
    return reader.take();
}

} // namespace dcsim
