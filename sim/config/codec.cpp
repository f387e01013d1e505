#include "sim/config/codec.h"
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

bool wrong_type(const Tree& from, const ReadContext& context, std::string_view wanted)
{
    return context.fault(from.origin, fmt::format("is {} where {} belongs", kind_of(from), wanted));
}

bool is_number(const Tree& from)
{
    return std::holds_alternative<double>(from.data) || std::holds_alternative<std::int64_t>(from.data);
}

std::string first_unit_in(const std::string& example)
{
    const std::size_t space = example.find(' ');
    return space == std::string::npos ? std::string{} : example.substr(space + 1, example.size() - space - 2);
}

/// A bare number where a quantity belongs: show the number with the usual unit.
bool bare_number(const Tree& from, const ReadContext& context, const std::string& name, const std::string& unit,
                 const std::string& allowed)
{
    const auto* whole = std::get_if<std::int64_t>(&from.data);
    const std::string number = whole ? std::to_string(*whole) : plain_number(std::get<double>(from.data));
    return context.fault(from.origin, fmt::format("has no unit: {} is text with a unit (write \"{} {}\"; allowed: {})",
                                                  name, number, unit, allowed));
}

bool same_currency(const std::string& written, const Tree& from, const ReadContext& context)
{
    if (written.empty() || written == any_currency || written == context.currency) return true;
    if (!context.currency.empty())
        return context.fault(from.origin,
                             fmt::format("is in {}, but other prices are in {} (a scenario has one currency)", written,
                                         context.currency));
    context.currency = written;
    return true;
}

} // namespace

bool ReadContext::fault(const Origin& origin, std::string text) const
{
    problems.push_back({origin, path, std::move(text)});
    return false;
}

bool read_value(const Tree& from, const ReadContext& context, bool& to)
{
    const bool* value = std::get_if<bool>(&from.data);
    if (!value) return wrong_type(from, context, "true or false");
    to = *value;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, std::int64_t& to)
{
    const std::int64_t* value = std::get_if<std::int64_t>(&from.data);
    if (const double* fraction = std::get_if<double>(&from.data))
        return context.fault(from.origin, fmt::format("is {} where a whole number belongs", number_text(*fraction)));
    if (!value) return wrong_type(from, context, "a whole number");
    to = *value;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, double& to)
{
    if (!is_number(from)) return wrong_type(from, context, "a number");
    const auto* whole = std::get_if<std::int64_t>(&from.data);
    const double value = whole ? static_cast<double>(*whole) : std::get<double>(from.data);
    if (!std::isfinite(value)) return context.fault(from.origin, "is not finite");
    to = value;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, std::string& to)
{
    const std::string* value = from.text();
    if (!value) return wrong_type(from, context, "text in quotes");
    to = *value;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, Instant& to)
{
    if (const auto* local = std::get_if<LocalTime>(&from.data))
        return context.fault(from.origin,
                             fmt::format("is {}, which names no instant (write a date between 1678 and 2261 "
                                         "with time and offset: 2025-06-01T00:00:00+02:00)",
                                         local->text));
    const Instant* value = std::get_if<Instant>(&from.data);
    if (!value) return wrong_type(from, context, "a time with offset (2025-06-01T00:00:00+02:00, no quotes)");
    to = *value;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, Span& to)
{
    constexpr double longest = 292 * 365.0 * 86400, shortest = 1e-9; // of 64-bit nanoseconds
    double si{};
    if (!read_quantity(from, context, Seconds::dim, si)) return false;
    const auto is = [&](const char* what) { return context.fault(from.origin, "is " + *from.text() + what); };
    if (si < 0) return is(", but a length of time is not negative");
    if (si > longest) return is(", longer than any time here (292 years)");
    if (si > 0 && si < shortest) return is(", shorter than any time here (1 ns)");
    to = nearest_span(Seconds{si});
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, Celsius& to)
{
    if (is_number(from)) return bare_number(from, context, "a temperature", "degC", "degC");
    const std::string* text = from.text();
    if (!text) return wrong_type(from, context, "a temperature such as \"25 degC\"");
    ParsedQuantity parsed = parse_celsius(*text);
    if (!parsed.problem.empty()) return context.fault(from.origin, std::move(parsed.problem));
    to.value = parsed.si;
    return true;
}

bool read_value(const Tree& from, const ReadContext& context, std::filesystem::path& to)
{
    const std::string* text = from.text();
    if (!text) return wrong_type(from, context, "a file name in quotes");
    if (text->empty()) return context.fault(from.origin, "names no file");
    if (text->find('\0') != std::string::npos) return context.fault(from.origin, "has a zero byte in a file name");
    const std::filesystem::path folder = std::filesystem::path{from.origin.file}.parent_path();
    to = std::filesystem::absolute(folder / *text).lexically_normal();
    return true;
}

bool read_quantity(const Tree& from, const ReadContext& context, Dim dim, double& si)
{
    if (is_number(from)) {
        const std::string unit = first_unit_in(quantity_example(dim));
        return bare_number(from, context, "a " + dimension_name(dim), unit, unit_list(dim));
    }
    const std::string* text = from.text();
    if (!text) return wrong_type(from, context, "a quantity such as " + quantity_example(dim));
    ParsedQuantity parsed = parse_quantity(*text, dim);
    if (!parsed.problem.empty()) return context.fault(from.origin, std::move(parsed.problem));
    if (!std::isfinite(parsed.si)) return context.fault(from.origin, "is not finite");
    if (!same_currency(parsed.currency, from, context)) return false;
    si = parsed.si;
    return true;
}

std::string span_text(Span span)
{
    struct Unit {
        const char* name;
        std::int64_t ns;
    };
    static constexpr Unit units[]{{"d", 86'400'000'000'000}, {"h", 3'600'000'000'000}, {"min", 60'000'000'000},
                                  {"s", 1'000'000'000},      {"ms", 1'000'000},        {"us", 1'000}};
    if (span.ns == 0) return "0 s";
    for (const Unit& unit : units)
        if (span.ns % unit.ns == 0) return fmt::format("{} {}", span.ns / unit.ns, unit.name);
    return fmt::format("{} ns", span.ns);
}

std::string canonical_number(double value)
{
    return fmt::format("{:.17g}", value);
}

} // namespace dcsim
