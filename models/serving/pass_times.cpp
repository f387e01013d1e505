#include "models/serving/pass_times.h"
#include "models/serving/steady.h"
#include <algorithm>

namespace dcsim {

namespace {

struct Place {
    std::size_t low;
    double part; ///< of the way to the next one
};

Place place(const std::vector<double>& nodes, double x)
{
    if (nodes.size() == 1 || x <= nodes.front()) return {0, 0};
    const auto above = std::upper_bound(nodes.begin(), nodes.end() - 1, x);
    const auto low = static_cast<std::size_t>(above - nodes.begin()) - 1;
    return {low, std::min(1.0, (x - nodes[low]) / (nodes[low + 1] - nodes[low]))};
}

/// Halves of the largest down to one token: a pass of few tokens takes as long as the read of the weights, so that the
/// bend where arithmetic takes longer lies between two nodes that are close.
std::vector<double> prompt_nodes(std::uint32_t most)
{
    std::vector<double> nodes;
    for (std::uint32_t tokens = most; tokens > 0; tokens /= 2) nodes.push_back(tokens);
    std::reverse(nodes.begin(), nodes.end());
    return nodes;
}

} // namespace

PassTimes::PassTimes(const Passes& passes, std::uint32_t most_decoding, std::uint32_t most_prompt_tokens,
                     const Operating& run)
    : decoding_{0}, prompt_tokens_{prompt_nodes(most_prompt_tokens)}
{
    for (const std::uint32_t k : batch_nodes(most_decoding)) decoding_.push_back(k);
    for (const double k : decoding_)
        for (const double tokens : prompt_tokens_) times_.push_back(passes.at(k, tokens, run).iteration);
}

Seconds PassTimes::at(double decoding, double prompt_tokens) const
{
    const Place k = place(decoding_, decoding), s = place(prompt_tokens_, prompt_tokens);
    const std::size_t columns = prompt_tokens_.size();
    const auto along = [&](std::size_t row) {
        const Seconds low = times_[row * columns + s.low];
        return s.part > 0 ? low + s.part * (times_[row * columns + s.low + 1] - low) : low;
    };
    const Seconds low = along(k.low);
    return k.part > 0 ? low + k.part * (along(k.low + 1) - low) : low;
}

} // namespace dcsim
