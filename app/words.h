#pragma once
#include "sim/config/tree.h"
#include <optional>
#include <string>

namespace dcsim {

inline constexpr std::size_t screen_columns = 100; ///< what all screens keep to

/// A value as TOML in at most `columns`, if it can be cut: a list in the middle ("[2.84, 2.93, ... 288 values]"), a
/// text at its end. "unset" if there is none.
std::string brief(const std::optional<Tree>& value, std::size_t columns);

/// `head` and the words of `text` behind it; lines break at the screen's width and go on after `indent` blanks.
std::string wrapped(const std::string& head, const std::string& text, std::size_t indent);

} // namespace dcsim
