#pragma once
#include "sim/config/codec.h"
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dcsim {

/// One declared value with its type erased, so that what does not depend on the type is compiled once. A visit asks for
/// what it keeps: to write down what a value may be takes longer than to read it.
class ValueAccess {
public:
    virtual bool read(const Tree& from, const ReadContext& context) = 0;
    virtual TypeText type() const = 0;
    virtual std::string range() const { return {}; }                     ///< "at least 1 kWh", empty if anything goes
    virtual std::optional<double> least() const { return std::nullopt; } ///< of bare numbers, for the JSON Schema
    virtual std::optional<double> most() const { return std::nullopt; }
    virtual std::optional<Tree> write() const = 0; ///< nothing if it is unset or has no written form (no limit)
    virtual std::string canonical() const = 0;

protected:
    ~ValueAccess() = default;
};

/// What a declaration said and, after reading, what holds: the nodes of the visited declaration as a tree.
struct Declared {
    enum class Role { value, table, optional_table, entries, variant };
    Role role{Role::value};
    std::string key, meaning;
    bool required{false};
    TypeText type{};
    std::string range{};
    std::optional<double> least{}, most{};
    std::optional<Tree> value{}; ///< effective value; the default when describing
    std::string canonical{};     ///< SI, 17 digits
    Origin origin{};             ///< line 0 = the default
    struct Shorthand {
        std::string kind, inner;
    };
    std::optional<Shorthand> shorthand{}; ///< of a table for which a bare value may stand
    std::vector<Declared> members{};      ///< of a table, or of a variant (a row of a registry, when describing)
};

/// Whether a value can be written: infinities and the longest span stand for "no limit", an empty path for "no file".
template <class T> bool writable(const T& value)
{
    if constexpr (std::is_floating_point_v<T>)
        return value - value == 0;
    else if constexpr (std::is_integral_v<T>)
        return std::in_range<std::int64_t>(value);
    else
        return true;
}
template <> inline bool writable(const bool&)
{
    return true;
}
template <Dim D> bool writable(const Quantity<D>& value)
{
    return writable(value.si());
}
inline bool writable(const std::filesystem::path& value)
{
    return !value.empty();
}
inline bool writable(const Celsius& value)
{
    return writable(value.value);
}
inline bool writable(const Span& value)
{
    return value.ns >= 0 && value < Span{Time::never().ns};
}

/// A value without quotes, for messages.
std::string display(const Tree& value);

template <class T> std::string range_text(const Range<T>& range)
{
    const auto shown = [](const T& bound) { return display(Codec<T>::write(bound)); };
    std::string text;
    const auto add = [&](const std::optional<T>& bound, const char* words) {
        if (bound) text += (text.empty() ? "" : " and ") + (words + shown(*bound));
    };
    add(range.least, "at least ");
    add(range.above, "above ");
    add(range.most, "at most ");
    add(range.below, "below ");
    return text;
}

template <class T> bool inside(const T& value, const Range<T>& range)
{
    if constexpr (requires { value < value; })
        return !(range.least && value < *range.least) && !(range.most && *range.most < value) &&
               !(range.above && !(*range.above < value)) && !(range.below && !(value < *range.below));
    else
        return true;
}

/// Reads one value, an optional one, or a list, and checks the range of each element. `to` changes only on success.
template <class T> bool read_checked(const Tree& from, const ReadContext& context, T& to, const Range<T>& range)
{
    T value{};
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        const auto* whole = std::get_if<std::int64_t>(&from.data); // one that T cannot hold is out of range, too
        if (whole && !std::in_range<T>(*whole) && (range.least || range.most))
            return context.fault(from.origin, "is " + display(from) + " (allowed: " + range_text(range) + ")");
    }
    if (!Codec<T>::read(from, context, value)) return false;
    if (!inside(value, range))
        return context.fault(from.origin, "is " + display(from) + " (allowed: " + range_text(range) + ")");
    to = std::move(value);
    return true;
}

template <class T>
bool read_checked(const Tree& from, const ReadContext& context, std::optional<T>& to, const Range<T>& range)
{
    T value{};
    if (!read_checked(from, context, value, range)) return false;
    to = std::move(value);
    return true;
}

template <class T>
bool read_checked(const Tree& from, const ReadContext& context, std::vector<T>& to, const Range<T>& range)
{
    const auto* list = std::get_if<Tree::Array>(&from.data);
    if (!list)
        return context.fault(from.origin, "is " + std::string{kind_of(from)} + " where a list belongs (write [ ... ])");
    std::vector<T> values;
    bool good = true;
    for (const Tree& element : *list) {
        T value{};
        good = read_checked(element, context, value, range) && good;
        values.push_back(std::move(value));
    }
    if (good) to = std::move(values);
    return good;
}

/// The word's index among those allowed; reports a word that is not among them.
std::optional<std::size_t> read_choice(const Tree& from, const ReadContext& context,
                                       std::span<const std::string_view> words);

/// Type, written form and canonical form of a value, an optional one, or a list.
template <class T> struct Form {
    static TypeText type() { return Codec<T>::type(); }
    static std::optional<Tree> write(const T& value)
    {
        return writable(value) ? std::optional<Tree>{Codec<T>::write(value)} : std::nullopt;
    }
    static std::string canonical(const T& value) { return Codec<T>::canonical(value); }
};

template <class T> struct Form<std::optional<T>> {
    static TypeText type() { return Form<T>::type(); }
    static std::optional<Tree> write(const std::optional<T>& v) { return v ? Form<T>::write(*v) : std::nullopt; }
    static std::string canonical(const std::optional<T>& v) { return v ? Form<T>::canonical(*v) : "unset"; }
};

template <class T> struct Form<std::vector<T>> {
    static TypeText type()
    {
        TypeText text = Codec<T>::type();
        text.list = true;
        return text;
    }
    static std::optional<Tree> write(const std::vector<T>& values)
    {
        Tree::Array list;
        for (const T& value : values) list.push_back(Codec<T>::write(value));
        return Tree{std::move(list), {}};
    }
    static std::string canonical(const std::vector<T>& values)
    {
        std::string text{'['};
        for (const T& value : values) text += Codec<T>::canonical(value) + ",";
        return text + ']';
    }
};

template <class T> struct Element {
    using type = T;
};
template <class T> struct Element<std::vector<T>> {
    using type = T;
};
template <class T> struct Element<std::optional<T>> {
    using type = T;
};

template <class T> using RangeOf = Range<typename Element<std::remove_cvref_t<T>>::type>;

/// A value of a type that Codec knows, an optional one, or a list. Value and range outlive it.
template <class T> class TypedAccess final : public ValueAccess {
public:
    TypedAccess(T& value, const RangeOf<T>& range) : value_{value}, range_{range} {}

    bool read(const Tree& from, const ReadContext& context) override
    {
        return read_checked(from, context, value_, range_);
    }
    TypeText type() const override { return Form<T>::type(); }
    std::string range() const override { return range_text(range_); }
    std::optional<double> least() const override { return bare(range_.least); }
    std::optional<double> most() const override { return bare(range_.most); }
    std::optional<Tree> write() const override { return Form<T>::write(value_); }
    std::string canonical() const override { return Form<T>::canonical(value_); }

private:
    using Scalar = typename Element<T>::type;
    static std::optional<double> bare(const std::optional<Scalar>& bound)
    {
        if constexpr (std::is_arithmetic_v<Scalar> && !std::is_same_v<Scalar, bool>)
            if (bound) return static_cast<double>(*bound);
        return std::nullopt;
    }

    T& value_;
    const RangeOf<T>& range_;
};

/// A word out of a fixed list. Value and list outlive it.
template <class E> class WordAccess final : public ValueAccess {
public:
    using Words = std::initializer_list<std::pair<std::string_view, E>>;
    WordAccess(E& value, const Words& known) : value_{value}, known_{known} {}

    bool read(const Tree& from, const ReadContext& context) override
    {
        std::vector<std::string_view> words;
        for (const auto& [text, enumerator] : known_) words.push_back(text);
        const std::optional<std::size_t> chosen = read_choice(from, context, words);
        if (chosen) value_ = (known_.begin() + *chosen)->second;
        return chosen.has_value();
    }
    TypeText type() const override
    {
        TypeText t{"word", "string"};
        for (const auto& [text, enumerator] : known_) t.words.emplace_back(text);
        return t;
    }
    std::optional<Tree> write() const override { return Tree{canonical(), {}}; }
    std::string canonical() const override
    {
        for (const auto& [text, enumerator] : known_)
            if (enumerator == value_) return std::string{text};
        return {};
    }

private:
    E& value_;
    const Words& known_;
};

} // namespace dcsim
