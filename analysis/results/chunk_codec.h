#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct libdeflate_compressor;

namespace dcsim {

/// Rounds to the nearest multiple of `resolution`, a power of two: the last bits become zeros and compress away. Ties
/// go to even, 0 keeps every bit. LogicError if it is not a power of two.
void round_to(double resolution, std::span<float> values);

/// Values per chunk of a series that has room for `bins`: 128 kB of floats stay in the cache while they are compressed.
constexpr std::uint32_t chunk_length(std::uint64_t bins)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(32768, bins));
}

/// What HDF5's shuffle and deflate filters make of a chunk, faster than its own filters: readers see ordinary chunks.
class ChunkCodec {
public:
    ChunkCodec();
    /// The chunk of `length` values that begins with these, rounded to `resolution` (see round_to); those behind them
    /// are not a number. Valid until the next call.
    std::span<const std::byte> encode(std::span<const float> values, std::size_t length, double resolution);

    static constexpr int level = 1; ///< of deflate; 4 gains less than 12 %

private:
    struct Free {
        void operator()(libdeflate_compressor*) const;
    };
    std::unique_ptr<libdeflate_compressor, Free> compressor_;
    std::vector<float> chunk_;
    std::vector<std::byte> shuffled_, encoded_;
};

/// The inverse: all values of a chunk. IoError if it is damaged or has another length.
void decode(std::span<const std::byte> encoded, std::span<float> chunk);

} // namespace dcsim
