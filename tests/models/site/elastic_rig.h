#pragma once
#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

/// What tests of jobs share that leave their size to the scheduler.
namespace dcsim {

inline Elasticity law_of(SizeChoice choice, double least, double most, double serial = 0)
{
    return {
        .choice = choice, .least = least, .most = most, .steps = Elasticity::Steps::single, .serial_fraction = serial};
}

/// A job that nobody kills, of so many seconds on the accelerators that it asks for.
inline JobSpec job_of(std::int64_t submit, std::uint32_t accelerators, std::int64_t run)
{
    JobSpec job = gang_job(submit, accelerators, run);
    job.walltime.reset();
    return job;
}

inline std::unique_ptr<JobRig> rig_of(const ClusterParams& cluster, const std::vector<JobSpec>& jobs,
                                      std::unique_ptr<Scheduler> scheduler, const Elasticity& elasticity)
{
    return std::make_unique<JobRig>(
        cluster, jobs, std::move(scheduler), std::make_unique<LinearHost>(100 * watt, 900 * watt), no_deferral(),
        nullptr, std::vector<std::shared_ptr<const CheckpointRule>>{}, std::nullopt, std::vector{elasticity});
}

inline std::unique_ptr<Scheduler> at_once(double least_gain = 0)
{
    return elastic({.interval = Span{}, .least_gain = least_gain});
}

inline double end_of(const JobRig& rig, std::size_t job)
{
    return seconds(rig.left[job].end.value() - Time{}).si();
}

inline constexpr double ns = 1e-8; // of seconds: some roundings of a nanosecond each

} // namespace dcsim
