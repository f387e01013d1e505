#include "models/site/job_account.h"
#include <algorithm>
#include <array>

namespace dcsim {

std::string_view name(JobStatus status)
{
    constexpr std::array<std::string_view, 8> names{"deferred", "queued",    "running", "completed",
                                                    "failed",   "cancelled", "killed",  "rejected"};
    return names[static_cast<std::size_t>(status)];
}

void JobCounts::merge(const JobCounts& other)
{
    submitted += other.submitted;
    completed += other.completed;
    failed += other.failed;
    cancelled += other.cancelled;
    killed += other.killed;
    rejected += other.rejected;
}

void JobStatistics::add_wait(Span wait)
{
    wait_seconds.add(seconds(wait).si());
    wait_quantiles.add(seconds(wait).si());
}

void JobStatistics::merge(const JobStatistics& other)
{
    wait_seconds.merge(other.wait_seconds);
    wait_quantiles.merge(other.wait_quantiles);
    bounded_slowdown.merge(other.bounded_slowdown);
    run_seconds.merge(other.run_seconds);
    job_energy.merge(other.job_energy);
}

void JobStatistics::state(Archive& archive)
{
    archive("wait", wait_seconds)("wait quantiles", wait_quantiles);
    archive("slowdown", bounded_slowdown)("run", run_seconds)("job energy", job_energy);
}

void WorkloadAccount::merge(const WorkloadAccount& other)
{
    JobStatistics::merge(other);
    all.merge(other.all);
    counted.merge(other.counted);
    energy_e18 += other.energy_e18;
    ledgers += other.ledgers;
    held_milli_ns += other.held_milli_ns;
    held_core_ns += other.held_core_ns;
    waited_ns += other.waited_ns;
    resident_ns += other.resident_ns;
    due += other.due;
    tardy += other.tardy;
    tardiness_ns += other.tardiness_ns;
    interruptions += other.interruptions;
    resizes += other.resizes;
    lost_milli_ns += other.lost_milli_ns;
    lost_e18 += other.lost_e18;
    restoring_milli_ns += other.restoring_milli_ns;
    saving_milli_ns += other.saving_milli_ns;
}

void WorkloadAccount::state(Archive& archive)
{
    JobStatistics::state(archive);
    archive("all", all)("counted", counted)("energy", energy_e18)("ledgers", ledgers)("held", held_milli_ns)(
        "held cores", held_core_ns);
    archive("due", due)("tardy", tardy)("tardiness", tardiness_ns);
    archive("interruptions", interruptions)("resizes", resizes)("lost", lost_milli_ns)("lost energy", lost_e18);
    archive("restoring", restoring_milli_ns)("saving", saving_milli_ns)("waited", waited_ns)("resident", resident_ns)(
        "cannot run", cannot_run);
}

double bounded_slowdown(Span wait, Span run)
{
    constexpr Span floor{10'000'000'000};
    const double total = static_cast<double>((wait + run).ns);
    return std::max(1.0, total / static_cast<double>(std::max(run, floor).ns));
}

} // namespace dcsim
