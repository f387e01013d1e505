#include "models/compute/provenance.h"
#include "sim/config/render.h"
#include <algorithm>
#include <array>
#include <functional>

namespace dcsim {

namespace {

constexpr std::array remarks{"summary", "source", "note", "mark", "spread", "provenance"};
constexpr std::array choices{"preset", "kind"}; // name things, are no numbers

template <class Words> bool among(const Words& words, std::string_view key)
{
    return std::find(words.begin(), words.end(), key) != words.end();
}

std::string text_of(const Tree& table, std::string_view key)
{
    const Tree* value = table.find(key);
    require(value && value->text() && !value->text()->empty(), "a value of the catalogue has no " + std::string{key});
    return *value->text();
}

double number_of(const Tree& table, std::string_view key)
{
    const Tree* value = table.find(key);
    const double* number = value ? std::get_if<double>(&value->data) : nullptr;
    require(number && *number >= 0, "a value of the catalogue has no " + std::string{key});
    return *number;
}

Provenance read(const Tree& from)
{
    Provenance p{text_of(from, "source"), text_of(from, "mark"), number_of(from, "spread")};
    require(among(std::array{"measured", "published", "unverified"}, p.mark), "'" + p.mark + "' is no mark");
    return p;
}

/// Mark of every value, by its dotted path.
using Marks = std::map<std::string, std::string>;

using ForValue = std::function<void(const std::string& path, const Tree& value)>;

/// Calls `of` for every value that is no table.
void each_value(const Tree& table, const std::string& path, const ForValue& of)
{
    for (const Entry& e : *table.table()) {
        if (among(choices, e.key) || (path.empty() && among(remarks, e.key))) continue;
        const std::string inner = path.empty() ? e.key : path + '.' + e.key;
        if (e.value.table())
            each_value(e.value, inner, of);
        else
            of(inner, e.value);
    }
}

const Tree& row_of(const Tree& catalogue, std::string_view kind, std::string_view name)
{
    const Tree* rows = catalogue.find(kind);
    const Tree* row = rows ? rows->find(name) : nullptr;
    require(row, "the catalogue has no row of that name");
    return *row;
}

Marks marks_of(const Tree& catalogue, const Tree& row, const Tree& beside)
{
    Tree all = row;
    merge(all, beside);
    Marks marks;
    for (const Entry& e : *all.table()) {
        if (!e.value.table() || !e.value.find("preset")) continue;
        const Tree& other = row_of(catalogue, e.key, text_of(e.value, "preset"));
        for (const auto& [path, mark] : marks_of(catalogue, other, {})) marks[e.key + '.' + path] = mark;
    }
    each_value(row, {}, [&](const std::string& path, const Tree&) { marks[path] = provenance(row, path).mark; });
    each_value(beside, {}, [&](const std::string& path, const Tree&) { marks[path] = "user"; });
    return marks;
}

/// What tells where the value at a path is from: a line of the row's `provenance`, or the row.
const Tree& told_by(const Tree& row, std::string_view path)
{
    const Tree* own = row.find("provenance");
    for (std::string_view at = path; own;) {
        if (const Tree* line = own->find(at)) return *line;
        const std::size_t dot = at.rfind('.');
        if (dot == std::string_view::npos) break;
        at = at.substr(0, dot);
    }
    return row;
}

/// Bare, with a unit, or several; a sentence that begins with a digit is none.
bool is_number(const Tree& value)
{
    if (const std::string* text = value.text())
        return !text->empty() && (text->front() == '-' || (text->front() >= '0' && text->front() <= '9')) &&
               std::ranges::count(*text, ' ') <= 1;
    if (const auto* list = std::get_if<Tree::Array>(&value.data)) return !list->empty() && is_number(list->front());
    return std::holds_alternative<double>(value.data) || std::holds_alternative<std::int64_t>(value.data);
}

void add(MarkCounts& counts, std::string_view mark)
{
    if (mark == "measured") ++counts.measured;
    if (mark == "published") ++counts.published;
    if (mark == "unverified") ++counts.unverified;
    if (mark == "user") ++counts.user;
}

} // namespace

Provenance provenance(const Tree& row, std::string_view path)
{
    return read(told_by(row, path));
}

std::optional<double> spread_of(const Tree& row, std::string_view path)
{
    const Tree* const spread = told_by(row, path).find("spread");
    if (!spread) return std::nullopt;
    return number_of(told_by(row, path), "spread");
}

MarkCounts count_marks(const Tree& catalogue, std::string_view kind, std::string_view name, const Tree& beside)
{
    MarkCounts counts;
    for (const auto& [path, mark] : marks_of(catalogue, row_of(catalogue, kind, name), beside)) add(counts, mark);
    return counts;
}

MarkedNumbers marked_numbers(const Tree& catalogue)
{
    MarkedNumbers numbers;
    for (const Entry& kind : *catalogue.table())
        for (const Entry& row : *kind.value.table()) {
            if (!row.value.find("mark")) continue;
            each_value(row.value, {}, [&](const std::string& path, const Tree& value) {
                if (is_number(value))
                    numbers[place_text(value.origin)] = {kind.key, row.key, path,
                                                         text_of(told_by(row.value, path), "mark")};
            });
        }
    return numbers;
}

MarkCounts count_marks(const MarkedNumbers& numbers)
{
    MarkCounts counts;
    for (const auto& [place, number] : numbers) add(counts, number.mark);
    return counts;
}

} // namespace dcsim
