#pragma once
#include "sim/config/visit.h"
#include <optional>
#include <string>
#include <vector>

/// What a visited declaration says besides the parameters: listing, `resolved.toml`, fingerprint, reference, schema.
namespace dcsim {

/// One effective value, for `dcsim check`.
struct ListedValue {
    std::string path;
    std::optional<Tree> value;             ///< nothing if it is unset
    std::string place;                     ///< "file:line:col", of the catalogue's files too, or "default"
    std::optional<double> least{}, most{}; ///< of bare numbers
};

std::vector<ListedValue> listing(const Resolved& resolved);

/// One policy of a study as its resolved text shall have it.
struct PolicyValues {
    std::string name;
    bool is_baseline{false};
    const Resolved& resolved;
};

/// A complete scenario that reads back to the same policies with the same parameters, catalogue rows included: every
/// value, defaults too, that all policies share, then by policy what they do not. Its own resolved text is itself.
std::string resolved_toml(const std::vector<PolicyValues>& policies);

/// Where the value at a dotted path was written; of line 0 if it is a default or not there.
Origin origin_of(const Resolved& resolved, const std::string& path);

/// The declared value at a dotted path; null if there is none.
const Declared* declared_at(const Resolved& resolved, const std::string& path);

/// One line per value, sorted by path, in SI with 17 digits: equal texts mean equal parameters. Files count by name.
std::string fingerprint_text(const Resolved& resolved);

/// One line of the reference page.
struct ReferenceRow {
    std::string path;
    std::string when; ///< "kind = x" where the key belongs to one row of a registry
    std::string type, range, meaning;
    std::optional<Tree> fallback;
    std::vector<std::string> words; ///< the values allowed, if they are a fixed list
    bool required{false};
};

/// Takes what `describe` gave.
std::vector<ReferenceRow> reference_rows(const Resolved& described);

/// JSON Schema (draft 2020-12) of scenario files, for editors. Takes what `describe` gave.
std::string json_schema(const Resolved& described);

} // namespace dcsim
