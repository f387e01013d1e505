#include "sim/config/suggest.h"
#include <algorithm>
#include <cctype>

namespace dcsim {

namespace {

/// Insertions, deletions, changes and swaps of neighbours (optimal string alignment); a change of case costs nothing.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    const auto same = [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    };
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = d[i - 1][j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, change});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d.back().back();
}

} // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates)
{
    constexpr std::size_t longest_compared = 64; // the distance is quadratic, a key from a broken file may be huge
    if (word.size() > longest_compared) return {};
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string found;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= best) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates)
{
    const std::string near = nearest(word, candidates);
    constexpr std::size_t most_beside_a_guess = 16; // a longer list would bury the guess
    const std::string known = "known: " + joined_list(candidates);
    if (near.empty()) return known;
    const std::string guess = "did you mean '" + near + "'?";
    return candidates.size() > most_beside_a_guess ? guess : guess + ' ' + known;
}

std::string joined_list(const std::vector<std::string>& words)
{
    if (words.empty()) return "none";
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

} // namespace dcsim
