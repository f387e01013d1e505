#include "models/network/exchange_flows.h"
#include <algorithm>
#include <vector>

namespace dcsim {

namespace {

using Members = std::vector<std::uint32_t>; ///< places of the servers of one group, in order

void add(PlaceFlows& flows, std::uint32_t from, std::uint32_t to, double part)
{
    if (from != to) flows[{from, to}] += part;
}

void ring(PlaceFlows& flows, const Members& group)
{
    for (std::size_t i = 0; i < group.size(); ++i) add(flows, group[i], group[(i + 1) % group.size()], 1);
}

/// In a binary tree over 0 .. n-1 whose leaves are the odd numbers; 0 is the root.
std::size_t parent(std::size_t i, std::size_t n)
{
    const std::size_t bit = i & (~i + 1), up = (i ^ bit) | (bit << 1U);
    return up < n ? up : i ^ bit;
}

/// Two binary trees, the second shifted or mirrored so that leaves of one are within the other; each carries half of
/// the data up and down, a quarter of what a server takes in [Sanders, Speck, Traeff, Parallel Computing 35, 2009].
void tree(PlaceFlows& flows, const Members& group)
{
    const std::size_t n = group.size();
    const auto second = [&](std::size_t i) { return n % 2 == 0 ? n - 1 - i : (i + 1) % n; };
    for (std::size_t i = 1; i < n; ++i) {
        const std::size_t up = parent(i, n);
        for (const auto& [a, b] : {std::pair{i, up}, std::pair{second(i), second(up)}}) {
            add(flows, group[a], group[b], 0.25);
            add(flows, group[b], group[a], 0.25);
        }
    }
}

void all_to_all(PlaceFlows& flows, Members group)
{
    const double others = static_cast<double>(group.size()) - 1;
    std::ranges::sort(group);
    std::vector<std::pair<std::uint32_t, double>> counts;
    for (const std::uint32_t place : group) {
        if (counts.empty() || counts.back().first != place) counts.emplace_back(place, 0);
        ++counts.back().second;
    }
    for (const auto& [from, senders] : counts)
        for (const auto& [to, receivers] : counts) add(flows, from, to, senders * receivers / others);
}

} // namespace

PlaceFlows flows_between(std::span<const std::uint32_t> place, const Exchange& exchange)
{
    PlaceFlows flows;
    const std::size_t block = std::size_t{exchange.servers} * exchange.stride;
    for (std::size_t first = 0; first < place.size(); first += block)
        for (std::size_t offset = 0; offset < exchange.stride; ++offset) {
            Members group;
            for (std::size_t i = first + offset; i < std::min(first + block, place.size()); i += exchange.stride)
                group.push_back(place[i]);
            if (group.size() < 2) continue;
            switch (exchange.traffic) {
            case Traffic::ring: ring(flows, group); break;
            case Traffic::tree: tree(flows, group); break;
            case Traffic::all_to_all: all_to_all(flows, group); break;
            }
        }
    return flows;
}

} // namespace dcsim
