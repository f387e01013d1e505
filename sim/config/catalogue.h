#pragma once
#include "sim/config/tree.h"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dcsim {

/// A value of the catalogue as `embed_catalogue` wrote it into the program. The members of a table or list follow it:
/// so many `values` with theirs.
struct EmbeddedValue {
    struct Table {
        std::size_t members, values;
    };
    struct List {
        std::size_t members, values;
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

/// Rows by kind and name: those of the program or others, with what a scenario lays over them. A row of the program is
/// read when it is asked for: a study names few of them, and typical years have thousands of numbers.
class Catalogue {
public:
    Catalogue() = default;                         ///< without rows
    Catalogue(Tree rows) { lay(std::move(rows)); } ///< as [kind.row]; no others
    static Catalogue of_program() { return Catalogue{embedded_catalogue_files()}; }

    std::vector<std::string_view> names(std::string_view kind) const; ///< in their order; live as long as this
    std::optional<Tree> row(std::string_view kind, std::string_view name) const;
    Tree all() const; ///< as one table of [kind.row]

    /// Tables merge key by key, everything else replaces. A layer is laid over all that were laid before.
    void lay(Tree rows) { laid_.push_back(std::move(rows)); }

private:
    explicit Catalogue(std::span<const EmbeddedFile> files) : files_{files} {}

    std::span<const EmbeddedFile> files_{};
    std::vector<Tree> laid_{}; ///< over what the files say, one over the other
};

} // namespace dcsim
