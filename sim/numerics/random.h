#pragma once
#include "sim/base/archive.h"
#include <cstdint>
#include <string_view>

namespace dcsim {

/// Names one stream: a draw is a pure function of the key and a counter, so adding a component or drawing more for one
/// entity disturbs nothing else.
struct StreamKey {
    std::uint64_t seed{0};
    std::uint32_t replication{0};
    std::string_view component, purpose; ///< "workload.nlp", "interarrival"
    std::uint64_t entity{0};
};

/// Philox4x32-10 under a keyed counter [Salmon et al., SC 2011; Random123].
class Random {
public:
    Random() = default;
    explicit Random(const StreamKey&);
    std::uint64_t bits(); ///< 64 uniform bits
    double uniform();     ///< in (0, 1), never 0 or 1
    void state(Archive&);

private:
    friend class Streams;
    explicit Random(std::uint64_t key) : key_{key} {}

    std::uint64_t key_{0};
    std::uint64_t draws_{0}; ///< words handed out so far; a block of Philox holds two
    std::uint64_t spare_{0}; ///< second word of the current block
};

/// Steps `state` and returns 64 well-mixed bits [SplitMix64: Steele, Lea, Flood, OOPSLA 2014].
inline std::uint64_t splitmix64(std::uint64_t& state)
{
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// The streams of one purpose, one for each entity: what their keys have in common is hashed once.
class Streams {
public:
    explicit Streams(const StreamKey&); ///< whatever its entity

    /// What Random makes of the whole key.
    Random of(std::uint64_t entity) const
    {
        std::uint64_t state = hash_ ^ entity;
        return Random{splitmix64(state)};
    }

private:
    std::uint64_t hash_;
};

} // namespace dcsim
