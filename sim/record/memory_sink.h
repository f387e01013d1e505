#pragma once
#include "sim/base/archive.h"
#include "sim/record/sink.h"
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dcsim {

/// One recorded channel: what it is, and one value per bin in its unit.
struct SeriesRecord {
    ChannelInfo info;
    std::vector<float> bins;

    void state(Archive& archive)
    {
        archive("name", info.name)("unit", info.unit)("meaning", info.meaning)("boundary", info.boundary);
        archive("kind of bins", info.bins)("resolution", info.resolution)("bins", bins);
    }
};

/// Keeps the series of a run in memory, in the order in which channels were declared.
class MemorySink final : public Sink {
public:
    void declare(std::uint32_t channel, const ChannelInfo& info) override
    {
        require(channel == series_.size(), "channels are declared in order");
        series_.push_back({info, {}});
    }

    void tile(std::uint32_t channel, std::uint64_t first, std::span<const float> bins) override
    {
        std::vector<float>& all = series_[channel].bins;
        require(first == all.size(), "tiles arrive in order");
        all.insert(all.end(), bins.begin(), bins.end());
    }

    const std::vector<SeriesRecord>& series() const { return series_; }
    std::vector<SeriesRecord> take() { return std::move(series_); }

    void state(Archive& archive) { archive("recorded series", series_); }

private:
    std::vector<SeriesRecord> series_;
};

} // namespace dcsim
