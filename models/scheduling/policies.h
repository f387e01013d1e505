#pragma once
#include "models/scheduling/ordered.h"
#include <memory>

namespace dcsim {

std::unique_ptr<Scheduler> fcfs();
std::unique_ptr<Scheduler> skip();
/// In which order jobs behind the head of the queue are tried.
enum class BackfillOrder : std::uint8_t { submission, shortest, priority };
std::unique_ptr<Scheduler> easy();
std::unique_ptr<Scheduler> easy_in(BackfillOrder order);
std::unique_ptr<Scheduler> conservative();
/// Only the first `depth` jobs that wait are given reservations; those behind start where they delay none of these.
std::unique_ptr<Scheduler> conservative_within(std::size_t depth);

/// Starts a job without a reservation beside those that have one, or says why it waits.
void backfill(SchedulerView& view, const JobView& job, std::vector<Decision>& out);

std::unique_ptr<Scheduler> sjf(const OrderedParams& p);
std::unique_ptr<Scheduler> priority(const OrderedParams& p);
std::unique_ptr<Scheduler> edf(const OrderedParams& p);

struct FairShareParams {
    Fill fill{Fill::easy};
    Span half_life{std::int64_t{7} * 86400 * 1'000'000'000};
};
void fields(Fields& f, FairShareParams& p);
std::unique_ptr<Scheduler> fair_share(const FairShareParams& p);

struct ElasticParams {
    Span interval{std::int64_t{10} * 60 * 1'000'000'000}; ///< as Optimus [Peng et al., EuroSys 2018, sec. 5]
    double least_gain{0};
};
void fields(Fields& f, ElasticParams& p);
std::unique_ptr<Scheduler> elastic(const ElasticParams& p);

struct EnergyAwareParams {
    double slowdown{0.5};
};
void fields(Fields& f, EnergyAwareParams& p);
std::unique_ptr<Scheduler> energy_aware(const EnergyAwareParams& p);

struct PowerCapParams {
    Power cap{};
    bool overtake{false};
};
void fields(Fields& f, PowerCapParams& p);
std::unique_ptr<Scheduler> power_capped(const PowerCapParams& p);

} // namespace dcsim
