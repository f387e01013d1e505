#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/engine/meter.h"
#include "sim/record/channel.h"

namespace dcsim {

/// IT power of a site: the nodes of all its pools, and their switches.
class ItPower {
public:
    void record(Recorder& recorder);

    /// LogicError if the level passes 9.2 GW.
    void add(Time now, std::int64_t change_nw)
    {
        if (now > squared_until_) {
            square_integral_ = square_integral(now);
            squared_until_ = now;
        }
        require(!__builtin_add_overflow(level_.value, change_nw, &level_.value),
                "IT power of a site stays below 9.2 GW");
    }
    /// The series follows: once for all that a job changes at an instant.
    void tell(Time now) { series_.hold(now, power(level_)); }

    NanoWatts level() const { return level_; }
    double square_integral(Time now) const ///< time integral of the power squared, W2 s: for losses that are convex
    {
        const double watts = power(level_).si();
        return square_integral_ + watts * watts * seconds(now - squared_until_).si();
    }
    void state(Archive& archive);

private:
    NanoWatts level_{};
    Time squared_until_{};
    double square_integral_{0};
    Channel<Power> series_;
};

} // namespace dcsim
