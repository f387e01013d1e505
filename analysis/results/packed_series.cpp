#include "analysis/results/packed_series.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <utility>

namespace dcsim {

namespace {

bool fit_each_other(const PackedSeries& s)
{
    if (s.chunk == 0) return s.bins == 0 && s.ends.empty() && s.encoded.empty();
    const std::uint64_t chunks = s.bins / s.chunk + (s.bins % s.chunk > 0 ? 1 : 0);
    return s.ends.size() == chunks && std::ranges::is_sorted(s.ends) &&
           (s.ends.empty() ? 0 : s.ends.back()) == s.encoded.size();
}

} // namespace

std::span<const std::byte> PackedSeries::encoded_chunk(std::size_t index) const
{
    const std::uint64_t begin = index == 0 ? 0 : ends[index - 1];
    return std::span{encoded}.subspan(begin, ends[index] - begin);
}

void PackedSeries::state(Archive& archive)
{
    archive("name", info.name)("unit", info.unit)("meaning", info.meaning)("boundary", info.boundary);
    archive("kind of bins", info.bins)("resolution", info.resolution);
    archive("bins", bins)("chunk", chunk)("encoded", encoded)("ends", ends);
    if (archive.restoring() && !fit_each_other(*this))
        throw IoError{"has a series '" + info.name + "' whose chunks do not fit its bins"};
}

std::vector<float> unpacked(const PackedSeries& series)
{
    std::vector<float> all(series.ends.size() * series.chunk);
    for (std::size_t i = 0; i < series.ends.size(); ++i) {
        try {
            decode(series.encoded_chunk(i), std::span{all}.subspan(i * series.chunk, series.chunk));
        } catch (const IoError& problem) {
            throw IoError{"series '" + series.info.name + "': " + problem.what()};
        }
    }
    all.resize(series.bins);
    return all;
}

std::uint64_t bins_in(Interval window, Span sample_every)
{
    require(sample_every.ns > 0, "series need a sampling interval");
    return static_cast<std::uint64_t>(((window.to - window.from).ns + sample_every.ns - 1) / sample_every.ns);
}

void PackingSink::declare(std::uint32_t channel, const ChannelInfo& info)
{
    require(channel == series_.size(), "channels are declared in order");
    series_.push_back({.info = info, .chunk = chunk_});
    gathered_.emplace_back().reserve(chunk_);
}

void PackingSink::tile(std::uint32_t channel, std::uint64_t first, std::span<const float> bins)
{
    std::vector<float>& gathered = gathered_[channel];
    require(first == series_[channel].bins + gathered.size(), "tiles arrive in order");
    require(chunk_ > 0, "a window without bins has none to keep");
    while (!bins.empty()) {
        const auto part = bins.first(std::min<std::size_t>(bins.size(), chunk_ - gathered.size()));
        gathered.insert(gathered.end(), part.begin(), part.end());
        if (gathered.size() == chunk_) encode(channel);
        bins = bins.subspan(part.size());
    }
}

std::vector<PackedSeries> PackingSink::take()
{
    for (std::uint32_t channel = 0; channel < series_.size(); ++channel)
        if (!gathered_[channel].empty()) encode(channel);
    return std::move(series_);
}

void PackingSink::encode(std::uint32_t channel)
{
    PackedSeries& series = series_[channel];
    const std::scoped_lock lock{encoding_};
    const auto chunk = codec_.encode(gathered_[channel], chunk_, series.info.resolution);
    series.encoded.insert(series.encoded.end(), chunk.begin(), chunk.end());
    series.ends.push_back(series.encoded.size());
    series.bins += gathered_[channel].size();
    gathered_[channel].clear();
}

} // namespace dcsim
