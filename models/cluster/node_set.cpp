#include "models/cluster/node_set.h"

namespace dcsim {

namespace {

constexpr std::uint64_t bit(std::uint32_t i)
{
    return std::uint64_t{1} << (i & 63U);
}

} // namespace

NodeSet::NodeSet(std::uint32_t nodes)
{
    std::size_t words = nodes;
    do {
        words = (words + 63) / 64;
        levels_.emplace_back(words, 0);
    } while (words > 1);
}

void NodeSet::insert(std::uint32_t node)
{
    ++size_;
    for (auto& words : levels_) {
        std::uint64_t& word = words[node / 64];
        const bool was_empty = word == 0;
        word |= bit(node);
        if (!was_empty) return;
        node /= 64;
    }
}

void NodeSet::erase(std::uint32_t node)
{
    --size_;
    for (auto& words : levels_) {
        std::uint64_t& word = words[node / 64];
        word &= ~bit(node);
        if (word != 0) return;
        node /= 64;
    }
}

std::optional<std::uint32_t> NodeSet::next(std::uint32_t from) const
{
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        const std::size_t word = from / 64;
        if (word >= levels_[level].size()) return std::nullopt;
        const std::uint64_t rest = levels_[level][word] & ~(bit(from) - 1);
        if (rest != 0) {
            auto found = static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(rest));
            while (level-- > 0)
                found = found * 64 + static_cast<std::uint32_t>(std::countr_zero(levels_[level][found]));
            return found;
        }
        from = static_cast<std::uint32_t>(word) + 1;
    }
    return std::nullopt;
}

} // namespace dcsim
