#pragma once
#include "models/vocabulary/scheduling.h"

namespace dcsim {

/// The view of another, for policies that change a part of what the policy inside them sees.
class PassedOnView : public SchedulerView {
public:
    explicit PassedOnView(SchedulerView& view) : view_{view} {}
    Time now() const override { return view_.now(); }
    std::span<const JobView> queue() const override { return view_.queue(); }
    std::span<const RunningView> running() const override { return view_.running(); }
    bool outrun() const override { return view_.outrun(); }
    std::optional<Placement> try_place(JobId job) override { return view_.try_place(job); }
    std::optional<Placement> try_size(JobId job, std::uint32_t milli) override { return view_.try_size(job, milli); }
    std::span<const std::uint32_t> sizes(JobId job) override { return view_.sizes(job); }
    Span length(JobId job, std::uint32_t milli) override { return view_.length(job, milli); }
    double relative_time(JobId job, std::uint32_t milli) override { return view_.relative_time(job, milli); }
    Span resize_time(JobId job) override { return view_.resize_time(job); }
    Energy added_energy(JobId job, std::uint32_t milli) override { return view_.added_energy(job, milli); }
    void give_back(const Placement& placement) override { view_.give_back(placement); }
    Reason refusal() const override { return view_.refusal(); }
    Reason told(JobId job) const override { return view_.told(job); }
    std::uint64_t free_milli_accelerators() const override { return view_.free_milli_accelerators(); }
    Reservation earliest(JobId job) override { return view_.earliest(job); }
    std::optional<Reservation> earlier(JobId job) override { return view_.earlier(job); }
    void hold(const Reservation& reservation) override { view_.hold(reservation); }
    void drop(const Reservation& reservation) override { view_.drop(reservation); }
    std::span<const Reservation> held() const override { return view_.held(); }
    std::optional<Reservation> held(JobId job) const override { return view_.held(job); }
    void vacate(JobId job) override { view_.vacate(job); }
    bool restore(JobId job) override { return view_.restore(job); }
    bool freed_early() const override { return view_.freed_early(); }
    Power predicted_power() const override { return view_.predicted_power(); }
    const Forecast<Intensity>& carbon() const override { return view_.carbon(); }

protected:
    SchedulerView& view() { return view_; }

private:
    SchedulerView& view_;
};

} // namespace dcsim
