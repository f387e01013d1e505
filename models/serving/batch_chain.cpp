#include "models/serving/batch_chain.h"
#include "sim/base/errors.h"
#include "sim/numerics/roots.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace dcsim {

namespace {

constexpr double single_up_to = 64,
                 single_numbers = 16; // every number is a state up to the first K, or up to the second
constexpr int slices = 4;             // of a batch, in which who comes finds as many before him
constexpr double rare = 1e-8;         // of requests: no quantile sees them

/// ln z of the root above 1 of z^K = exp(load K (z - 1)): of load (e^w - 1) = w.
double log_root(double load)
{
    const auto excess = [load](double w) { return ValueAndSlope{load * std::expm1(w) - w, load * std::exp(w) - 1}; };
    const double lowest = -std::log(load); // where the slope is 0
    double high = 2 * lowest + 1;
    while (excess(high).value < 0) high *= 2;
    return newton_root(excess, {lowest, high}, high, 1e-14 * high);
}

/// Stationary law of a Markov chain without a subtraction [Grassmann, Taksar, Heyman, Oper. Res. 33 (1985)]. States
/// below one that is never left downwards are not come back to.
std::vector<double> stationary(std::vector<std::vector<double>> p)
{
    const std::size_t n = p.size();
    std::size_t lowest = 0;
    for (std::size_t k = n - 1; k > 0; --k) {
        double leaves = 0;
        for (std::size_t j = 0; j < k; ++j) leaves += p[k][j];
        if (leaves <= 0) {
            lowest = k;
            break;
        }
        for (std::size_t i = 0; i < k; ++i) {
            if (p[i][k] == 0) continue;
            p[i][k] /= leaves;
            for (std::size_t j = 0; j < k; ++j) p[i][j] += p[i][k] * p[k][j];
        }
    }
    std::vector<double> often(n, 0.0);
    often[lowest] = 1;
    double sum = 1;
    for (std::size_t k = lowest + 1; k < n; ++k) {
        for (std::size_t i = lowest; i < k; ++i) often[k] += often[i] * p[i][k];
        sum += often[k];
    }
    for (double& x : often) x /= sum;
    return often;
}

/// Of some who come evenly over a batch one comes in the middle of a slice of it: chances that fewer than so many of
/// the others were before him. Up to so many who come that their number before him scatters little.
class Before {
public:
    static constexpr std::size_t most = 128;

    Before()
    {
        for (std::size_t come = 1; come <= most; ++come)
            for (int slice = 0; slice < slices; ++slice) fill(come, slice);
    }
    /// That at least `first` and fewer than `end` were.
    double between(double come, double first, double end, int slice) const
    {
        const double part = (slice + 0.5) / slices;
        if (come > double(most)) return first <= part * come && part * come < end ? 1 : 0;
        const auto& row = fewer_[static_cast<std::size_t>(std::ceil(come))][static_cast<std::size_t>(slice)];
        const auto at = [&](double n) { return row[std::min(static_cast<std::size_t>(std::ceil(n)), row.size() - 1)]; };
        return at(end) - at(first);
    }

private:
    void fill(std::size_t come, int slice)
    {
        const double part = (slice + 0.5) / slices, others = static_cast<double>(come) - 1;
        auto& row = fewer_[come][static_cast<std::size_t>(slice)];
        row.assign(1, 0.0);
        double probability = std::pow(1 - part, others);
        for (double n = 0; n <= others; ++n) {
            row.push_back(row.back() + probability);
            probability *= (others - n) / (n + 1) * part / (1 - part);
        }
    }

    std::array<std::array<std::vector<double>, slices>, most + 1> fewer_;
};

const Before& before_in_batch()
{
    static const Before chances; // the same for all chains
    return chances;
}

struct Counts {
    double least{0};
    std::vector<double> probability; ///< of least, least + 1, ...
};

/// Poisson probabilities within eight deviations.
Counts poisson_counts(double mean)
{
    const double most = std::ceil(mean + 8 * std::sqrt(mean) + 12);
    Counts c{.least = std::max(0.0, std::floor(mean - 8 * std::sqrt(mean) - 2)), .probability = {}};
    const double mode = std::max(c.least, std::floor(mean));
    c.probability.assign(static_cast<std::size_t>(most - c.least) + 1, 0.0);
    const auto middle = static_cast<std::size_t>(mode - c.least);
    c.probability[middle] = 1;
    double sum = 1;
    for (std::size_t i = middle; i-- > 0;)
        sum += c.probability[i] = c.probability[i + 1] * (c.least + static_cast<double>(i + 1)) / mean;
    for (std::size_t i = middle + 1; i < c.probability.size(); ++i)
        sum += c.probability[i] = c.probability[i - 1] * mean / (c.least + static_cast<double>(i));
    for (double& p : c.probability) p /= sum;
    return c;
}

} // namespace

BatchChain::BatchChain(std::span<const Seconds> period, Frequency rate)
    : period_{period}, rate_{rate}, most_{static_cast<double>(period.size())}
{
    const double load = rate * period.back() / most_;
    require(load > 0 && load < 1, "there is no steady state at or above the capacity");
    fall_ = log_root(load);
    set_numbers();
    for (std::size_t i = 0; i + 1 < states(); ++i) rows_.push_back(poisson_row(i));
    rows_.push_back(last_row());
    often_ = stationary(rows_);
}

/// Modes of the law other than the geometric one fall by e within (K / 2 pi)^.5 of K, or faster.
void BatchChain::set_numbers()
{
    const double last = most_ + std::ceil(12 * std::sqrt(most_ / 6.28) + 12);
    const bool single = most_ <= single_up_to;
    for (double n = 0; n < last; n += single || n < single_numbers ? 1 : std::floor(n / single_numbers))
        numbers_.push_back(n);
    numbers_.push_back(last);
    while (numbers_[first_full_] < most_) ++first_full_;
}

double BatchChain::batch_of(std::size_t state) const
{
    return std::clamp(numbers_[state], 1.0, most_);
}

Seconds BatchChain::time_of(double requests) const
{
    const double k = std::clamp(requests, 1.0, most_);
    const auto low = static_cast<std::size_t>(k) - 1;
    const double part = k - std::floor(k);
    return part > 0 ? (1 - part) * period_[low] + part * period_[low + 1] : period_[low];
}

double BatchChain::left_by(std::size_t state) const
{
    return std::max(0.0, numbers_[state] - most_);
}

/// What falls between two numbers goes to both.
void BatchChain::spread(std::vector<double>& row, double number, double probability) const
{
    const auto above = std::upper_bound(numbers_.begin(), numbers_.end(), number);
    if (above == numbers_.end()) {
        row.back() += probability;
        return;
    }
    const auto high = static_cast<std::size_t>(above - numbers_.begin());
    const double part = (number - numbers_[high - 1]) / (numbers_[high] - numbers_[high - 1]);
    row[high - 1] += (1 - part) * probability;
    row[high] += part * probability;
}

std::vector<double> BatchChain::poisson_row(std::size_t state) const
{
    std::vector<double> row(states(), 0.0);
    const Counts come = poisson_counts(rate_ * time_of(batch_of(state)));
    for (std::size_t i = 0; i < come.probability.size(); ++i)
        spread(row, left_by(state) + come.least + static_cast<double>(i), come.probability[i]);
    return row;
}

/// From the last number and a geometric number beyond it.
std::vector<double> BatchChain::last_row() const
{
    std::vector<double> row(states(), 0.0);
    const Counts come = poisson_counts(rate_ * time_of(most_));
    const double stays = std::exp(-fall_), begins = -std::expm1(-fall_);
    double probability = 0; // of so many beyond who is left
    for (double n = 0; left_by(states() - 1) + n < numbers_.back(); ++n) {
        const double index = n - come.least;
        const bool comes = index >= 0 && index < static_cast<double>(come.probability.size());
        probability = stays * probability + (comes ? begins * come.probability[static_cast<std::size_t>(index)] : 0);
        spread(row, left_by(states() - 1) + n, probability);
    }
    return row; // the rest stays
}

std::vector<double> BatchChain::shares() const
{
    std::vector<double> share(period_.size() + 1, 0.0);
    share[0] = often_[0] / rate_.si();
    for (std::size_t i = 0; i < states(); ++i) {
        const double k = batch_of(i);
        share[static_cast<std::size_t>(k)] += often_[i] * time_of(k).si();
    }
    double sum = 0;
    for (const double s : share) sum += s;
    for (double& s : share) s /= sum;
    return share;
}

/// Batches of about one size: how many, and their seconds together.
struct BatchChain::OwnBatch {
    double often{0}, seconds{0};
};

/// Weights of answers, by the batch that requests come in: all full ones are alike.
struct BatchChain::Answers {
    std::size_t batches{0};                                 ///< that a request may wait for, its own included
    std::vector<std::vector<double>> next_one{}, in_line{}; ///< by its batch: by state; by batch and slice
    std::vector<std::vector<OwnBatch>> after{};             ///< the batch after the next, by state and size
    std::vector<std::vector<OwnBatch>> own{}; ///< of all who go in the batch after the next, by theirs and size
};

/// Where so many wait before the next batch that some are left for the one after it: its sizes, in at most eight
/// groups.
std::vector<BatchChain::OwnBatch> BatchChain::batch_after(std::size_t state) const
{
    const double groups = std::min(8.0, most_);
    std::vector<OwnBatch> after(static_cast<std::size_t>(groups));
    for (std::size_t then = 1; then < states(); ++then) {
        const double size = batch_of(then), probability = rows_[state][then];
        OwnBatch& group = after[static_cast<std::size_t>(std::ceil(size * groups / most_)) - 1];
        group.often += probability;
        group.seconds += probability * time_of(size).si();
    }
    return after;
}

/// Those who come during the batch after `from`, so that `next` wait at its end: by the batches that they go in.
void BatchChain::add_answers(Answers& to, std::size_t from, std::size_t next) const
{
    const double left = left_by(from), come = numbers_[next] - left, weight = often_[from] * rows_[from][next];
    if (come <= 0 || weight * come < rare) return;
    const std::size_t in = std::min(from, first_full_);
    if (numbers_[next] <= most_) {
        to.next_one[in][next] += weight * come;
        return;
    }
    for (double batch = std::floor(left / most_); batch * most_ < numbers_[next]; ++batch) {
        const double first = std::max(0.0, batch * most_ - left), end = std::min(come, (batch + 1) * most_ - left);
        if (batch == 1) // sizes of their own batch; beyond it is taken as full: lines are that long under load alone
            for (std::size_t g = 0; g < to.own[in].size(); ++g) {
                to.own[in][g].often += weight * std::max(0.0, end - first) * to.after[next][g].often;
                to.own[in][g].seconds += weight * std::max(0.0, end - first) * to.after[next][g].seconds;
            }
        for (int i = 0; i < slices; ++i)
            to.in_line[in][static_cast<std::size_t>(batch) * slices + static_cast<std::size_t>(i)] +=
                weight * come * before_in_batch().between(come, first, end, i) / slices;
    }
}

/// The rest of the batch that requests come in, even, whole batches, and their own.
void BatchChain::add_values(std::vector<Delays::Value>& to, const Answers& answers, std::size_t in, double line) const
{
    const Seconds running = (in == first_full_ ? line : 1) * time_of(batch_of(in)), full = time_of(most_);
    for (std::size_t next = 1; next < states(); ++next)
        if (const double weight = answers.next_one[in][next]; weight > rare)
            to.push_back({time_of(numbers_[next]), weight, running, false});
    const double stretch = in == first_full_ ? line : 1;
    double all = 0;
    for (const OwnBatch& own : answers.own[in]) all += own.often;
    for (std::size_t i = 0; i < answers.in_line[in].size(); ++i) {
        const double weight = answers.in_line[in][i], slice = static_cast<double>(i % slices);
        if (weight <= rare) continue;
        const Seconds rest = (1 - (slice + 1) / slices) * running;
        const Seconds waited = rest + stretch * double(i / slices) * full;
        if (i / slices != 1 || all <= 0) {
            to.push_back({waited + full, weight, running / slices, false});
            continue;
        }
        for (const OwnBatch& own : answers.own[in])
            if (own.often > 0)
                to.push_back(
                    {waited + Seconds{own.seconds / own.often}, weight * own.often / all, running / slices, false});
    }
}

/// Those who come while more than the last number wait. A wait ends with its line, whenever in a batch it began: what
/// the batch in progress has left is as much shorter as more have come in it.
Delays::Value BatchChain::behind_all(double line) const
{
    const Seconds full = time_of(most_);
    const double load = rate_ * full / most_, ahead = (numbers_.back() - most_) / most_;
    return {line * std::max(0.0, ahead + load - 0.5) * full + full, often_.back() * load * most_,
            line * (1 - load) * full, true};
}

Delays BatchChain::answers(double line) const
{
    Answers answers{.batches = static_cast<std::size_t>(numbers_.back() / most_) + 1};
    for (std::size_t i = 0; i < states(); ++i) answers.after.push_back(batch_after(i));
    answers.own.assign(first_full_ + 1, std::vector<OwnBatch>(answers.after.front().size()));
    answers.next_one.assign(first_full_ + 1, std::vector<double>(states(), 0.0));
    answers.in_line.assign(first_full_ + 1, std::vector<double>(answers.batches * slices, 0.0));
    for (std::size_t from = 0; from + 1 < states(); ++from)
        for (std::size_t next = 1; next < states(); ++next) add_answers(answers, from, next);
    std::vector<Delays::Value> values{{time_of(1), often_[0], {}, false}}; // comes to a free server
    for (std::size_t in = 0; in <= first_full_; ++in) add_values(values, answers, in, line);
    values.push_back(behind_all(line));
    return Delays{std::move(values), {.chance = 1, .mean = line / (fall_ * most_) * time_of(most_)}};
}

} // namespace dcsim
