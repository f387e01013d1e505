#pragma once
#include "models/serving/pass_times.h"
#include "models/serving/steady.h"
#include <map>
#include <optional>

namespace dcsim {

/// Measured draw of one accelerator by the number of sequences that decode: at one, and more for each doubling.
struct PowerLine {
    Power at_one{}, per_doubling{};
};

/// What is served and with which limits.
struct LlmSettings {
    Served served;
    bool adaptive{false}; ///< limit the batch to what keeps `objective.between`
    std::optional<PowerLine> measured{};
};

/// A language model under continuous batching, in the steady state.
///
/// A pass serves every sequence that decodes with one token and up to `chunk` prompt tokens. In the mean each output
/// token brings r = E[prompt] / E[output] prompt tokens: with k sequences in progress a part of the passes, q = k r /
/// s, carries s prompt tokens (a prompt or a chunk), and a token takes T(k) = (1 - q) t(k, 0) + q t(k, s). Beyond chunk
/// / r sequences prompts fill every pass and more sequences only wait. A request holds its place for E[passes of a
/// prompt] - 1 + E[output] passes, of which those of a prompt but the last bring no token: of k that hold a place so
/// many fewer decode. BatchQueue with T(k) and those passes as work gives the number in progress; its limit is the
/// engine's batch or what memory holds, whichever is less.
///
/// First token: the rest of the pass in progress, even over it, the wait in line for a place, the wait for earlier
/// prompts (M/G/1 over prompts at the full chunk's speed), and the passes of its own prompt, over the quantiles of
/// prompt lengths. Between: T(k) as a request in progress sees k; gaps of single tokens spread more. Whole: output
/// quantiles times the mean T.
class LlmService final : public ServiceModel {
public:
    LlmService(const LlmSettings& settings, const ServiceContext& context);

    ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating& run) const override;
    std::uint32_t accelerators_per_replica() const override { return passes_.accelerators(); }
    std::string item() const override { return "output token"; }
    Objective objective() const override { return context_.objective; }
    Seconds cold_start() const override;
    std::optional<std::string> refusal() const override;

    /// Passes in which a request holds a place.
    struct Turns {
        double mean{1}, variance{0};
    };

    /// What a request that comes finds: shares of the time that passes without and with prompt tokens take, and these
    /// times how long such a pass is.
    struct PassInProgress {
        double plain{0}, carrying{0};
        Seconds plain_time{}, carrying_time{};
        PassInProgress& operator+=(const PassInProgress& o);
        friend PassInProgress operator*(double k, const PassInProgress& p);
    };

    /// Sequences at once that engine and memory allow; 0 = not one.
    std::uint32_t batch_limit() const { return batch_limit_; }
    const Passes& passes() const { return passes_; }

private:
    struct Nodes {
        Replica replica;
        std::vector<PassInProgress> in_progress;
    };
    struct Table {
        Replica replica;
        std::vector<PassInProgress> in_progress; ///< by requests in progress, 1..K at [0..K - 1]
        BatchQueue queue;
        PassTimes times;
    };
    const Table& table(const Operating& run) const; ///< worked out when first asked for
    Table make_table(const Operating& run) const;
    void add_node(Nodes& nodes, double k, const Operating& run) const;
    double decoding(const BatchQueue::State& s) const;
    Seconds prompt_time(const Table& t, double decoding, double tokens) const;
    WaitTime prompt_wait(const Table& t, double decoding, Frequency rate) const;
    Delays first(const Table& t, const BatchQueue::State& s, WaitTime wait) const;
    Delays between(const Table& t, const BatchQueue::State& s) const;
    Delays whole(const Delays& first, WaitTime wait, Seconds token) const;

    const LlmSettings settings_;
    const ServiceContext context_;
    const Passes passes_;
    std::uint32_t batch_limit_{0};
    const Turns turns_;
    mutable std::map<Operating, Table> tables_; ///< a memory only: not to be shared by threads
};

} // namespace dcsim
