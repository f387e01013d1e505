#pragma once
#include "sim/base/errors.h"
#include "sim/engine/agenda.h"
#include "sim/engine/alarms.h"
#include "sim/engine/event.h"
#include "sim/engine/radix_queue.h"
#include <array>
#include <cstdint>
#include <vector>

namespace dcsim {

/// The event loop: total order (time, round, phase, sequence).
///
/// Sequence is the order of scheduling. In one phase of one round, scheduled events come first, then alarms and then
/// events of sources, both in the order in which they were added. A source steps to its next event before the present
/// one is handled.
/// Processes and sources must outlive the engine.
class Engine {
public:
    static constexpr int most_rounds = 1000; ///< at one instant; more is a LogicError that names the last events

    Time now() const { return now_; }
    std::uint16_t add(Process&); ///< the process number to put into its events; call order is part of the model
    void add(Source&);
    Timer schedule(const Event&);    ///< not before now()
    void move(Timer&, const Event&); ///< cancel and schedule anew in one step; an idle timer is simply scheduled
    void cancel(Timer&);             ///< a stale or idle timer is left alone
    bool pending(const Timer&) const;
    /// An event that recurs whenever it is set; `event` says when first, Time::never() for not yet. Call order is part
    /// of the model.
    Alarm add_alarm(const Event& event);
    /// Not before now(); Time::never() takes it back. To set it again moves it.
    void set(Alarm alarm, Time at)
    {
        require(at >= now_, "an alarm is set for the past");
        alarms_.set(alarm.number, at);
    }
    Time at(Alarm alarm) const { return alarms_.at(alarm.number); } ///< Time::never(): it is not set
    /// Handles every event before `to` and leaves the clock at `to`; two calls equal one.
    void run_until(Time to);
    /// Ends run_until after the instant that is being handled, with the clock there.
    void stop() { stopped_ = true; }
    std::uint64_t handled() const { return handled_; } ///< events so far
    void state(Archive&); ///< the queue and clock; processes and sources are archived by their owner

private:
    /// An event without its time, which lies in the queue beside the slot's number.
    struct Slot {
        std::uint32_t generation{0};
        std::uint32_t entity{0};
        std::uint16_t process{0};
        Phase phase{};
        std::uint8_t kind{0};
    };

    void check(const Event&) const;
    void enqueue(std::uint32_t slot, const Event&);
    std::uint32_t free_slot();
    void forget_stale_entries();
    void count_stale_entry();
    bool stale(const RadixQueue::Entry& e) const { return slots_[e.slot].generation != e.generation; }

    void refresh(std::size_t source);
    void find_next_source();
    std::uint32_t due_sources() const { return source_least_ == now_ ? source_phases_ : 0; }
    void put_on_agenda(const RadixQueue::Entry&);
    void handle_instant();
    void next_round();
    void handle_scheduled(Phase);
    void handle_source(Phase);
    void handle(Event event);

    Time now_{};
    std::uint64_t handled_{0};
    RadixQueue queue_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    static constexpr std::uint64_t tolerated_stale_entries = 1024; ///< below that, a sweep costs more than it saves
    std::uint64_t stale_{0};                                       ///< entries whose event was cancelled or moved

    Alarms alarms_;
    std::vector<Process*> processes_;
    std::vector<Source*> sources_;
    std::vector<Event> source_next_; ///< at Time::never() when exhausted
    Time source_least_{Time::never()};
    std::uint32_t source_phases_{0}; ///< bit p: a source has an event in phase p at that instant

    // Only while an instant is being handled:
    bool handling_{false};
    bool stopped_{false};
    Agenda agenda_;
    std::uint32_t phase_{0};
    int round_{0};
    std::array<Event, 8> recent_{}; ///< the last events, in a ring, for the error message
};

inline Timer Engine::schedule(const Event& event)
{
    check(event);
    const std::uint32_t slot = free_slot();
    enqueue(slot, event);
    return {slot, slots_[slot].generation};
}

inline void Engine::move(Timer& timer, const Event& event)
{
    if (!pending(timer)) {
        timer = schedule(event);
        return;
    }
    check(event);
    timer.generation = ++slots_[timer.slot].generation;
    enqueue(timer.slot, event);
    count_stale_entry();
}

inline void Engine::cancel(Timer& timer)
{
    if (!pending(timer)) return;
    ++slots_[timer.slot].generation;
    free_.push_back(timer.slot);
    timer = {};
    count_stale_entry();
}

inline bool Engine::pending(const Timer& timer) const
{
    return timer.slot < slots_.size() && slots_[timer.slot].generation == timer.generation;
}

inline void Engine::check(const Event& event) const
{
    require(now_ <= event.at && event.at < Time::never(), "an event is scheduled for the past, or for never");
    require(event.process < processes_.size(), "an event names a process that was not added");
}

inline void Engine::enqueue(std::uint32_t slot, const Event& event)
{
    Slot& s = slots_[slot];
    s = {s.generation, event.entity, event.process, event.phase, event.kind};
    const RadixQueue::Entry entry{event.at, slot, s.generation};
    if (handling_ && event.at == now_)
        agenda_.push(event.phase, entry);
    else
        queue_.push(entry);
}

inline std::uint32_t Engine::free_slot()
{
    if (free_.empty()) {
        require(slots_.size() < UINT32_MAX, "too many pending events");
        slots_.emplace_back();
        return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
}

inline void Engine::count_stale_entry()
{
    if (++stale_ >= tolerated_stale_entries && 2 * stale_ >= queue_.size()) forget_stale_entries();
}

} // namespace dcsim
