#pragma once
#include "sim/config/tree.h"
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace dcsim {

/// A value of the catalogue as `embed_catalogue` wrote it into the program. The members of a table or list follow it.
struct EmbeddedValue {
    struct Table {
        std::size_t members;
    };
    struct List {
        std::size_t members;
    };
    std::string_view key; ///< empty in a list
    int key_line, key_column;
    int line, column; ///< of the value
    std::variant<Table, List, std::string_view, std::int64_t, double, bool> data;
};

struct EmbeddedFile {
    std::string_view name, text;
    std::span<const EmbeddedValue> values; ///< what the text says: one table
};

/// The files of scenarios/catalog as they were when the program was built, by name. They are parsed by then: text takes
/// longer to read than a short study to run.
std::span<const EmbeddedFile> embedded_catalogue_files();

/// All of them as one table of [kind.row].
Tree embedded_catalogue();

} // namespace dcsim
