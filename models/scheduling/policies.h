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
/// Only the first `depth` waiting jobs are given reservations; those behind wait until they are among them.
std::unique_ptr<Scheduler> conservative_within(std::size_t depth);

std::unique_ptr<Scheduler> sjf(const OrderedParams& p);
std::unique_ptr<Scheduler> priority(const OrderedParams& p);
std::unique_ptr<Scheduler> edf(const OrderedParams& p);

struct FairShareParams {
    Fill fill{Fill::easy};
    Span half_life{std::int64_t{7} * 86400 * 1'000'000'000};
};
void fields(Fields& f, FairShareParams& p);
std::unique_ptr<Scheduler> fair_share(const FairShareParams& p);

struct PowerCapParams {
    Power cap{};
    bool overtake{false};
};
void fields(Fields& f, PowerCapParams& p);
std::unique_ptr<Scheduler> power_capped(const PowerCapParams& p);

} // namespace dcsim
