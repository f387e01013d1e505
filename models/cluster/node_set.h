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
        std::uint64_t& word = words_[node / 64];
        const bool was_empty = word == 0;
        word |= bit(node);
        if (was_empty) filled(node / 64);
    }
    void erase(std::uint32_t node)
    {
        std::uint64_t& word = words_[node / 64];
        word &= ~bit(node);
        if (word == 0) emptied(node / 64);
    }
    /// Moves `node` on to the least member that is not below it; false if there is none.
    bool find(std::uint32_t& node) const
    {
        if (node / 64 >= first_[1]) return false;
        const std::uint64_t rest = words_[node / 64] & ~(bit(node) - 1);
        if (rest == 0) return find_behind(node);
        node = node / 64 * 64 + lowest(rest);
        return true;
    }
    /// The least member that is not below `from`.
    std::optional<std::uint32_t> next(std::uint32_t from) const
    {
        return find(from) ? std::optional{from} : std::nullopt;
    }

private:
    static constexpr std::size_t most_levels = 6; // of 64^6 nodes, more than there are numbers

    static std::uint64_t bit(std::uint32_t i) { return std::uint64_t{1} << (i & 63U); }
    static std::uint32_t lowest(std::uint64_t word) { return static_cast<std::uint32_t>(std::countr_zero(word)); }
    // The levels above the lowest: most calls end there.
    void filled(std::uint32_t word);
    void emptied(std::uint32_t word);
    bool find_behind(std::uint32_t& node) const;

    std::vector<std::uint64_t> words_; ///< level by level; the lowest has a bit per node, each other one per word below
    std::array<std::uint32_t, most_levels + 1> first_{}; ///< word of each level, and behind the last one
    std::uint32_t levels_{0};
};

} // namespace dcsim
