#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// The candidate nearest by edit distance, if it is near enough to be a typing error; else empty.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean 'x'? known: a, b, x", or only the list, or only the guess when the list is long; "none" if there are
/// no candidates.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

std::string joined_list(const std::vector<std::string>& words);

} // namespace dcsim
