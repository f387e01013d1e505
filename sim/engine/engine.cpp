#include "sim/engine/engine.h"
#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <utility>

namespace dcsim {

namespace {

std::string description(const Event& e)
{
    constexpr std::array<std::string_view, phases> names{"signal", "completion", "trip",    "arrival",
                                                         "settle", "control",    "schedule"};
    return fmt::format("{} of process {}, kind {}, entity {}", names[static_cast<std::size_t>(e.phase)], e.process,
                       e.kind, e.entity);
}

} // namespace

std::uint16_t Engine::add(Process& process)
{
    require(processes_.size() < UINT16_MAX, "too many processes");
    processes_.push_back(&process);
    return static_cast<std::uint16_t>(processes_.size() - 1);
}

void Engine::add(Source& source)
{
    require(!handling_, "a source is added while events are handled");
    sources_.push_back(&source);
    source_next_.emplace_back();
}

Alarm Engine::add_alarm(const Event& event)
{
    require(event.at >= now_, "an alarm is set for the past");
    require(event.process < processes_.size(), "an alarm names a process that was not added");
    return {alarms_.add(event)};
}

void Engine::forget_stale_entries()
{
    const auto gone = [this](const RadixQueue::Entry& e) { return stale(e); };
    queue_.erase_if(gone);
    agenda_.erase_if(gone);
    stale_ = 0;
}

void Engine::run_until(Time to)
{
    require(!handling_, "the clock is run from inside an event");
    require(to >= now_, "the clock cannot run backwards");
    for (std::size_t i = 0; i < sources_.size(); ++i) refresh(i);
    find_next_source();
    for (;;) {
        const Time due = queue_.least(), next = std::min({due, alarms_.least(), source_least_});
        if (next >= to) break;
        now_ = next;
        handling_ = true;
        if (due == next) queue_.take([this](const auto& entry) { put_on_agenda(entry); });
        handle_instant();
        handling_ = false;
        if (std::exchange(stopped_, false)) return;
    }
    now_ = to;
}

void Engine::put_on_agenda(const RadixQueue::Entry& entry)
{
    if (stale(entry))
        --stale_;
    else
        agenda_.push(slots_[entry.slot].phase, entry);
}

void Engine::refresh(std::size_t source)
{
    const Event next = sources_[source]->next();
    if (next.at != Time::never()) check(next);
    source_next_[source] = next;
}

void Engine::find_next_source()
{
    source_least_ = Time::never();
    for (const Event& next : source_next_) {
        if (next.at > source_least_) continue;
        if (next.at < source_least_) source_phases_ = 0;
        source_least_ = next.at;
        source_phases_ |= 1u << static_cast<unsigned>(next.phase);
    }
}

void Engine::handle_instant()
{
    phase_ = 0;
    round_ = 0;
    for (;;) {
        const std::uint32_t scheduled = agenda_.filled(), alarms = alarms_.due(now_);
        const std::uint32_t waiting = scheduled | alarms | due_sources();
        if (waiting == 0) return;
        if ((waiting >> phase_) == 0) next_round();
        phase_ += static_cast<std::uint32_t>(std::countr_zero(waiting >> phase_));
        const auto phase = static_cast<Phase>(phase_);
        if ((scheduled >> phase_ & 1u) != 0)
            handle_scheduled(phase);
        else if ((alarms >> phase_ & 1u) != 0)
            handle(alarms_.take(phase));
        else
            handle_source(phase);
    }
}

void Engine::next_round()
{
    phase_ = 0;
    if (++round_ < most_rounds) return;
    std::string last;
    for (std::uint64_t i = handled_ - std::min<std::uint64_t>(handled_, recent_.size()); i < handled_; ++i)
        last += "; " + description(recent_[i % recent_.size()]);
    throw LogicError{fmt::format("the events at {} ns call for each other without end: more than {} rounds{}", now_.ns,
                                 most_rounds, last)};
}

void Engine::handle_scheduled(Phase phase)
{
    const RadixQueue::Entry entry = agenda_.pop(phase);
    if (stale(entry)) {
        --stale_;
        return;
    }
    Slot& slot = slots_[entry.slot];
    ++slot.generation;
    free_.push_back(entry.slot);
    handle({now_, slot.phase, slot.kind, slot.process, slot.entity});
}

void Engine::handle_source(Phase phase)
{
    const auto due = std::find_if(source_next_.begin(), source_next_.end(),
                                  [&](const Event& next) { return next.at == now_ && next.phase == phase; });
    const auto source = static_cast<std::size_t>(due - source_next_.begin());
    const Event event = *due;
    sources_[source]->advance();
    refresh(source);
    find_next_source();
    handle(event);
}

void Engine::handle(Event event)
{
    Event& kept = recent_[handled_ % recent_.size()]; // and handled from there
    kept = event;
    ++handled_;
    processes_[kept.process]->handle(*this, kept);
}

void Engine::state(Archive& a)
{
    require(!handling_, "a run is saved from inside an event");
    a("now", now_)("handled", handled_)("queue", queue_)("slots", slots_)("free slots", free_)("stale", stale_);
    a("alarms", alarms_);
}

} // namespace dcsim
