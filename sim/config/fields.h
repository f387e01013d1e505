#pragma once
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/config/declared.h"
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// One declaration per parameter struct, `void fields(Fields&, Params&)`: the same lines read and check a scenario,
/// print `resolved.toml`, feed the fingerprint, explain, and become the JSON Schema and the reference page.
namespace dcsim {

/// Makes a chosen model afresh for each run, from parameters that were read once.
template <class I, class... Context> using Maker = std::function<std::unique_ptr<I>(Context...)>;

/// One of several choices from a list of names.
template <class I, class... Context> struct Chosen {
    std::string name; ///< of the catalogue's row
    std::string kind; ///< of the registry's row
    Maker<I, Context...> make;
};

class Fields;

/// One choosable thing. Tables of rows are values handed down from main, so tests and users append rows.
template <class I, class... Context> struct Row {
    std::string name, summary;
    std::function<Maker<I, Context...>(Fields&)> read;
};
template <class I, class... Context> using Registry = std::vector<Row<I, Context...>>;

class FieldsNode; ///< the table behind a Fields: what was written, where, and what has been asked for

class Fields {
public:
    explicit Fields(FieldsNode& node) : node_{&node} {}

    /// T is one of: bool, int, std::int64_t, std::uint32_t, std::uint64_t, double, std::string, Quantity<D>, Celsius
    /// ("25 degC"), Span (a duration, "5 min"), Instant, std::filesystem::path (relative to the file that names it),
    /// std::vector or std::optional of these. An `optional` keeps the value it has when the key is absent: that is the
    /// default.
    template <class T> void required(std::string_view key, T& value, std::string_view meaning, RangeOf<T> range = {});
    template <class T> void optional(std::string_view key, T& value, std::string_view meaning, RangeOf<T> range = {});

    /// A word out of a fixed list that selects an enumerator.
    template <class E> void word(std::string_view key, E& value,
                                 std::initializer_list<std::pair<std::string_view, E>> words, std::string_view meaning);

    /// A table `key = { kind = "row name", ... }`; the row reads the rest of the table. `preselected` names the row
    /// used when the table or its kind is absent; empty = the kind is required.
    template <class I, class... Context> void one_of(std::string_view key, const Registry<I, Context...>& rows,
                                                     Maker<I, Context...>& chosen, std::string_view meaning,
                                                     std::string_view preselected = {});

    /// The same for this very table: `kind` stands beside the row's own keys.
    template <class I, class... Context> void kind(const Registry<I, Context...>& rows, Maker<I, Context...>& chosen,
                                                   std::string_view meaning, std::string_view preselected = {});

    /// A nested table whose keys `read` declares; read with defaults when absent.
    void table(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read);
    /// A nested table that may be left out: `read` is called, and true returned, only if it is there and not
    /// `enabled = false`.
    bool optional_table(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read);
    /// `[key.NAME]` for every name, in the order of the file; entries with `enabled = false` are skipped.
    void each(std::string_view key, std::string_view meaning,
              const std::function<void(const std::string& name, Fields&)>& read);

    /// `key = "row"` fills this table's defaults from the catalogue table [catalog.<kind>.<row>]; a key given beside it
    /// wins. Call before the keys that it fills. Returns the row's name, empty if absent.
    /// `preselected` names the row used when the key is absent.
    std::string preset(std::string_view key, std::string_view catalogue_kind, std::string_view meaning,
                       std::string_view preselected = {});

    /// `key = ["row", ...]`: each name takes the catalogue table [catalog.<kind>.<row>], in which `kind` names a row of
    /// the registry that reads the rest of that table. What is chosen comes in the order of the registry, rows of one
    /// kind by name, whatever order was written; a name written twice is a problem.
    template <class I, class... Context>
    void presets(std::string_view key, std::string_view catalogue_kind, const Registry<I, Context...>& rows,
                 std::vector<Chosen<I, Context...>>& chosen, std::string_view meaning);

    /// Lets a bare value stand for a chosen thing with one key: after shorthand("gpus", "fixed", "count"), `gpus = 8`
    /// reads as `gpus = { kind = "fixed", count = 8 }`. Call between `preset` and `one_of`.
    void shorthand(std::string_view key, std::string_view kind, std::string_view inner);
    /// The same for a table without a choice: after shorthand("model", "preset"), `model = "gpt-3"` reads as
    /// `model = { preset = "gpt-3" }`.
    void shorthand(std::string_view key, std::string_view inner) { shorthand(key, {}, inner); }

    bool has(std::string_view key) const; ///< written, or filled by a preset
    void problem(std::string_view key,
                 std::string text); ///< cross-checks speak in the same shape, unless a value has failed
    std::string path() const;       ///< dotted path of this table
    std::string currency() const;   ///< of the prices read so far; empty if there were none
    bool describing() const; ///< true while the declaration is printed, not read: values are defaults, rows all visited

private:
    struct Choice {
        std::string_view name, summary;
    };
    enum class Need { required, optional };

    void value(std::string_view key, std::string_view meaning, Need need, ValueAccess& access);
    void choose(const std::vector<Choice>& choices, std::string_view meaning, std::string_view preselected,
                const std::function<void(std::size_t row)>& read);
    /// Reads each named row of the catalogue once, in the order written; every registry row when describing.
    void each_preset(std::string_view key, std::string_view catalogue_kind, std::string_view meaning,
                     const std::function<void(const std::string& name, Fields& row)>& read);
    /// The word written for `kind`, empty if there is none.
    std::string written_kind() const;

    FieldsNode* node_;
};

template <class T> void Fields::required(std::string_view key, T& v, std::string_view meaning, RangeOf<T> range)
{
    TypedAccess<T> access{v, range};
    value(key, meaning, Need::required, access);
}

template <class T> void Fields::optional(std::string_view key, T& v, std::string_view meaning, RangeOf<T> range)
{
    TypedAccess<T> access{v, range};
    value(key, meaning, Need::optional, access);
}

template <class E> void Fields::word(std::string_view key, E& chosen,
                                     std::initializer_list<std::pair<std::string_view, E>> words,
                                     std::string_view meaning)
{
    WordAccess<E> access{chosen, words};
    value(key, meaning, Need::optional, access);
}

template <class I, class... Context> void Fields::kind(const Registry<I, Context...>& rows,
                                                       Maker<I, Context...>& chosen, std::string_view meaning,
                                                       std::string_view preselected)
{
    std::vector<Choice> choices;
    for (const auto& r : rows) choices.push_back({r.name, r.summary});
    choose(choices, meaning, preselected, [&](std::size_t i) { chosen = rows[i].read(*this); });
}

template <class I, class... Context> void Fields::one_of(std::string_view key, const Registry<I, Context...>& rows,
                                                         Maker<I, Context...>& chosen, std::string_view meaning,
                                                         std::string_view preselected)
{
    table(key, meaning, [&](Fields& f) { f.kind(rows, chosen, meaning, preselected); });
}

template <class I, class... Context>
void Fields::presets(std::string_view key, std::string_view catalogue_kind, const Registry<I, Context...>& rows,
                     std::vector<Chosen<I, Context...>>& chosen, std::string_view meaning)
{
    std::vector<Chosen<I, Context...>> written;
    each_preset(key, catalogue_kind, meaning, [&](const std::string& name, Fields& row) {
        Chosen<I, Context...> one{name, row.written_kind(), {}};
        row.kind(rows, one.make, "what the row is");
        if (one.make) written.push_back(std::move(one));
    });
    std::sort(written.begin(), written.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    chosen.clear();
    if (describing()) return;
    for (const auto& r : rows)
        for (const auto& one : written)
            if (one.kind == r.name) chosen.push_back(one);
}

/// A registry row from a model class, its parameters and `fields(Fields&, Params&)`.
template <class I, class Model, class Params, class... Context>
Row<I, Context...> row(std::string name, std::string summary)
{
    return {std::move(name), std::move(summary), [](Fields& f) -> Maker<I, Context...> {
                Params params;
                fields(f, params);
                return [params](Context... context) -> std::unique_ptr<I> {
                    return std::make_unique<Model>(params, context...);
                };
            }};
}

} // namespace dcsim
