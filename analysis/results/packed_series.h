#pragma once
#include "analysis/results/chunk_codec.h"
#include "sim/base/archive.h"
#include "sim/record/sink.h"
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace dcsim {

/// One recorded channel as a results file has it: chunks of equal length, each encoded by itself (see ChunkCodec).
struct PackedSeries {
    ChannelInfo info;
    std::uint64_t bins{0};             ///< one value each, in the unit of the channel, rounded to its resolution
    std::uint32_t chunk{0};            ///< bins per chunk; the last chunk is filled up with not a number
    std::vector<std::byte> encoded{};  ///< all chunks, one behind the other
    std::vector<std::uint64_t> ends{}; ///< where each chunk ends in `encoded`

    std::span<const std::byte> encoded_chunk(std::size_t index) const;
    /// Throws IoError if what is restored are not the chunks of so many bins.
    void state(Archive& archive);
};

/// The value of each bin. IoError naming the series if a chunk is damaged.
std::vector<float> unpacked(const PackedSeries& series);

/// How many bins a recorder of this window has, the last of them perhaps shorter.
std::uint64_t bins_in(Interval window, Span sample_every);

/// Keeps the series of a run in the order in which channels were declared, and encodes each chunk as soon as it is
/// full, so that a long run holds next to no raw values. Different channels may be told from different threads.
class PackingSink final : public Sink {
public:
    /// For a window of so many bins.
    explicit PackingSink(std::uint64_t bins) : chunk_{chunk_length(bins)} {}

    void declare(std::uint32_t channel, const ChannelInfo& info) override;
    void tile(std::uint32_t channel, std::uint64_t first, std::span<const float> bins) override;

    /// All series, with what has not filled a chunk yet; once, last.
    std::vector<PackedSeries> take();

private:
    void encode(std::uint32_t channel);

    std::uint32_t chunk_;
    std::mutex encoding_; ///< guards the codec
    ChunkCodec codec_;
    std::vector<PackedSeries> series_;
    std::vector<std::vector<float>> gathered_; ///< by channel: bins that are not encoded yet, less than a chunk
};

} // namespace dcsim
