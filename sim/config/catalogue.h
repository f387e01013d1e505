#pragma once
#include "sim/config/tree.h"
#include <span>
#include <string_view>

namespace dcsim {

struct EmbeddedText {
    std::string_view name, text;
};

/// The files of scenarios/catalog as they were when the program was built, by name.
std::span<const EmbeddedText> embedded_catalogue_files();

/// All of them as one table of [kind.row]. Throws ConfigError if one is no valid TOML.
Tree embedded_catalogue();

} // namespace dcsim
