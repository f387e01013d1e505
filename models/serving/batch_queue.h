#pragma once
#include "sim/base/units.h"
#include <span>
#include <vector>

namespace dcsim {

/// A replica that works on up to K requests at once, all at the same speed, and lets the others wait in line.
///
/// A request brings a mean of `work` units; with k in progress each advances by one unit per `period[k - 1]`. For
/// Poisson arrivals the number in progress follows p(n) ~ prod_{j <= n} rate work period(min(j, K)) / min(j, K):
/// processor sharing at a speed that depends on the state, exact for every law of the work as long as nobody waits
/// [Kelly, Reversibility and Stochastic Networks, 1979, 3.3; Bonald and Proutiere, Queueing Systems 44 (2003)]. The
/// line itself is that of exponential work, times (ca2 + cs2) / 2 [Allen, Probability, Statistics and Queueing Theory,
/// 1990, 5.3].
class BatchQueue {
public:
    /// Squared coefficients of variation of the times between requests and of their work.
    struct Variation {
        double arrivals{1}, work{1};
    };
    struct State {
        std::vector<double> share; ///< of time with 0..K requests in progress
        double busy{0};            ///< 1 - share[0]
        double batch{0};           ///< mean in progress
        double full{0};            ///< share of requests that find K in progress and wait
        double in_line{0};         ///< mean number that waits
    };

    BatchQueue(std::vector<Seconds> period, double work, Variation variation);

    /// The least rate with no steady state: K / (work period(K)).
    Frequency capacity() const;
    /// Needs 0 <= rate < capacity.
    State at(Frequency rate) const;
    const std::vector<Seconds>& period() const { return period_; }

private:
    std::vector<Seconds> period_;
    double work_;
    Variation variation_;
};

/// Mean of `of[k]` over the time with k in progress, k = 0..K.
double mean_over(const BatchQueue::State& state, std::span<const double> of);

/// Tokens that an average request holds over its time in progress, if it starts with `start` and gains one at a time up
/// to a law with these moments: start + E[X^2] / (2 E[X]).
double mean_held(double start, double mean, double second_moment);

/// Sequences that fit: memory / (bytes of a token x tokens of a sequence).
double concurrency_limit(Bytes memory, Bytes per_token, double tokens);

} // namespace dcsim
