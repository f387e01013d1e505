#include "analysis/study/workload_table.h"
#include <algorithm>
#include <fmt/ranges.h>
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// All that the totals hold of one workload.
struct Part {
    const WorkloadScenario& scenario;
    const JobTotals::Workload& use;
    const WorkloadAccount& jobs;
    const ServiceAccount* service; ///< null where it gives jobs
    Energy one_off;
    Seconds requested; ///< how long requests came inside the window
};

std::vector<Part> rows_of(const Scenario& scenario, const SiteTotals& totals)
{
    std::vector<Part> rows;
    const Seconds requested = seconds(scenario.window.arrivals_until() - scenario.window.counted_from());
    for (std::uint32_t i = 0; i < scenario.workloads.size(); ++i) {
        const auto service = std::ranges::find(totals.services, i, [](const auto& s) { return s.workload.value; });
        rows.push_back({scenario.workloads[i], totals.jobs.workloads[i], totals.accounts[i],
                        service == totals.services.end() ? nullptr : &*service,
                        i < totals.one_off.size() ? totals.one_off[i] : Energy{}, requested});
    }
    return rows;
}

class Columns {
public:
    explicit Columns(const std::vector<Part>& rows) : rows_{rows} {}

    template <class F> void add(const char* name, const char* unit, const char* meaning, const F& of)
    {
        std::vector<decltype(of(rows_.front()))> values;
        for (const Part& row : rows_) values.push_back(of(row));
        columns_.push_back({name, unit, meaning, std::move(values)});
    }
    void of_service(const char* name, const char* unit, const char* meaning, double (*of)(const Part&))
    {
        add(name, unit, meaning, [of](const Part& r) { return r.service ? of(r) : missing; });
    }
    std::vector<Column> take() { return std::move(columns_); }

private:
    const std::vector<Part>& rows_;
    std::vector<Column> columns_;
};

double count(std::uint64_t n)
{
    return static_cast<double>(n);
}

std::string dominant(const ByCause<Energy>& energy)
{
    const auto most = std::ranges::max_element(energy);
    return *most > Energy{} ? std::string{name(static_cast<Cause>(most - energy.begin()))} : std::string{};
}

double utilised(const JobTotals::Workload& use)
{
    const double at_peak = use.ledgers.arithmetic_seconds;
    return at_peak > 0 && use.accelerator_seconds > 0 ? at_peak / use.accelerator_seconds : missing;
}

void use(Columns& c)
{
    c.add("workload", "", "name in the scenario", [](const Part& r) { return r.scenario.name; });
    c.add("energy_kwh", "kW h", "IT energy charged to it in the window, with the idle share of what it holds",
          [](const Part& r) { return r.use.energy / kWh; });
    c.add("accelerator_hours", "h", "accelerators held times time",
          [](const Part& r) { return r.use.accelerator_seconds / 3600; });
    c.add("core_hours", "h",
          "processor cores held times time, of nodes and beside them; 0 where they are no constraint",
          [](const Part& r) { return r.use.core_seconds / 3600; });
    const auto charged = [&c](const char* name, Cause cause, const char* meaning) {
        c.add(name, "kW h", meaning, [cause](const Part& r) { return at(r.use.ledgers.cause, cause) / kWh; });
    };
    charged("energy_compute_kwh", Cause::compute,
            "of this, while kernels are bound by arithmetic; 0 for jobs given by a duration");
    charged("energy_memory_kwh", Cause::memory, "while kernels are bound by device memory");
    charged("energy_communication_kwh", Cause::communication,
            "while collectives are not hidden, and in pipeline bubbles");
    charged("energy_data_kwh", Cause::data, "while input is waited for, and of cores that prepare it");
    charged("energy_static_kwh", Cause::overhead, "while accelerators are held and nothing runs on them");
    c.add("dominant_cause", "", "of these the one with most of the energy; empty for jobs given by a duration",
          [](const Part& r) { return dominant(r.use.ledgers.cause); });
    c.add("mfu", "1",
          "model FLOPs, without recomputation, over what the accelerators held could do at peak in that time, at the "
          "precision of most of them, also for work that was lost; NaN for services and jobs given by a duration",
          [](const Part& r) { return utilised(r.use); });
    c.add("interruptions", "1", "how often its jobs lost their accelerators before their end",
          [](const Part& r) { return count(r.use.interruptions); });
    c.add("resizes", "1", "how often its running jobs went on with another number of accelerators",
          [](const Part& r) { return count(r.use.resizes); });
    c.add("lost_accelerator_hours", "h", "of the accelerator hours, those whose result interruptions made void",
          [](const Part& r) { return r.use.lost_accelerator_seconds / 3600; });
    c.add("restart_accelerator_hours", "h",
          "of the accelerator hours, those spent at rest after interruptions and resizes",
          [](const Part& r) { return r.use.restoring_accelerator_seconds / 3600; });
    c.add("save_accelerator_hours", "h", "of the accelerator hours, those in which jobs saved their state",
          [](const Part& r) { return r.use.saving_accelerator_seconds / 3600; });
    c.add("contention_accelerator_hours", "h",
          "of the accelerator hours, those that its jobs would not have taken with the network for themselves",
          [](const Part& r) { return r.use.contention_accelerator_seconds / 3600; });
    c.add("effective_time", "1", "share of the accelerator hours that made progress which was kept", [](const Part& r) {
        const double held = r.use.accelerator_seconds;
        return held > 0 ? r.use.productive_accelerator_seconds() / held : missing;
    });
    c.add("energy_lost_kwh", "kW h", "of the energy, what went into work that interruptions made void",
          [](const Part& r) { return r.use.lost / kWh; });
    c.add("energy_one_off_kwh", "kW h", "what its techniques cost once, on a node; in no other column",
          [](const Part& r) { return r.one_off / kWh; });
}

/// Share of the accelerator time in which something runs or is waited for.
double working(const Part& r)
{
    const double held = r.use.accelerator_seconds;
    return r.scenario.jobs.work && held > 0 ? r.use.ledgers.working_seconds / held : missing;
}

void jobs(Columns& c)
{
    c.add("jobs_submitted", "1", "jobs submitted inside the counting window",
          [](const Part& r) { return count(r.jobs.counted.submitted); });
    c.add("jobs_completed", "1", "of these, completed", [](const Part& r) { return count(r.jobs.counted.completed); });
    c.add("jobs_rejected", "1", "of these, larger than the cluster, or unable to run on its hardware",
          [](const Part& r) { return count(r.jobs.counted.rejected); });
    c.add("energy_per_job_kwh", "kW h", "mean over completed jobs",
          [](const Part& r) { return r.jobs.job_energy.n() == 0 ? missing : Energy{r.jobs.job_energy.mean()} / kWh; });
    c.add("run_time_mean_s", "s", "mean time from start to end of completed jobs",
          [](const Part& r) { return r.jobs.run_seconds.n() == 0 ? missing : r.jobs.run_seconds.mean(); });
    c.add("work_time_mean_s", "s",
          "of that the time in which accelerators work or wait for input, without start-ups, checkpoints and rest; NaN "
          "for jobs given by a duration",
          [](const Part& r) { return r.jobs.run_seconds.n() == 0 ? missing : working(r) * r.jobs.run_seconds.mean(); });
}

double per_item(const Part& r, double of)
{
    return r.service->requests.items > 0 ? of / r.service->requests.items : missing;
}

double quantile(const LatencySketch& sketch, double p)
{
    return sketch.requests() > 0 ? sketch.quantile(p).si() : missing;
}

void services(Columns& c)
{
    c.of_service("requests", "1", "requests that came inside the window",
                 [](const Part& r) { return r.service->requests.arrived; });
    c.of_service("requests_lost", "1", "requests that left after their patience",
                 [](const Part& r) { return r.service->requests.lost; });
    c.of_service("items", "1", "tokens, images or records made in the window",
                 [](const Part& r) { return r.service->requests.items; });
    c.of_service("energy_per_item_j", "J", "energy of the replicas in the window over items",
                 [](const Part& r) { return per_item(r, r.use.energy / joule); });
    c.of_service("slo_attainment", "1", "share of requests, served or lost, that met the objective", [](const Part& r) {
        const auto& q = r.service->requests;
        return q.served + q.lost > 0 ? q.met / (q.served + q.lost) : missing;
    });
    c.of_service("ttft_p50_s", "s", "median time to the first token or the answer",
                 [](const Part& r) { return quantile(r.service->first, .5); });
    c.of_service("ttft_p99_s", "s", "99th percentile of the same",
                 [](const Part& r) { return quantile(r.service->first, .99); });
    c.of_service("tpot_p99_s", "s", "99th percentile of the mean time per token after the first", [](const Part& r) {
        return r.service->between.quantile(1) > Seconds{} ? quantile(r.service->between, .99) : missing;
    });
    c.of_service("replicas_mean", "1", "replicas that answer, mean over the window in which requests come",
                 [](const Part& r) { return r.service->replica_seconds / r.requested.si(); });
    c.add("item", "", "what a service makes",
          [](const Part& r) { return r.service ? r.service->item : std::string{}; });
}

void techniques(Columns& c)
{
    const auto made = [](const Part& r) { return Techniques{r.scenario.techniques, {}}; };
    c.add("techniques", "", "what changes its work, in the order of application",
          [&](const Part& r) { return fmt::format("{}", fmt::join(made(r).names(), ", ")); });
    c.add("accuracy", "", "what is known of the accuracy under these techniques, with sources",
          [&](const Part& r) { return fmt::format("{}", fmt::join(made(r).accuracies(), "; ")); });
}

Table table_of(const std::vector<Part>& rows)
{
    Columns c{rows};
    use(c);
    jobs(c);
    services(c);
    techniques(c);
    return {"workloads", c.take(), "row"};
}

} // namespace

Table workload_table(const Scenario& scenario, const SiteTotals& totals)
{
    return table_of(rows_of(scenario, totals));
}

Table workload_columns()
{
    return table_of({});
}

} // namespace dcsim
