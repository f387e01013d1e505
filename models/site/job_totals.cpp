#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double milli_ns_per_accelerator_second = 1e12;

double accelerator_seconds(Int128 milli_ns)
{
    return static_cast<double>(milli_ns) / milli_ns_per_accelerator_second;
}

double core_seconds(Int128 core_ns)
{
    return static_cast<double>(core_ns) / ns_per_second;
}

/// A law between whole numbers holds exactly or not at all; the residual is shown as a number.
CheckResult exact(std::string name, Int128 residual)
{
    return {std::move(name), static_cast<double>(residual), 0};
}

} // namespace

void Jobs::count_end(const Job& job, Time now)
{
    EndedJob& ended = ended_jobs_.add();
    ended.energy_e18 = job.energy_e18;
    ended.waited = job.waited;
    ended.ran = job.ran;
    ended.useful = job.useful;
    ended.otherwise = now - job.spec.submit - job.useful;
    ended.workload = job.spec.workload.value;
    ended.completed = job.status == JobStatus::completed;
}

/// Of a job that ends now, or is still here after its deadline. One that a limit has killed did not meet it.
void Jobs::count_deadline(WorkloadAccount& account, const Job& job, Time now)
{
    if (!job.spec.standing.deadline) return;
    ++account.due;
    if (now <= job.deadline && job.status != JobStatus::killed) return;
    ++account.tardy;
    account.tardiness_ns += std::max(Span{}, now - job.deadline).ns;
}

std::vector<WorkloadAccount> Jobs::accounts(Time now) const
{
    std::vector<WorkloadAccount> accounts = accounts_;
    const std::vector<JobStatistics>& ended = ended_jobs_.statistics();
    for (std::size_t i = 0; i < accounts.size(); ++i) static_cast<JobStatistics&>(accounts[i]) = ended[i];
    each_alive([&](JobId, const Job& job) {
        const bool started = !waits(job) || !job.fresh();
        if (started && counts(job)) accounts[job.spec.workload.value].add_wait(waited(now, job));
        if (counts(job) && now > job.deadline) count_deadline(accounts[job.spec.workload.value], job, now);
    });
    return accounts;
}

void Jobs::record(Recorder& recorder, const std::string& pool)
{
    if (!pool.empty()) execution_.record(recorder, pool);
    if (!setup_.network) return;
    fragmentation_ = recorder.channel<double>({pool.empty() ? "fragmentation" : "fragmentation_" + pool, "1",
                                               "free accelerators on nodes that are partly used, over all free ones",
                                               "it", Bins::mean});
    note_fragmentation(Time{});
    if (!cables_) return;
    held_up_accelerators_ = recorder.channel<double>(
        {pool.empty() ? "contention" : "contention_" + pool, "1",
         "accelerators whose time is lost to others on the network, or to what of it is down", "it", Bins::mean});
    held_up_accelerators_.hold(Time{}, 0);
}

void Jobs::note_fragmentation(Time now)
{
    if (setup_.network) fragmentation_.hold(now, cluster_.fragmentation());
}

JobTotals Jobs::totals(Time now) const
{
    std::vector<Int128> energy, held, cores, saving, restoring;
    std::vector<EnergyLedgers> ledgers;
    for (const WorkloadAccount& account : accounts_) {
        energy.push_back(account.energy_e18);
        held.push_back(account.held_milli_ns);
        cores.push_back(account.held_core_ns);
        saving.push_back(account.saving_milli_ns);
        restoring.push_back(account.restoring_milli_ns);
        ledgers.push_back(account.ledgers);
    }
    each_alive([&](JobId id, const Job& job) {
        if (job.status != JobStatus::running) return;
        const std::uint32_t workload = job.spec.workload.value;
        const Int128 milli = job.spec.request.milli_accelerators;
        energy[workload] += execution_.energy_e18(now, id);
        ledgers[workload] += execution_.ledgers(now, id);
        held[workload] += milli * (now - job.since).ns;
        cores[workload] += Int128{cluster_.cores_of(job.spec.request)} * (now - job.since).ns;
        saving[workload] += milli * execution_.saving(now, id).ns;
        restoring[workload] += milli * counted(job.since, job.since + execution_.restoring(now, id)).ns;
    });
    JobTotals totals;
    for (std::size_t i = 0; i < accounts_.size(); ++i)
        totals.workloads.push_back(
            {.energy = energy_of_e18(energy[i]),
             .ledgers = ledgers[i],
             .accelerator_seconds = accelerator_seconds(held[i]),
             .core_seconds = core_seconds(cores[i]),
             .interruptions = accounts_[i].interruptions,
             .resizes = accounts_[i].resizes,
             .lost_accelerator_seconds = accelerator_seconds(accounts_[i].lost_milli_ns),
             .lost = energy_of_e18(accounts_[i].lost_e18),
             .restoring_accelerator_seconds = accelerator_seconds(restoring[i]),
             .saving_accelerator_seconds = accelerator_seconds(saving[i]),
             .contention_accelerator_seconds = cables_ ? accelerator_seconds(contention_ppm_[i].at(now)) / 1e6 : 0});
    totals.asleep_node_seconds = static_cast<double>(asleep_nodes_.at(now)) / ns_per_second;
    totals.slowed_accelerator_seconds = accelerator_seconds(slowed_milli_.at(now));
    totals.over_cap_seconds = static_cast<double>(over_cap_time_.at(now)) / ns_per_second;
    totals.down_seconds = accelerator_seconds(down_milli_.at(now));
    if (setup_.outages)
        for (const std::uint64_t failures : setup_.outages->failures()) totals.failures += failures;
    totals.it = energy_of_e18(loads().it_e18(now));
    totals.idle = energy_of_e18(loads().idle_e18(now));
    totals.unallocated = energy_of_e18(loads().unallocated_e18(now));
    totals.network = energy_of_e18(loads().network_e18(now));
    totals.accelerator_seconds = accelerator_seconds(held_milli_.at(now));
    totals.capacity_seconds = static_cast<double>(cluster_.milli_accelerators()) / 1000 * seconds(now).si();
    totals.core_seconds = core_seconds(held_cores_.at(now));
    totals.core_capacity_seconds = static_cast<double>(cluster_.cores()) * seconds(now).si();
    return totals;
}

std::vector<CheckResult> Jobs::checks(Time now) const
{
    Int128 energy =
        loads().it_e18(now) - loads().idle_e18(now) - loads().unallocated_e18(now) - loads().network_e18(now);
    Int128 resident = resident_.at(now), waited = queued_.at(now), held = held_milli_.at(now),
           cores = held_cores_.at(now);
    std::int64_t balance = 0, held_now = 0;
    for (const WorkloadAccount& account : accounts_) {
        energy -= account.energy_e18;
        resident -= account.resident_ns;
        waited -= account.waited_ns;
        held -= account.held_milli_ns;
        cores -= account.held_core_ns;
        balance += static_cast<std::int64_t>(account.all.submitted - account.all.left());
    }
    each_alive([&](JobId id, const Job& job) {
        --balance;
        resident -= (now - job.spec.submit).ns;
        if (job.status == JobStatus::running) {
            energy -= execution_.energy_e18(now, id);
            held -= Int128{job.spec.request.milli_accelerators} * (now - job.since).ns;
            cores -= Int128{cluster_.cores_of(job.spec.request)} * (now - job.since).ns;
            held_now += job.spec.request.milli_accelerators;
        } else
            waited -= (now - job.since).ns;
    });
    const auto free = static_cast<std::int64_t>(cluster_.milli_accelerators() - cluster_.free_milli_accelerators());
    return {
        exact("IT energy = jobs + idle + unallocated + network, nW ns", energy),
        exact("jobs submitted = completed + failed + cancelled + killed + rejected + running + queued", balance),
        exact("Little's law: jobs in the system, job ns", resident),
        exact("Little's law: jobs waiting, job ns", waited),
        exact("busy time = accelerators held over time, milli ns", held),
        exact("busy time of cores = cores held over time, core ns", cores),
        exact("accelerators in use = held by jobs + down, milli", free - held_now - down_milli_.level()),
        exact("accelerators held never exceed the cluster, milli",
              std::max<std::int64_t>(0, held_milli_.most() - static_cast<std::int64_t>(cluster_.milli_accelerators()))),
        {"IT power never exceeds its limit while clocks can fall, W", over_cap_.si(), 0},
    };
}

void Jobs::each_unfinished(Time now, const JobListener& tell) const
{
    std::vector<JobId> ids;
    each_alive([&](JobId id, const Job& job) {
        if (!job.resident) ids.push_back(id);
    });
    std::ranges::sort(ids, {}, [&](JobId id) { return jobs_[id.value].sequence; });
    for (const JobId id : ids) {
        const Job& job = jobs_[id.value];
        JobRecord record = record_of(now, job);
        if (job.status == JobStatus::running) {
            record.energy = energy_of_e18(job.energy_e18 + execution_.energy_e18(now, id));
            record.ran = job.ran + (now - job.since);
        }
        tell(record);
    }
}

void Jobs::Job::state(Archive& archive)
{
    archive("spec", spec)("sequence", sequence)("not before", not_before)("start", start)("since", since);
    archive("waited", waited)("ran", ran)("useful", useful)("energy", energy_e18)("deadline", deadline)(
        "expected", expected)("most", most)("interruptions", interruptions)("resizes", resizes)("asked", asked);
    bool paced = on.has_value();
    Allocation a = paced ? *on : Allocation{};
    archive("waking", waking)("paced", paced)("accelerators", a.accelerators)("per node", a.per_node)("cores", a.cores);
    archive("shape", a.shape.number)("unused", a.unused)("waits", waits); // the network itself is found again by Jobs
    on = paced ? Rare<Allocation>{a} : Rare<Allocation>{};
    archive("reason", reason)("status", status);
    archive("alive", alive)("resident", resident)("unwanted", unwanted);
}

void Jobs::state(Archive& archive)
{
    archive("cluster", cluster_)("execution", execution_)("plan", plan_)("scheduler", *setup_.scheduler);
    if (setup_.network) archive("network", *setup_.network);
    archive("arrivals", submissions_)("workflows", workflows_)("jobs", jobs_)("unused", unused_);
    archive("submitted", submitted_)("waiting", waiting_)("most power", most_power_)("deferred", deferred_);
    if (backlog_) archive("backlog", *backlog_);
    archive("running", running_)("owners", owners_);
    if (setup_.outages) archive("outages", *setup_.outages);
    if (sleeping_) archive("sleeping", *sleeping_);
    archive("asleep", asleep_nodes_);
    archive("down", down_)("down milli", down_milli_)("cut off", cut_off_);
    archive("accounts", accounts_)("ended", ended_jobs_)("resident", resident_)("queued", queued_)("held", held_milli_)(
        "held cores", held_cores_);
    archive("last end", last_end_);
    for (std::size_t i = 0; i < jobs_.size(); ++i)
        if (jobs_[i].on) jobs_[i].on->shape.network = setup_.network;
    archive("slowed milli", slowed_milli_)("over cap time", over_cap_time_);
    if (follows_segments_) archive("entered", entered_);
    if (setup_.node_limits) archive("node limits", *setup_.node_limits);
    traffic_.clear();
    if (cap_) restore_clocks(archive);
    if (!cables_) return;
    archive("cables", *cables_)("held up", held_up_)("contention", contention_ppm_);
}

} // namespace dcsim
