#include "analysis/results/chunk_codec.h"
#include "sim/base/errors.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <libdeflate.h>

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

std::span<const std::byte> ChunkCodec::encode(std::span<const float> chunk)
{
    shuffled_.resize(chunk.size_bytes());
    shuffle(chunk, shuffled_.data());
    encoded_.resize(libdeflate_zlib_compress_bound(compressor_.get(), shuffled_.size()));
    const std::size_t size = libdeflate_zlib_compress(compressor_.get(), shuffled_.data(), shuffled_.size(),
                                                      encoded_.data(), encoded_.size());
    require(size > 0, "a chunk outgrew the bound of its compressed size");
    return {encoded_.data(), size};
}

} // namespace dcsim
