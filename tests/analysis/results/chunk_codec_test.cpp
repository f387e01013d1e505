#include "analysis/results/chunk_codec.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <zlib.h>

using namespace dcsim;

TEST_CASE("zlib and an unshuffle give back the chunk", "[results][invariant]")
{
    std::vector<float> values;
    for (int i = 0; i < 5000; ++i) values.push_back(static_cast<float>(1e6 + 1e5 * std::sin(i * 0.01)));
    ChunkCodec codec;
    const auto encoded = codec.encode(values, values.size(), 0);
    CHECK(encoded.size() < 18'000); // of 20,000 bytes

    const std::size_t n = values.size();
    std::vector<unsigned char> planes(4 * n);
    uLongf size = planes.size();
    const auto* from = reinterpret_cast<const Bytef*>(encoded.data());
    REQUIRE(uncompress(planes.data(), &size, from, encoded.size()) == Z_OK);
    REQUIRE(size == planes.size());
    std::vector<float> back(n);
    for (std::size_t i = 0; i < n; ++i) {
        const unsigned char bytes[4] = {planes[i], planes[n + i], planes[2 * n + i], planes[3 * n + i]};
        std::memcpy(&back[i], bytes, 4);
    }
    CHECK(back == values);
}

TEST_CASE("rounding goes to the nearest multiple of a power of two", "[results][analytic]")
{
    std::vector<float> values{100.03f, 100.04f, -0.32f, 0.09375f, 1e9f};
    round_to(0.0625, values);
    CHECK(values == std::vector<float>{100, 100.0625f, -0.3125f, 0.125f, 1e9f}); // 0.09375 is a tie: 2 / 16, not 1 / 16
    values = {std::numeric_limits<float>::quiet_NaN(), 0.1f};
    round_to(0, values);
    CHECK(std::isnan(values[0]));
    CHECK(values[1] == 0.1f);
    CHECK_THROWS_AS(round_to(0.1, values), LogicError);
    CHECK_THROWS_AS(round_to(-2, values), LogicError);
}

TEST_CASE("a chunk that is damaged or of another length is told", "[results]")
{
    const std::vector<float> values{1, 2, 3};
    ChunkCodec codec;
    const auto encoded = codec.encode(values, 4, 0);
    std::vector<float> back(4);
    decode(encoded, back);
    CHECK(std::vector<float>(back.begin(), back.end() - 1) == values);
    CHECK(std::isnan(back[3]));

    std::vector<float> shorter(3), longer(5);
    CHECK_THROWS_AS(decode(encoded, shorter), IoError);
    CHECK_THROWS_AS(decode(encoded, longer), IoError);
    CHECK_THROWS_AS(decode(encoded.first(encoded.size() - 1), back), IoError);
    std::vector<std::byte> flipped(encoded.begin(), encoded.end());
    flipped[flipped.size() / 2] ^= std::byte{1};
    CHECK_THROWS_WITH(decode(flipped, back), "a chunk is damaged");
    CHECK_THROWS_AS(codec.encode(values, 2, 0), LogicError);
}
