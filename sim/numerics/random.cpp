#include "sim/numerics/random.h"
#include "sim/numerics/philox.h"
#include <Random123/philox.h>

namespace dcsim {

namespace {

/// Absorbs one word; each absorption passes through a full SplitMix64 round, so keys that differ in one bit are
/// unrelated.
std::uint64_t absorb(std::uint64_t hash, std::uint64_t word)
{
    std::uint64_t state = hash ^ word;
    return splitmix64(state);
}

/// FNV-1a over the bytes and the length, so that ("ab", "c") and ("a", "bc") are different keys.
std::uint64_t absorb(std::uint64_t hash, std::string_view name)
{
    std::uint64_t h = 14695981039346656037u;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return absorb(absorb(hash, h), name.size());
}

} // namespace

PhiloxBlock philox(const PhiloxBlock& counter, const PhiloxKey& key)
{
    const auto word = r123::Philox4x32{}({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    return {word[0], word[1], word[2], word[3]};
}

Random::Random(const StreamKey& k) : Random{Streams{k}.of(k.entity)} {}

Streams::Streams(const StreamKey& k)
    : hash_{absorb(absorb(absorb(absorb(0, k.seed), k.replication), k.component), k.purpose)}
{
}

std::uint64_t Random::bits()
{
    if (draws_++ % 2 == 1) return spare_;
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const std::uint64_t block = draws_ / 2;
    // Not by way of philox(): inlined, its rounds know that half of the counter is zero.
    const auto word = r123::Philox4x32{}({{low(block), low(block >> 32), 0, 0}}, {{low(key_), low(key_ >> 32)}});
    spare_ = std::uint64_t{word[3]} << 32 | word[2];
    return std::uint64_t{word[1]} << 32 | word[0];
}

double Random::uniform()
{
    // The middle of one of 2^52 equal cells: exact in double, so neither end can be reached by rounding.
    return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52;
}

void Random::state(Archive& a)
{
    a("key", key_)("draws", draws_)("spare", spare_);
}

} // namespace dcsim
