#pragma once
#include "sim/base/archive.h"
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/record/sink.h"
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace dcsim {

template <class Q> class Channel;

/// Bins piecewise-constant channels exactly. With no sink it costs nothing and records nothing.
///
/// Bin i covers [window.from + i * sample_every, ...) and ends at the latest at window.to: the last bin may be shorter.
/// What is held before the window is the initial value; a channel that was never told anything is NaN. Channels point
/// to their recorder, so it stays where it is. Different channels may be told from different threads, of
/// which none does when it finishes or is saved.
class Recorder {
public:
    Recorder() = default;
    /// `sink` must outlive the recorder. LogicError if `sample_every` is not positive or the window ends too early.
    Recorder(Sink& sink, Interval window, Span sample_every);
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    template <class Q> Channel<Q> channel(const ChannelInfo& info, double file_units_per_si = 1);

    /// `value` in the unit of the file.
    void hold(std::uint32_t channel, Time from, double value)
    {
        Track& track = tracks_[channel];
        require(from >= track.since, "a channel is told about the past");
        if (from >= track.bin.to) advance(channel, from);
        track.integral += weighed(track, std::min(from, window_.to));
        track.since = from;
        track.value = value;
    }

    /// Closes the bins up to `end`, at most the window's; the last, shorter bin is the mean over its own length. Hands
    /// everything to the sink. Call it once, last.
    void finish(Time end);

    /// What has not been handed to the sink yet. Restore into a recorder with the same channels; the sink saves its
    /// own.
    void state(Archive&);

private:
    /// One channel: what it holds, and the bin that is being filled.
    struct Track {
        Time since{std::numeric_limits<std::int64_t>::min()};
        double value{std::numeric_limits<double>::quiet_NaN()};
        Interval bin;
        double integral{0}; ///< over the bin up to `since`, value times ns
        Bins bins{Bins::mean};
        std::uint64_t flushed{0};  ///< bins that the sink has
        std::vector<float> filled; ///< bins that it does not have yet
    };

    /// The part of the integral between the last change and `to`, inside the bin.
    static double weighed(const Track& track, Time to)
    {
        const Time from = std::max(track.since, track.bin.from);
        return to > from ? track.value * static_cast<double>((to - from).ns) : 0;
    }

    std::uint32_t declare(const ChannelInfo&);
    void advance(std::uint32_t channel, Time to);
    void push(std::uint32_t channel, double value);
    void flush(std::uint32_t channel);
    Interval bin_from(Time from) const;

    Sink* sink_{nullptr};
    Interval window_;
    Span sample_every_;
    std::vector<Track> tracks_;
    std::vector<std::string> names_;
};

} // namespace dcsim
