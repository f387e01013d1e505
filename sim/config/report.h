#pragma once
#include "sim/config/visit.h"
#include <string>
#include <vector>

/// What a visited declaration says besides the parameters: listing, `resolved.toml`, fingerprint, reference, schema.
namespace dcsim {

/// One effective value, for `dcsim check`.
struct ListedValue {
    std::string path, value; ///< as TOML; "unset" if it has no value
    std::string place;       ///< "file:line:col", "catalogue row ..." or "default"
};

std::vector<ListedValue> listing(const Resolved& resolved);

/// A complete scenario that reads back to the same parameters, catalogue rows included; policies are already applied.
std::string resolved_toml(const Resolved& resolved);

/// One line per value, sorted by path, in SI with 17 digits: equal texts mean equal parameters. Files count by name.
std::string fingerprint_text(const Resolved& resolved);

/// One line of the reference page.
struct ReferenceRow {
    std::string path;
    std::string when; ///< "kind = x" where the key belongs to one row of a registry
    std::string type, fallback, range, meaning;
    std::vector<std::string> words; ///< the values allowed, if they are a fixed list
    bool required{false};
};

/// Takes what `describe` gave.
std::vector<ReferenceRow> reference_rows(const Resolved& described);

/// JSON Schema (draft 2020-12) of scenario files, for editors. Takes what `describe` gave.
std::string json_schema(const Resolved& described);

} // namespace dcsim
