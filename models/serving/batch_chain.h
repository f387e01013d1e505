#pragma once
#include "models/serving/delays.h"
#include <span>

namespace dcsim {

/// A server that, whenever it is free, takes all that wait, up to K at once, or the next to come alone, under Poisson
/// arrivals and with batches of k that take period[k - 1]. Exact but for what is said below.
///
/// The number that waits at the end of a batch is a Markov chain: n - min(n, K) and those who come during the batch
/// [Bailey, J. R. Stat. Soc. B 16 (1954); Neuts, Ann. Math. Stat. 38 (1967)]. Well beyond K its law falls
/// geometrically, by the root of z^K = exp(rate period(K) (z - 1)) above 1, and is closed by that. Who comes while a
/// batch runs is evenly spread over it, however many come, so that waits are the rest of the batch in progress, even,
/// and whole batches; where not all go in the next one, who was there before is binomial at each quarter of the batch.
/// Up to K = 64 every number is a state; beyond, numbers above 16 lie a sixteenth apart and what falls between two is
/// split so that the mean holds.
class BatchChain {
public:
    /// Needs 0 < rate < K / period(K).
    BatchChain(std::span<const Seconds> period, Frequency rate);

    /// Share of time with batches of 0..K in progress, at [0..K].
    std::vector<double> shares() const;
    /// From the coming of a request to its answer. `line` times the waits of those who find a batch of K in progress.
    Delays answers(double line) const;

private:
    std::size_t states() const { return numbers_.size(); }
    double batch_of(std::size_t state) const; ///< requests of the batch that follows
    Seconds time_of(double requests) const;   ///< of a batch of so many
    double left_by(std::size_t state) const;  ///< who waits on while it runs
    void set_numbers();
    std::vector<double> poisson_row(std::size_t state) const;
    std::vector<double> last_row() const;
    void spread(std::vector<double>& row, double number, double probability) const;
    struct OwnBatch;
    struct Answers;
    std::vector<OwnBatch> batch_after(std::size_t state) const;
    void add_answers(Answers& to, std::size_t from, std::size_t next) const;
    void add_values(std::vector<Delays::Value>& to, const Answers& answers, std::size_t in, double line) const;
    Delays::Value behind_all(double line) const;

    std::span<const Seconds> period_;
    Frequency rate_;
    double most_;                           ///< K
    double fall_;                           ///< of the law beyond the last number, per request
    std::vector<double> numbers_;           ///< that wait; the last stands for itself and all beyond
    std::size_t first_full_{0};             ///< state from which on batches are full
    std::vector<std::vector<double>> rows_; ///< from number to number
    std::vector<double> often_;             ///< of batches, by the number that waited before
};

} // namespace dcsim
