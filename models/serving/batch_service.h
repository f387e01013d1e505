#pragma once
#include "models/serving/service_context.h"
#include "models/serving/steady.h"
#include <map>

namespace dcsim {

/// Items that pass a network in batches: images, records, utterances.
struct BatchSettings {
    std::function<Demand(double items)> work; ///< what a batch asks of hardware, of diffusion all steps
    std::string item;
    std::uint32_t accelerators{1};
    std::uint32_t batch{1};
    bool adaptive{false};       ///< limit the batch to what keeps `objective.first`
    Seconds start_of_kernels{}; ///< host work that starts a batch's kernels; they wait for it where they are shorter
    Seconds per_batch{};        ///< host work that no kernel hides
    double memory{0.9};         ///< part of device memory that may be used
    Seconds start{};            ///< of the program, before it loads the weights
};

/// A replica that takes what waits, up to a batch, whenever it has finished the batch before. In the steady state, that
/// of BatchChain; where arrivals vary more or less than by chance, the waits of those who find a full batch in progress
/// are longer or shorter by the squared coefficient of variation of their gaps [Allen-Cunneen, times being fixed].
class BatchService final : public ServiceModel {
public:
    BatchService(const BatchSettings& settings, const ServiceContext& context);

    ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating& run) const override;
    std::uint32_t accelerators_per_replica() const override { return settings_.accelerators; }
    std::string item() const override { return settings_.item; }
    Objective objective() const override { return context_.objective; }
    Seconds cold_start() const override;
    std::optional<std::string> refusal() const override;

    /// Time and energy of a batch.
    Pace batch_of(double items, const Operating& run) const;

private:
    struct Table {
        Replica replica;
        BatchQueue queue;
    };
    Demand demand(double items) const;
    bool fits(std::uint32_t items) const;
    const Table& table(const Operating& run) const; ///< worked out when first asked for
    Table make_table(const Operating& run) const;
    ServicePoint steady(const Table& t, Frequency rate) const;
    ServicePoint without_chance(const Table& t, Frequency rate) const;

    const BatchSettings settings_;
    const ServiceContext context_;
    std::uint32_t batch_limit_{0};
    mutable std::map<Operating, Table> tables_; ///< a memory only: not to be shared by threads
};

} // namespace dcsim
