#pragma once
#include "sim/base/archive.h"
#include "sim/base/errors.h"
#include "sim/engine/event.h"
#include <cstdint>
#include <vector>

namespace dcsim {

/// Events that recur, each pending at most once: a few per process, whose instants move with nearly everything that
/// happens. To move one is a store; when the least has moved, the next is found by a look at all of them, which for so
/// few costs less than to keep them in order.
class Alarms {
public:
    std::uint32_t add(const Event& event)
    {
        alarms_.push_back(event);
        changed_ = true;
        return static_cast<std::uint32_t>(alarms_.size() - 1);
    }

    Time at(std::uint32_t alarm) const { return alarms_[alarm].at; } ///< Time::never(): it is not pending
    void set(std::uint32_t alarm, Time at)
    {
        Event& event = alarms_[alarm];
        if (event.at == least_ && least_ != Time::never()) changed_ = true; // others may be least now
        event.at = at;
        if (at < least_) due_ = 0;
        if (at > least_) return;
        least_ = at;
        due_ |= bit(event.phase);
    }

    Time least() ///< Time::never() when none is pending
    {
        look();
        return least_;
    }
    /// Bit p: one of phase p is pending at `now`, before which none is.
    std::uint32_t due(Time now) { return least() == now ? due_ : 0; }

    /// The first that was added of those in the phase at least(), which is not pending any more; there must be one.
    Event take(Phase phase)
    {
        std::uint32_t alarm = 0;
        while (alarms_[alarm].at != least_ || alarms_[alarm].phase != phase) ++alarm;
        const Event event = alarms_[alarm];
        set(alarm, Time::never());
        return event;
    }

    void state(Archive& archive)
    {
        auto count = alarms_.size();
        archive("alarms", count);
        require(count == alarms_.size(), "alarms are restored of another model than they were saved of");
        for (Event& alarm : alarms_) archive("at", alarm.at);
        changed_ = true;
    }

private:
    static std::uint32_t bit(Phase phase) { return 1u << static_cast<unsigned>(phase); }
    void look()
    {
        if (!changed_) return;
        changed_ = false;
        least_ = Time::never();
        for (const Event& alarm : alarms_) {
            if (alarm.at > least_) continue;
            if (alarm.at < least_) due_ = 0;
            least_ = alarm.at;
            due_ |= bit(alarm.phase);
        }
    }

    std::vector<Event> alarms_; ///< each when it is next
    Time least_{Time::never()};
    std::uint32_t due_{0}; ///< phases of those at the least instant
    bool changed_{false};
};

} // namespace dcsim
