#pragma once
#include "sim/base/time.h"
#include "sim/record/recorder.h"
#include <concepts>
#include <cstdint>

/// A channel is told when a value changes; bins belong to the recorder, not to the event queue. Models never see a
/// file.
namespace dcsim {

/// Q is a Quantity or a plain number. The value of the file unit per SI unit is fixed at creation: a Channel<Power> in
/// "W" has scale 1.
template <class Q> class Channel {
public:
    Channel() = default; ///< records nothing
    /// The value from `from` on, until the next call. Times never decrease; a later call for the same instant replaces.
    void hold(Time from, Q value)
    {
        if (recorder_) tell(from, value);
    }

private:
    friend class Recorder;
    Channel(Recorder& recorder, std::uint32_t index, double scale)
        : recorder_{&recorder}, index_{index}, file_units_per_si_{scale}
    {
    }
    void tell(Time from, Q value);

    Recorder* recorder_{nullptr};
    std::uint32_t index_{0};
    double file_units_per_si_{1};
};

template <class Q> Channel<Q> Recorder::channel(const ChannelInfo& info, double file_units_per_si)
{
    if (!sink_) return {};
    return {*this, declare(info), file_units_per_si};
}

template <class Q> void Channel<Q>::tell(Time from, Q value)
{
    if constexpr (std::floating_point<Q>)
        recorder_->hold(index_, from, value * file_units_per_si_);
    else
        recorder_->hold(index_, from, value.si() * file_units_per_si_);
}

} // namespace dcsim
