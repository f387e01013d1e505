#include "models/compute/provenance.h"
#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace dcsim {

namespace {

constexpr std::array remarks{"summary", "source", "mark", "spread", "provenance"};
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

/// Calls `of(path)` for every value that is no table.
void each_value(const Tree& table, const std::string& path, const std::function<void(const std::string&)>& of)
{
    for (const Entry& e : *table.table()) {
        if (among(choices, e.key) || (path.empty() && among(remarks, e.key))) continue;
        const std::string inner = path.empty() ? e.key : path + '.' + e.key;
        if (e.value.table())
            each_value(e.value, inner, of);
        else
            of(inner);
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
    each_value(row, {}, [&](const std::string& path) { marks[path] = provenance(row, path).mark; });
    each_value(beside, {}, [&](const std::string& path) { marks[path] = "user"; });
    return marks;
}

} // namespace

Provenance provenance(const Tree& row, std::string_view path)
{
    const Tree* own = row.find("provenance");
    for (std::string_view at = path; own;) {
        if (const Tree* line = own->find(at)) return read(*line);
        const std::size_t dot = at.rfind('.');
        if (dot == std::string_view::npos) break;
        at = at.substr(0, dot);
    }
    return read(row);
}

MarkCounts count_marks(const Tree& catalogue, std::string_view kind, std::string_view name, const Tree& beside)
{
    MarkCounts counts;
    for (const auto& [path, mark] : marks_of(catalogue, row_of(catalogue, kind, name), beside)) {
        if (mark == "measured") ++counts.measured;
        if (mark == "published") ++counts.published;
        if (mark == "unverified") ++counts.unverified;
        if (mark == "user") ++counts.user;
    }
    return counts;
}

} // namespace dcsim
