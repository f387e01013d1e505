#pragma once
#include "sim/engine/event.h"

namespace dcsim {

/// The event loop: total order (time, round, phase, sequence).
class Engine {
public:
    Time now() const;
    std::uint16_t add(Process&); ///< the process number to put into its events; call order is part of the model
    void add(Source&);
    Timer schedule(const Event&);    ///< not before now()
    void move(Timer&, const Event&); ///< cancel and schedule anew in one step; an idle timer is simply scheduled
    void cancel(Timer&);             ///< a stale or idle timer is left alone
    bool pending(const Timer&) const;
    /// Handles every event before `to` and leaves the clock at `to`; two calls equal one.
    void run_until(Time to);
    std::uint64_t handled() const; ///< events so far
    void state(Archive&);          ///< the queue and clock; processes and sources are archived by their owner
};

} // namespace dcsim
