#pragma once
#include "models/vocabulary/placement.h"
#include <algorithm>

namespace dcsim {

inline bool holds(const Gang& gang, std::uint32_t node)
{
    return std::ranges::any_of(gang.runs,
                               [&](const NodeRun& run) { return node >= run.first && node - run.first < run.count; });
}

/// Adds a node, to the last run where it goes on.
inline void append(Gang& gang, const NodeRun& one)
{
    if (!gang.runs.empty()) {
        NodeRun& last = gang.runs.back();
        const NodeRun longer{last.first, last.count, one.milli_accelerators, one.cores, one.memory_bytes};
        if (last.first + last.count == one.first && last == longer) {
            last.count += one.count;
            return;
        }
    }
    gang.runs.push_back(one);
}

} // namespace dcsim
