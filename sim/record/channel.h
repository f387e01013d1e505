#pragma once
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// A channel is told when a value changes; bins belong to the recorder, not to the event queue. Models never see a
/// file.
namespace dcsim {

enum class Bins : std::uint8_t { last, mean };

struct ChannelInfo {
    std::string name;     ///< snake case with its boundary: "it_power", "facility_power", "battery_soc"
    std::string unit;     ///< as written to the file, UDUNITS: "W", "1", "g kWh-1", "degC"
    std::string meaning;  ///< long_name
    std::string boundary; ///< it | facility | site | grid | ambient
    Bins bins{Bins::mean};
};

class Recorder;

/// Value of the file unit per SI of Q is fixed at creation: a Channel<Power> in "W" has scale 1.
template <class Q> class Channel {
public:
    Channel() = default; ///< records nothing
    void hold(Time from, Q value);

private:
    friend class Recorder;
    Channel(Recorder& recorder, std::uint32_t index) : recorder_{&recorder}, index_{index} {}
    Recorder* recorder_{nullptr};
    std::uint32_t index_{0};
};

/// Where finished bins go: `first` is the index of the first bin of the tile.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void declare(std::uint32_t channel, const ChannelInfo&) = 0;
    virtual void tile(std::uint32_t channel, std::uint64_t first, std::span<const float> bins) = 0;
};

/// Bins piecewise-constant channels exactly. With no sink it costs nothing and records nothing.
class Recorder {
public:
    Recorder() = default;
    Recorder(Sink&, Interval window, Span sample_every);
    template <class Q> Channel<Q> channel(const ChannelInfo&, double file_units_per_si = 1);
    void hold(std::uint32_t channel, Time from, double value);
    void finish(Time end); ///< closes the last bins; the last, shorter bin is the mean over its own length
};

} // namespace dcsim
