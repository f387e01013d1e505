#pragma once
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

    void insert(std::uint32_t node);
    void erase(std::uint32_t node);
    std::uint32_t size() const { return size_; }
    /// The least member that is not below `from`.
    std::optional<std::uint32_t> next(std::uint32_t from) const;

private:
    std::vector<std::vector<std::uint64_t>> levels_; ///< [0] has a bit per node, each further one a bit per word below
    std::uint32_t size_{0};
};

} // namespace dcsim
