#pragma once
#include "sim/base/time.h"
#include "sim/config/quantity.h"
#include "sim/config/tree.h"
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

/// How one C++ type is written in a scenario: read it, write it, name it. `Codec<T>` is the only place to extend when a
/// new type of value is wanted.
namespace dcsim {

/// What the reader of one value needs besides the value: where faults go and which currency the scenario speaks.
struct ReadContext {
    const std::string& path; ///< dotted path of the key
    std::vector<Problem>& problems;
    std::string& currency; ///< empty until the first price; a second, different one is a problem

    /// Notes what is wrong with a value; returns false, for `return context.fault(...)`.
    bool fault(const Origin& origin, std::string text) const;
};

/// What a value may be, for messages, the reference page and the JSON Schema.
struct TypeText {
    std::string name;                 ///< "power", "whole number", ...
    std::string json;                 ///< type in JSON Schema
    std::string units{};              ///< allowed units, empty for bare values
    std::vector<std::string> words{}; ///< the only values allowed, if they are a fixed list
    bool list{false};
};

/// Bounds of a value (of each element of a list); `above` and `below` exclude the bound itself.
template <class T> struct Range {
    std::optional<T> least{}, most{}, above{}, below{};
};

bool read_value(const Tree& from, const ReadContext& context, bool& to);
bool read_value(const Tree& from, const ReadContext& context, std::int64_t& to);
bool read_value(const Tree& from, const ReadContext& context, double& to);
bool read_value(const Tree& from, const ReadContext& context, std::string& to);
bool read_value(const Tree& from, const ReadContext& context, Instant& to);
bool read_value(const Tree& from, const ReadContext& context, Span& to);
bool read_value(const Tree& from, const ReadContext& context, Celsius& to);
bool read_value(const Tree& from, const ReadContext& context, std::filesystem::path& to);
bool read_quantity(const Tree& from, const ReadContext& context, Dim dim, double& si);

std::string span_text(Span span);
/// 17 significant digits, for fingerprints.
std::string canonical_number(double value);

template <class T> struct Codec;

template <> struct Codec<bool> {
    static TypeText type() { return {"true or false", "boolean"}; }
    static bool read(const Tree& from, const ReadContext& context, bool& to) { return read_value(from, context, to); }
    static Tree write(bool value) { return {value, {}}; }
    static std::string canonical(bool value) { return value ? "true" : "false"; }
};

template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) struct Codec<T> {
    static TypeText type() { return {"whole number", "integer"}; }
    static bool read(const Tree& from, const ReadContext& context, T& to)
    {
        std::int64_t wide{};
        if (!read_value(from, context, wide)) return false;
        if (!std::in_range<T>(wide))
            return context.fault(from.origin, "is " + std::to_string(wide) + " (allowed: " + limits() + ")");
        to = static_cast<T>(wide);
        return true;
    }
    static Tree write(T value) { return {static_cast<std::int64_t>(value), {}}; }
    static std::string canonical(T value) { return std::to_string(value); }

private:
    static std::string limits()
    {
        constexpr T most = std::numeric_limits<T>::max();
        const std::string largest = std::in_range<std::int64_t>(most) ? std::to_string(most) : "9223372036854775807";
        return std::to_string(std::numeric_limits<T>::min()) + " to " + largest;
    }
};

template <> struct Codec<double> {
    static TypeText type() { return {"number", "number"}; }
    static bool read(const Tree& from, const ReadContext& context, double& to) { return read_value(from, context, to); }
    static Tree write(double value) { return {value, {}}; }
    static std::string canonical(double value) { return canonical_number(value); }
};

template <> struct Codec<std::string> {
    static TypeText type() { return {"text", "string"}; }
    static bool read(const Tree& from, const ReadContext& context, std::string& to)
    {
        return read_value(from, context, to);
    }
    static Tree write(const std::string& value) { return {value, {}}; }
    static std::string canonical(const std::string& value) { return quoted_text(value); }
};

template <> struct Codec<Instant> {
    static TypeText type() { return {"point in time", "string"}; }
    static bool read(const Tree& from, const ReadContext& context, Instant& to)
    {
        return read_value(from, context, to);
    }
    static Tree write(const Instant& value) { return {value, {}}; }
    static std::string canonical(const Instant& value)
    {
        return std::to_string(value.unix_ns) + " ns, offset " + std::to_string(value.offset_minutes) + " min";
    }
};

template <> struct Codec<Span> {
    static TypeText type() { return {"duration", "string", unit_list(Seconds::dim)}; }
    static bool read(const Tree& from, const ReadContext& context, Span& to) { return read_value(from, context, to); }
    static Tree write(Span value) { return {span_text(value), {}}; }
    static std::string canonical(Span value) { return std::to_string(value.ns) + " ns"; }
};

template <> struct Codec<Celsius> {
    static TypeText type() { return {"temperature", "string", "degC"}; }
    static bool read(const Tree& from, const ReadContext& context, Celsius& to)
    {
        return read_value(from, context, to);
    }
    static Tree write(Celsius value) { return {celsius_text(value.value), {}}; }
    static std::string canonical(Celsius value) { return canonical_number(value.value); }
};

template <> struct Codec<std::filesystem::path> {
    static TypeText type() { return {"file", "string"}; }
    static bool read(const Tree& from, const ReadContext& context, std::filesystem::path& to)
    {
        return read_value(from, context, to);
    }
    static Tree write(const std::filesystem::path& value) { return {value.string(), {}}; }
    /// Only the name: the contents are hashed where they are read, and the folder differs between machines.
    static std::string canonical(const std::filesystem::path& value) { return quoted_text(value.filename().string()); }
};

template <Dim D> struct Codec<Quantity<D>> {
    static TypeText type() { return {dimension_name(D), "string", unit_list(D)}; }
    static bool read(const Tree& from, const ReadContext& context, Quantity<D>& to)
    {
        double si{};
        if (!read_quantity(from, context, D, si)) return false;
        to = Quantity<D>{si};
        return true;
    }
    static Tree write(Quantity<D> value) { return {quantity_text(value.si(), D), {}}; }
    static std::string canonical(Quantity<D> value) { return canonical_number(value.si()); }
};

} // namespace dcsim
