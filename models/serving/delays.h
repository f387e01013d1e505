#pragma once
#include "models/vocabulary/service.h"
#include <vector>

namespace dcsim {

/// A wait that is zero, or exponential with this chance. Exact for M/M/c; for other queues the tail of heavy traffic
/// [Kingman, J. R. Stat. Soc. B 24 (1962)] with the right mean and the right chance of waiting.
struct WaitTime {
    double chance{0};
    Seconds mean{};                 ///< over all, those included that do not wait
    double within(Seconds x) const; ///< share that waits no longer than x
};

/// One wait after another, independent, again as zero or exponential with the right mean and chance.
WaitTime together(WaitTime a, WaitTime b);

/// Mean wait for a server that takes one request at a time: rate E[S^2] / (2 (1 - load)) times the excess variation of
/// arrivals, (ca2 + cs2) / (1 + cs2) [Pollaczek-Khinchine; Allen-Cunneen]. Infinite from load 1.
WaitTime single_server_wait(Frequency rate, Seconds service, double service_second_moment, double arrivals_cv2);

/// A time that takes one of some values, plus a wait independent of it.
class Delays {
public:
    struct Value {
        Seconds time{};
        double weight{1};
    };
    explicit Delays(std::vector<Value> values, WaitTime wait = {});
    double within(Seconds x) const;
    Seconds quantile(double p) const; ///< infinite where the wait is
    Latency latency() const;
    Seconds mean() const { return mean_; }

private:
    Seconds value_quantile(double p) const; ///< without the wait

    std::vector<Value> values_; ///< by time, weights sum to 1
    WaitTime wait_;
    Seconds mean_{};
};

} // namespace dcsim
