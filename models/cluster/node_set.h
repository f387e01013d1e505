#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace dcsim {

/// A set of node numbers that finds its next member in a few steps however many nodes there are: a tree of 64-bit
/// words, each bit of an upper word saying that a word below is not empty.
class NodeSet {
public:
    explicit NodeSet(std::uint32_t nodes);

    void insert(std::uint32_t node)
    {
        for (std::uint32_t level = 0; level < levels_; ++level, node /= 64) {
            std::uint64_t& word = words_[first_[level] + node / 64];
            const bool was_empty = word == 0;
            word |= bit(node);
            if (!was_empty) return;
        }
    }
    void erase(std::uint32_t node)
    {
        for (std::uint32_t level = 0; level < levels_; ++level, node /= 64) {
            std::uint64_t& word = words_[first_[level] + node / 64];
            word &= ~bit(node);
            if (word != 0) return;
        }
    }
    /// The least member that is not below `from`.
    std::optional<std::uint32_t> next(std::uint32_t from) const
    {
        for (std::uint32_t level = 0; level < levels_; ++level, from = from / 64 + 1) {
            const std::uint32_t at = first_[level] + from / 64;
            if (at >= first_[level + 1]) return std::nullopt;
            const std::uint64_t rest = words_[at] & ~(bit(from) - 1);
            if (rest != 0) return least_below(level, from / 64 * 64 + lowest(rest));
        }
        return std::nullopt;
    }

private:
    static constexpr std::size_t most_levels = 6; // of 64^6 nodes, more than there are numbers

    static std::uint64_t bit(std::uint32_t i) { return std::uint64_t{1} << (i & 63U); }
    static std::uint32_t lowest(std::uint64_t word) { return static_cast<std::uint32_t>(std::countr_zero(word)); }
    std::uint32_t least_below(std::uint32_t level, std::uint32_t found) const
    {
        while (level-- > 0) found = found * 64 + lowest(words_[first_[level] + found]);
        return found;
    }

    std::vector<std::uint64_t> words_; ///< level by level; the lowest has a bit per node, each other one per word below
    std::array<std::uint32_t, most_levels + 1> first_{}; ///< word of each level, and behind the last one
    std::uint32_t levels_{0};
};

} // namespace dcsim
