#include "analysis/results/chunk_codec.h"
#include "sim/base/errors.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <libdeflate.h>
#include <limits>

namespace dcsim {

namespace {

/// First bytes of all values, then second bytes, ... [HDF5 filter 2]
void shuffle(std::span<const float> values, std::byte* out)
{
    const std::size_t n = values.size();
    for (std::size_t i = 0; i < n; ++i) {
        std::uint32_t bits;
        std::memcpy(&bits, &values[i], sizeof bits);
        out[i] = static_cast<std::byte>(bits);
        out[n + i] = static_cast<std::byte>(bits >> 8);
        out[2 * n + i] = static_cast<std::byte>(bits >> 16);
        out[3 * n + i] = static_cast<std::byte>(bits >> 24);
    }
}

void unshuffle(const std::byte* in, std::span<float> values)
{
    const std::size_t n = values.size();
    for (std::size_t i = 0; i < n; ++i) {
        const auto plane = [&](std::size_t p) { return static_cast<std::uint32_t>(in[p * n + i]) << (8 * p); };
        const std::uint32_t bits = plane(0) | plane(1) | plane(2) | plane(3);
        std::memcpy(&values[i], &bits, sizeof bits);
    }
}

} // namespace

void round_to(double resolution, std::span<float> values)
{
    if (resolution == 0) return;
    int exponent = 0;
    require(resolution > 0 && std::frexp(resolution, &exponent) == 0.5, "a resolution is a power of two");
    const auto step = static_cast<float>(resolution);
    const float per_step = 1 / step;
    for (float& value : values) value = std::nearbyint(value * per_step) * step;
}

void ChunkCodec::Free::operator()(libdeflate_compressor* compressor) const
{
    libdeflate_free_compressor(compressor);
}

ChunkCodec::ChunkCodec() : compressor_{libdeflate_alloc_compressor(level)}
{
    require(compressor_ != nullptr, "no memory for a compressor");
}

std::span<const std::byte> ChunkCodec::encode(std::span<const float> values, std::size_t length, double resolution)
{
    require(values.size() <= length, "a chunk has more values than its length");
    chunk_.assign(values.begin(), values.end());
    chunk_.resize(length, std::numeric_limits<float>::quiet_NaN());
    round_to(resolution, chunk_);
    shuffled_.resize(length * sizeof(float));
    shuffle(chunk_, shuffled_.data());
    encoded_.resize(libdeflate_zlib_compress_bound(compressor_.get(), shuffled_.size()));
    const std::size_t size = libdeflate_zlib_compress(compressor_.get(), shuffled_.data(), shuffled_.size(),
                                                      encoded_.data(), encoded_.size());
    require(size > 0, "a chunk outgrew the bound of its compressed size");
    return {encoded_.data(), size};
}

void decode(std::span<const std::byte> encoded, std::span<float> chunk)
{
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor{
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
    require(decompressor != nullptr, "no memory for a decompressor");
    std::vector<std::byte> shuffled(chunk.size_bytes());
    // Without a place for the actual size it must be that of `shuffled`.
    if (libdeflate_zlib_decompress(decompressor.get(), encoded.data(), encoded.size(), shuffled.data(), shuffled.size(),
                                   nullptr) != LIBDEFLATE_SUCCESS)
        throw IoError{"a chunk is damaged"};
    unshuffle(shuffled.data(), chunk);
}

} // namespace dcsim
