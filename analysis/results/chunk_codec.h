#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

struct libdeflate_compressor;

namespace dcsim {

/// Rounds to the nearest multiple of `resolution`, a power of two: the last bits become zeros and compress away. Ties
/// go to even, 0 keeps every bit. LogicError if it is not a power of two.
void round_to(double resolution, std::span<float> values);

/// What HDF5's shuffle and deflate filters make of a chunk, faster than its own filters: readers see ordinary chunks.
class ChunkCodec {
public:
    ChunkCodec();
    /// Valid until the next call.
    std::span<const std::byte> encode(std::span<const float> chunk);

    static constexpr int level = 1; ///< of deflate; 4 gains less than 12 %

private:
    struct Free {
        void operator()(libdeflate_compressor*) const;
    };
    std::unique_ptr<libdeflate_compressor, Free> compressor_;
    std::vector<std::byte> shuffled_, encoded_;
};

} // namespace dcsim
