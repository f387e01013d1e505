#pragma once
#include <string_view>

namespace dcsim {

/// Names are letters, digits and hyphens, so that a dotted path needs no quotes.
constexpr bool is_name(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
                                std::string_view::npos;
}

inline constexpr std::string_view name_rule = "is not a name (allowed: letters, digits, hyphens)";

} // namespace dcsim
