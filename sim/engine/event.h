#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include <cstdint>

namespace dcsim {

/// Order at one instant. An event scheduled for now in an earlier phase opens a new round of the same instant.
enum class Phase : std::uint8_t { signal, completion, trip, arrival, settle, control, schedule };
inline constexpr std::size_t phases = 7;

/// Plain data, so that a run can be saved, forked and replayed.
struct Event {
    Time at;
    Phase phase{};
    std::uint8_t kind{0};     ///< meaning private to the process
    std::uint16_t process{0}; ///< who handles it
    std::uint32_t entity{0};  ///< which job, node, ...
    friend bool operator==(const Event&, const Event&) = default;
};
static_assert(sizeof(Event) == 16);

/// Handle of a scheduled event; stale once the event has fired, moved on or been cancelled.
struct Timer {
    std::uint32_t slot{UINT32_MAX}, generation{0};
};

/// Handle of an event that recurs.
struct Alarm {
    std::uint32_t number{UINT32_MAX};
};

class Engine;

/// A few dozen per run (the job table, a site, ...), never one per job.
class Process {
public:
    virtual ~Process() = default;
    virtual void handle(Engine&, const Event&) = 0;
    virtual void state(Archive&) = 0;
};

/// Events already in order (trace rows, arrivals, ticks): merged beside the queue, not pushed through it. While the
/// clock runs, only the engine calls advance(), and next() changes by nothing else.
class Source {
public:
    virtual ~Source() = default;
    virtual Event next() const = 0; ///< at Time::never() when there are no more
    virtual void advance() = 0;
    virtual void state(Archive&) = 0;
};

} // namespace dcsim
