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

/// A time that takes one of some values, or lies evenly between two of them, plus a wait independent of it. Exact: what
/// has come of all and what still waits of that are known in closed form from bend to bend of the first.
class Delays {
public:
    struct Value {
        Seconds time{};
        double weight{1};
        Seconds further{}; ///< evenly from `time` to so much later
        bool waits{true};  ///< besides
    };
    explicit Delays(std::vector<Value> values, WaitTime wait = {});
    double within(Seconds x) const;
    Seconds quantile(double p) const; ///< infinite where the wait is
    Latency latency() const;
    Seconds mean() const { return mean_; }

private:
    /// Shares up to an instant, and how many more come per second from there to the next.
    struct Bend {
        Seconds at{};
        double come{0}, waiting{0}; ///< waiting: of what has come
        double rate{0}, waiting_rate{0};
        double over() const { return come - waiting; }
    };
    Bend later(const Bend& from, Seconds by) const;
    Seconds reaches(const Bend& from, double p) const;

    std::vector<Bend> bends_; ///< by time
    double leave_{0};         ///< of those that wait, per second
    Seconds mean_{};
    bool endless_{false};
};

} // namespace dcsim
