#include "models/world/metric_rows.h"

namespace dcsim {

namespace {

Energy charged(const SiteTotals& s, Cause cause)
{
    Energy sum;
    for (const JobTotals::Workload& w : s.jobs.workloads) sum += at(w.ledgers.cause, cause);
    return sum;
}

Energy charged(const SiteTotals& s, Device device)
{
    Energy sum;
    for (const JobTotals::Workload& w : s.jobs.workloads) sum += at(w.ledgers.device, device);
    return sum;
}

void cause(MetricRows& t, const char* name, Cause of, const char* meaning)
{
    t.energy(name, "it", meaning, Better::lower, [of](const SiteTotals& s) { return charged(s, of); });
}

void device(MetricRows& t, const char* name, Device of, const char* meaning)
{
    t.energy(name, "it", meaning, Better::lower, [of](const SiteTotals& s) { return charged(s, of); });
}

FluidService::Totals requests(const SiteTotals& s)
{
    FluidService::Totals sum;
    for (const ServiceAccount& a : s.services) {
        sum.arrived += a.requests.arrived;
        sum.served += a.requests.served;
        sum.lost += a.requests.lost;
        sum.met += a.requests.met;
    }
    return sum;
}

/// Over all services together; missing without requests.
std::optional<double> quantile(const SiteTotals& s, LatencySketch ServiceAccount::*latency, double p)
{
    LatencySketch all;
    for (const ServiceAccount& a : s.services) all.merge(a.*latency);
    return all.requests() > 0 ? std::optional{all.quantile(p).si()} : MetricRows::missing;
}

} // namespace

void work_metrics(MetricRows& t)
{
    cause(t, "energy_compute_kwh", Cause::compute,
          "IT energy of work, while kernels are bound by arithmetic; jobs given by a duration are in no such row");
    cause(t, "energy_memory_kwh", Cause::memory, "IT energy of work, while kernels are bound by device memory");
    cause(t, "energy_communication_kwh", Cause::communication,
          "IT energy of work, while collectives are not hidden, and in pipeline bubbles");
    cause(t, "energy_data_kwh", Cause::data,
          "IT energy of work, while input is waited for, and of cores that prepare it");
    cause(t, "energy_static_kwh", Cause::overhead,
          "IT energy of work, while accelerators are held and nothing runs on them");
    device(t, "energy_accelerator_dynamic_kwh", Device::accelerator_dynamic,
           "IT energy of work, by device: accelerators above their idle power");
    device(t, "energy_accelerator_idle_kwh", Device::accelerator_idle, "idle power of the accelerators held");
    device(t, "energy_cores_kwh", Device::cores, "busy processor cores");
    device(t, "energy_host_kwh", Device::host, "the rest of the servers: memory, network, fans, supplies");
    t.energy("energy_one_off_kwh", "it",
             "what techniques cost once before they pay (retraining, search); in no other row", Better::lower,
             [](const SiteTotals& s) {
                 Energy sum;
                 for (const Energy e : s.one_off) sum += e;
                 return sum;
             });
}

void service_metrics(MetricRows& t)
{
    using enum Better;
    const auto add = [&t](const char* name, const char* unit, Better better, const char* meaning,
                          std::function<std::optional<double>(const SiteTotals&)> value) {
        t.add({name, unit, "jobs", meaning, "", "", better}, std::move(value));
    };
    add("requests", "1", neither, "requests that came to services inside the counting window",
        [](const SiteTotals& s) { return requests(s).arrived; });
    add("requests_served", "1", higher, "requests whose service started inside the counting window",
        [](const SiteTotals& s) { return requests(s).served; });
    add("requests_lost", "1", lower, "requests that left because they waited longer than their patience",
        [](const SiteTotals& s) { return requests(s).lost; });
    add("slo_attainment", "1", higher, "share of requests, served or lost, that met their service's objective",
        [](const SiteTotals& s) {
            const FluidService::Totals all = requests(s);
            return all.served + all.lost > 0 ? std::optional{all.met / (all.served + all.lost)} : MetricRows::missing;
        });
    add("ttft_p50_s", "s", lower, "median time to the first token, or to the answer where there are no tokens",
        [](const SiteTotals& s) { return quantile(s, &ServiceAccount::first, .5); });
    add("ttft_p99_s", "s", lower, "99th percentile of the same",
        [](const SiteTotals& s) { return quantile(s, &ServiceAccount::first, .99); });
    add("tpot_p99_s", "s", lower, "99th percentile of the mean time per token after the first",
        [](const SiteTotals& s) { return quantile(s, &ServiceAccount::between, .99); });
    add("request_p99_s", "s", lower, "99th percentile of the time to the last token",
        [](const SiteTotals& s) { return quantile(s, &ServiceAccount::whole, .99); });
}

} // namespace dcsim
