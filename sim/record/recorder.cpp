#include "sim/record/recorder.h"

namespace dcsim {

namespace {

constexpr std::size_t tile_size = 4096; ///< bins per tile: 16 kB, so that a tile of each channel stays in the cache

} // namespace

Recorder::Recorder(Sink& sink, Interval window, Span sample_every)
    : sink_{&sink}, window_{window}, sample_every_{sample_every}
{
    require(sample_every.ns > 0, "the sampling interval must be positive");
    require(window.to >= window.from, "the recorded window ends before it begins");
}

std::uint32_t Recorder::declare(const ChannelInfo& info)
{
    require(std::find(names_.begin(), names_.end(), info.name) == names_.end(), "two channels have the same name");
    const auto index = static_cast<std::uint32_t>(tracks_.size());
    names_.push_back(info.name);
    tracks_.push_back({.bin = bin_from(window_.from), .bins = info.bins, .filled = {}});
    sink_->declare(index, info);
    return index;
}

Interval Recorder::bin_from(Time from) const
{
    return {from, std::min(from + sample_every_, window_.to)};
}

void Recorder::advance(std::uint32_t channel, Time to)
{
    Track& track = tracks_[channel];
    const Time end = std::min(to, window_.to);
    while (track.bin.to <= end && track.bin.from < track.bin.to) {
        const bool held = track.bins == Bins::last || track.since <= track.bin.from;
        const double integral = track.integral + weighed(track, track.bin.to);
        const auto length = static_cast<double>((track.bin.to - track.bin.from).ns);
        push(channel, held ? track.value : integral / length);
        track.integral = 0;
        track.bin = bin_from(track.bin.to);
    }
}

void Recorder::push(std::uint32_t channel, double value)
{
    std::vector<float>& filled = tracks_[channel].filled;
    filled.push_back(static_cast<float>(value));
    if (filled.size() == tile_size) flush(channel);
}

void Recorder::flush(std::uint32_t channel)
{
    Track& track = tracks_[channel];
    if (track.filled.empty()) return;
    sink_->tile(channel, track.flushed, track.filled);
    track.flushed += track.filled.size();
    track.filled.clear();
}

void Recorder::finish(Time end)
{
    window_.to = std::max(window_.from, std::min(window_.to, end));
    for (std::uint32_t channel = 0; channel < tracks_.size(); ++channel) {
        Track& track = tracks_[channel];
        track.bin.to = std::min(track.bin.to, window_.to);
        advance(channel, window_.to);
        flush(channel);
    }
}

void Recorder::state(Archive& archive)
{
    auto channels = tracks_.size();
    archive("recorder channels", channels);
    require(channels == tracks_.size(), "a recorder is restored with other channels than it was saved with");
    for (Track& track : tracks_) {
        archive("since", track.since)("value", track.value)("bin", track.bin)("integral", track.integral);
        archive("flushed", track.flushed)("filled", track.filled);
    }
}

} // namespace dcsim
