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

} // namespace dcsim
