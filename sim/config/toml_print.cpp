#include "sim/config/tree.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

bool bare(std::string_view key)
{
    return !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                               std::string_view::npos;
}

std::string key_text(std::string_view key)
{
    return bare(key) ? std::string{key} : quoted_text(key);
}

template <class C, class F> std::string joined(const C& parts, F print)
{
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + print(part);
    return text;
}

struct Print {
    std::string operator()(const Tree::Table& entries) const
    {
        if (entries.empty()) return "{}";
        return "{ " + joined(entries, [](const Entry& e) { return key_text(e.key) + " = " + inline_toml(e.value); }) +
               " }";
    }
    std::string operator()(const Tree::Array& list) const { return '[' + joined(list, inline_toml) + ']'; }
    std::string operator()(const std::string& text) const { return quoted_text(text); }
    std::string operator()(std::int64_t value) const { return fmt::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const Instant& value) const { return instant_text(value); }
    std::string operator()(const LocalTime& value) const { return value.text; }
};

void print_table(std::string& out, const Tree& table, const std::string& path)
{
    std::string values;
    const auto is_table = [](const Entry& e) { return e.value.table() != nullptr; };
    const Tree::Table& entries = *table.table();
    for (const Entry& e : entries)
        if (!is_table(e)) values += key_text(e.key) + " = " + inline_toml(e.value) + '\n';
    const bool only_tables = values.empty() && std::any_of(entries.begin(), entries.end(), is_table);
    if (!path.empty() && !only_tables) out += (out.empty() ? "[" : "\n[") + path + "]\n";
    out += values;
    for (const Entry& e : entries)
        if (is_table(e)) print_table(out, e.value, (path.empty() ? "" : path + '.') + key_text(e.key));
}

} // namespace

std::string number_text(double value)
{
    if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text{buffer.data(), end};
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string quoted_text(std::string_view text)
{
    std::string out{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string instant_text(const Instant& instant)
{
    using namespace std::chrono;
    const sys_time<nanoseconds> wall{nanoseconds{instant.unix_ns} + minutes{instant.offset_minutes}};
    const auto midnight = floor<days>(wall);
    const year_month_day date{midnight};
    const hh_mm_ss<nanoseconds> time{wall - midnight};
    std::string fraction;
    if (time.subseconds().count() != 0) fraction = fmt::format(".{:09}", time.subseconds().count());
    const int offset = instant.offset_minutes;
    const std::string zone = offset == 0 ? "Z"
                                         : fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                                                       std::abs(offset) % 60);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), fraction, zone);
}

std::string inline_toml(const Tree& value)
{
    return std::visit(Print{}, value.data);
}

std::string to_toml(const Tree& table)
{
    require(table.table(), "only a table is a TOML document");
    std::string out;
    print_table(out, table, "");
    return out;
}

} // namespace dcsim
