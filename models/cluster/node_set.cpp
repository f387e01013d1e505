#include "models/cluster/node_set.h"

namespace dcsim {

NodeSet::NodeSet(std::uint32_t nodes)
{
    std::uint32_t words = nodes;
    do {
        words = (words + 63) / 64;
        first_[levels_ + 1] = first_[levels_] + words;
        ++levels_;
    } while (words > 1);
    words_.resize(first_[levels_], 0);
}

void NodeSet::filled(std::uint32_t below)
{
    for (std::uint32_t level = 1; level < levels_; ++level, below /= 64) {
        std::uint64_t& word = words_[first_[level] + below / 64];
        const bool was_empty = word == 0;
        word |= bit(below);
        if (!was_empty) return;
    }
}

void NodeSet::emptied(std::uint32_t below)
{
    for (std::uint32_t level = 1; level < levels_; ++level, below /= 64) {
        std::uint64_t& word = words_[first_[level] + below / 64];
        word &= ~bit(below);
        if (word != 0) return;
    }
}

bool NodeSet::find_behind(std::uint32_t& node) const
{
    std::uint32_t from = node / 64 + 1;
    for (std::uint32_t level = 1; level < levels_; ++level, from = from / 64 + 1) {
        const std::uint32_t at = first_[level] + from / 64;
        if (at >= first_[level + 1]) return false;
        const std::uint64_t rest = words_[at] & ~(bit(from) - 1);
        if (rest == 0) continue;
        node = from / 64 * 64 + lowest(rest);
        while (level-- > 0) node = node * 64 + lowest(words_[first_[level] + node]);
        return true;
    }
    return false;
}

} // namespace dcsim
