#include "sim/numerics/random.h"
#include <Random123/philox.h>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

using namespace dcsim;

namespace {

using Philox = r123::Philox4x32;
using Block = std::vector<std::uint32_t>;

Block philox(Philox::ctr_type counter, Philox::key_type key)
{
    const auto out = Philox{}(counter, key);
    return {out.begin(), out.end()};
}

std::vector<std::uint64_t> draw(const StreamKey& key, int n)
{
    Random random{key};
    std::vector<std::uint64_t> words;
    for (int i = 0; i < n; ++i) words.push_back(random.bits());
    return words;
}

} // namespace

TEST_CASE("Philox4x32-10 gives its published answers", "[random][golden]")
{
    // [Random123, kat_vectors]
    constexpr std::uint32_t all = 0xffffffffu;
    CHECK(philox({{0, 0, 0, 0}}, {{0, 0}}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox({{all, all, all, all}}, {{all, all}}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, {{0xa4093822, 0x299f31d0}}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream without a key starts with Philox's first block", "[random][golden]")
{
    Random random;
    CHECK(random.bits() == 0xe169c58d6627e8d5u);
    CHECK(random.bits() == 0x9b00dbd8bc57ac4cu);
}

TEST_CASE("SplitMix64 gives its published answers", "[random][golden]")
{
    std::uint64_t state = 1234567; // [Rosetta Code, Pseudo-random numbers/Splitmix64]
    for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                         4593380528125082431u, 16408922859458223821u})
        CHECK(splitmix64(state) == expected);
}

TEST_CASE("every part of a key gives another stream", "[random][invariant]")
{
    const StreamKey base{1, 0, "workload.nlp", "interarrival", 0};
    const std::vector<StreamKey> keys{base,
                                      {2, 0, "workload.nlp", "interarrival", 0},
                                      {1, 1, "workload.nlp", "interarrival", 0},
                                      {1, 0, "workload.nl", "pinterarrival", 0},
                                      {1, 0, "workload.nlp", "size", 0},
                                      {1, 0, "workload.nlp", "interarrival", 1}};
    std::set<std::uint64_t> words;
    for (const StreamKey& key : keys)
        for (const std::uint64_t word : draw(key, 8)) words.insert(word);
    CHECK(words.size() == keys.size() * 8);
    CHECK(draw(base, 8) == draw(base, 8));
}

TEST_CASE("a stream of many is that of its whole key, whose bits never change", "[random][golden]")
{
    const Streams streams{StreamKey{1, 2, "workload.nlp", "size"}};
    for (const std::uint64_t entity : {0u, 1u, 77u}) {
        Random one = streams.of(entity);
        const std::vector<std::uint64_t> words{one.bits(), one.bits(), one.bits()};
        CHECK(words == draw({1, 2, "workload.nlp", "size", entity}, 3));
    }
    CHECK(streams.of(77).bits() == 0x5c7580876fcaeaaau);
}

TEST_CASE("uniform numbers stay inside (0, 1) and have the moments of the law", "[random][analytic]")
{
    Random random{{7, 0, "test", "uniform", 0}};
    double sum = 0, square = 0;
    constexpr int n = 200000;
    for (int i = 0; i < n; ++i) {
        const double u = random.uniform();
        REQUIRE((u > 0 && u < 1));
        sum += u;
        square += u * u;
    }
    CHECK(sum / n == Approx(0.5).margin(3.3 * 0.288675 / 447.2));
    CHECK(square / n == Approx(1.0 / 3).margin(3.3 * 0.298142 / 447.2));
}

TEST_CASE("a saved stream goes on where it was", "[random][invariant]")
{
    for (int before : {0, 1, 2, 7}) {
        Random random{{7, 3, "test", "archive", 5}};
        for (int i = 0; i < before; ++i) random.bits();
        Archive save;
        save("random", random);
        Random restored;
        Archive load{save.bytes()};
        load("random", restored);
        for (int i = 0; i < 5; ++i) CHECK(random.bits() == restored.bits());
    }
}
