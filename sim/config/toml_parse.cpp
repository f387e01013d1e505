#include "sim/config/tree.h"
#include <algorithm>
#include <sstream>
#include <toml++/toml.h>

namespace dcsim {

namespace {

Origin place(const toml::source_region& at, const std::string& file)
{
    return {file, static_cast<int>(at.begin.line), static_cast<int>(at.begin.column)};
}

bool earlier(const Entry& a, const Entry& b)
{
    return std::pair{a.origin.line, a.origin.column} < std::pair{b.origin.line, b.origin.column};
}

constexpr std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2; // the year starts in March, so that the leap day is its last [Hinnant, chrono date algorithms]
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

template <class T> LocalTime local_time(const T& value)
{
    std::ostringstream text;
    text << value;
    return {text.str()};
}

/// Instants outside 1678 to 2261 do not fit 64-bit nanoseconds and are kept as text, to be reported when read.
Tree::Data point_in_time(const toml::date_time& t)
{
    if (!t.offset || t.date.year < 1678 || t.date.year > 2261) return local_time(t);
    const std::int64_t days = days_from_civil(t.date.year, t.date.month, t.date.day);
    const std::int64_t wall = days * 86400 + t.time.hour * 3600 + t.time.minute * 60 + t.time.second;
    const std::int32_t offset = t.offset->minutes;
    return Instant{(wall - offset * 60) * 1'000'000'000 + t.time.nanosecond, offset};
}

Tree converted(const toml::node& node, const std::string& file);

Tree::Table table(const toml::table& source, const std::string& file)
{
    Tree::Table entries;
    for (const auto& [key, value] : source)
        entries.push_back({std::string{key.str()}, place(key.source(), file), converted(value, file)});
    std::stable_sort(entries.begin(), entries.end(), earlier); // toml++ sorts by name; ours is the file's order
    return entries;
}

Tree::Data data(const toml::node& node, const std::string& file)
{
    if (const toml::table* t = node.as_table()) return table(*t, file);
    if (const toml::array* a = node.as_array()) {
        Tree::Array list;
        for (const toml::node& element : *a) list.push_back(converted(element, file));
        return list;
    }
    if (const auto* s = node.as_string()) return s->get();
    if (const auto* i = node.as_integer()) return i->get();
    if (const auto* d = node.as_floating_point()) return d->get();
    if (const auto* b = node.as_boolean()) return b->get();
    if (const auto* t = node.as_date_time()) return point_in_time(t->get());
    if (const auto* d = node.as_date()) return local_time(d->get());
    return local_time(node.as_time()->get());
}

Tree converted(const toml::node& node, const std::string& file)
{
    return {data(node, file), place(node.source(), file)};
}

bool at_line_end(std::string_view text, const toml::source_position& at)
{
    for (toml::source_index line = 1; line < at.line; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    return at.column > line.size();
}

/// The parser's words, with those that describe its rules instead of the mistake made plain.
std::string plain_words(const toml::parse_error& e, std::string_view text)
{
    constexpr std::string_view start = "Error while parsing ";
    std::string words{e.description()};
    if (words.find("cannot redefine existing") != std::string::npos)
        return words.substr(words.find("existing") + 9) + " is written a second time (each key and table comes once)";
    if (words.starts_with(std::string{start} + "string") && at_line_end(text, e.source().begin))
        return "TOML syntax: a text is not closed before the end of its line (a quote is missing)";
    if (words.starts_with(start)) words = words.substr(start.size());
    return "TOML syntax: " + words;
}

} // namespace

Tree parse_toml(std::string_view text, const std::string& file)
{
    try {
        return converted(toml::parse(text, std::string_view{file}), file);
    } catch (const toml::parse_error& e) {
        throw ConfigError{{{place(e.source(), file), "", plain_words(e, text)}}};
    }
}

} // namespace dcsim
