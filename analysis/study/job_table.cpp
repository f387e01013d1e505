#include "analysis/study/job_table.h"
#include <limits>

namespace dcsim {

namespace {

/// A column whose value for a job is `of(job)`.
template <class F>
Column column(const std::vector<JobRecord>& jobs, std::string name, std::string unit, std::string meaning, const F& of)
{
    std::vector<decltype(of(jobs.front()))> values;
    values.reserve(jobs.size());
    for (const JobRecord& job : jobs) values.push_back(of(job));
    return {std::move(name), std::move(unit), std::move(meaning), std::move(values)};
}

double seconds_or_nan(const std::optional<Time>& at)
{
    return at ? seconds(*at - Time{}).si() : std::numeric_limits<double>::quiet_NaN();
}

std::string text(const std::optional<Reason>& reason)
{
    return reason ? std::string{name(*reason)} : std::string{};
}

std::optional<Reason> first_wait(const JobRecord& job)
{
    return job.waited ? std::optional{job.waited->first} : std::nullopt;
}

std::optional<Reason> last_wait(const JobRecord& job)
{
    return job.waited ? std::optional{job.waited->last} : std::nullopt;
}

} // namespace

JobTable::JobTable(std::vector<std::string> workloads, std::vector<std::string> pools, Interval counted)
    : workloads_{std::move(workloads)}, pools_{std::move(pools)}, counted_{counted}
{
}

void JobTable::add(const JobRecord& job)
{
    if (counted_.from <= job.submit && job.submit < counted_.to) jobs_.push_back(job);
}

Table JobTable::take()
{
    const std::vector<JobRecord> jobs = std::exchange(jobs_, {});
    const auto of = [&](const char* name, const char* unit, const char* meaning, const auto& value) {
        return column(jobs, name, unit, meaning, value);
    };
    using J = const JobRecord&;
    Table table{
        "jobs",
        {of("number", "1", "name of the job within its workload",
            [](J job) { return static_cast<std::int64_t>(job.number); }),
         of("workload", "", "workload that submitted it", [&](J job) { return workloads_[job.workload.value]; }),
         of("submit_s", "s", "submission after the start of the scenario",
            [](J job) { return seconds_or_nan(job.submit); }),
         of("start_s", "s", "first start; NaN if it did not start", [](J job) { return seconds_or_nan(job.start); }),
         of("end_s", "s", "end or rejection; NaN if it still waits or runs",
            [](J job) { return seconds_or_nan(job.end); }),
         of("wait_s", "s", "time in the queue, deferral and waits after interruptions included",
            [](J job) { return seconds(job.queued).si(); }),
         of("run_s", "s", "time on accelerators, what interruptions made void included",
            [](J job) { return seconds(job.ran).si(); }),
         of("interruptions", "1", "how often it lost its accelerators before its end",
            [](J job) { return std::int64_t{job.interruptions}; }),
         of("resizes", "1", "how often it went on with another number of accelerators",
            [](J job) { return std::int64_t{job.resizes}; }),
         of("accelerators", "1", "accelerators asked for", [](J job) { return job.milli_accelerators / 1000.0; }),
         of("energy_kwh", "kW h", "IT energy up to its end or the end of the run, idle share included",
            [](J job) { return job.energy / kWh; }),
         of("status", "", "completed, failed, cancelled, killed, rejected, running, queued or deferred",
            [](J job) { return std::string{name(job.status)}; }),
         of("first_wait_reason", "", "why it waited at first; empty if it did not wait",
            [](J job) { return text(first_wait(job)); }),
         of("last_wait_reason", "", "why it waited in the end; empty if it did not wait",
            [](J job) { return text(last_wait(job)); }),
         of("start_reason", "", "why it started or was rejected; empty if it still waits",
            [](J job) { return text(job.reason); })}};
    if (!pools_.empty())
        table.columns.push_back(of("pool", "", "to which it was sent", [&](J job) { return pools_[job.pool]; }));
    return table;
}

} // namespace dcsim
