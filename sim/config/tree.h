#pragma once
#include "sim/base/errors.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dcsim {

/// A calendar instant as written in the file, with its offset: `2025-06-01T00:00:00+02:00`.
struct Instant {
    std::int64_t unix_ns{0};        ///< UTC, nanoseconds since 1970
    std::int32_t offset_minutes{0}; ///< as written, for printing
    friend bool operator==(const Instant&, const Instant&) = default;
};

/// A date or time without an offset, which names no instant; kept only to be reported where one is read.
struct LocalTime {
    std::string text;
    friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

struct Entry;

/// TOML data in the order of the file, where every key and value remembers its place through merges and copies.
struct Tree {
    using Array = std::vector<Tree>;
    using Table = std::vector<Entry>;
    using Data = std::variant<Table, Array, std::string, std::int64_t, double, bool, Instant, LocalTime>;

    Tree() = default; ///< an empty table
    Tree(Data value, Origin place);

    const Table* table() const { return std::get_if<Table>(&data); }
    const std::string* text() const { return std::get_if<std::string>(&data); }

    /// The value of a key of this table; null if this is no table or has no such key.
    const Tree* find(std::string_view key) const;
    Tree* find(std::string_view key);
    const Entry* entry(std::string_view key) const;
    /// Sets or adds a key of this table. Throws LogicError if this is not a table.
    Tree& set(std::string_view key, Tree value, Origin key_origin = {});
    void erase(std::string_view key);

    Origin origin;
    Data data;
};

struct Entry {
    std::string key;
    Origin origin; ///< of the key
    Tree value;
};

/// What a value is, in the words of a message: "a table", "a string", ...
std::string_view kind_of(const Tree& value);

/// The same data, wherever it was written.
bool same_data(const Tree& a, const Tree& b);

/// Parses TOML; origins name `file`. Throws ConfigError with the place of a syntax error.
Tree parse_toml(std::string_view text, const std::string& file);

/// Lays `over` on `base`: tables merge key by key, everything else replaces. A table in `over` that names another
/// `kind` than the one written in `base` replaces the whole table, because its keys belong to another thing.
void merge(Tree& base, const Tree& over);

/// Adds a value at a dotted path, making the tables on its way; merges as `merge` does.
void assign(Tree& root, std::string_view dotted_path, Tree value);

/// Shortest text that reads back to the same number, always with a point or an exponent: "0.5", "3.0".
std::string number_text(double value);
/// A string in TOML quotes.
std::string quoted_text(std::string_view text);
/// `2025-06-01T00:00:00+02:00`
std::string instant_text(const Instant& instant);
/// One value as TOML, tables inline.
std::string inline_toml(const Tree& value);
/// A document: values first, then `[table]` by `[table]`.
std::string to_toml(const Tree& table);

} // namespace dcsim
