#include "models/serving/batch_queue.h"
#include "sim/base/errors.h"
#include <numeric>
#include <utility>

namespace dcsim {

BatchQueue::BatchQueue(std::vector<Seconds> period, double work, Variation variation)
    : period_{std::move(period)}, work_{work}, variation_{variation}
{
    require(!period_.empty() && work_ > 0, "a replica works on at least one request that brings work");
    for (const Seconds p : period_) require(p > Seconds{}, "work takes time");
}

Frequency BatchQueue::capacity() const
{
    return Frequency{static_cast<double>(period_.size()) / (work_ * period_.back().si())};
}

BatchQueue::State BatchQueue::at(Frequency rate) const
{
    require(rate >= Frequency{} && rate < capacity(), "there is no steady state at or above the capacity");
    constexpr double large = 1e200; // products beyond it are scaled down, or they would overflow
    State s;
    s.share.assign(period_.size() + 1, 0.0);
    s.share[0] = 1;
    for (std::size_t n = 1; n <= period_.size(); ++n) {
        s.share[n] = s.share[n - 1] * (rate * work_ * period_[n - 1]) / static_cast<double>(n);
        if (s.share[n] > large)
            for (std::size_t i = 0; i <= n; ++i) s.share[i] /= large;
    }
    const double load = rate / capacity();
    const double full = s.share.back() / (1 - load); // n = K, K + 1, ... fall geometrically
    s.share.back() = full;
    const double sum = std::accumulate(s.share.begin(), s.share.end(), 0.0);
    for (double& share : s.share) share /= sum;
    s.busy = 1 - s.share[0];
    s.full = s.share.back();
    s.in_line = s.full * load / (1 - load) * (variation_.arrivals + variation_.work) / 2;
    for (std::size_t n = 1; n < s.share.size(); ++n) s.batch += static_cast<double>(n) * s.share[n];
    return s;
}

double mean_over(const BatchQueue::State& state, std::span<const double> of)
{
    require(of.size() == state.share.size(), "one value for each number in progress");
    return std::inner_product(of.begin(), of.end(), state.share.begin(), 0.0);
}

double mean_held(double start, double mean, double second_moment)
{
    require(mean > 0, "a law of lengths has a positive mean");
    return start + second_moment / (2 * mean);
}

double concurrency_limit(Bytes memory, Bytes per_token, double tokens)
{
    require(per_token > Bytes{} && tokens > 0, "a sequence needs memory");
    return memory / (per_token * tokens);
}

} // namespace dcsim
