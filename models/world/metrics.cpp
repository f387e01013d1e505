#include "models/world/metric_rows.h"

namespace dcsim {

namespace {

void energies(MetricRows& t)
{
    using enum Better;
    t.energy("energy_it_kwh", "it", "energy of the IT equipment at the rack inlet", lower,
             [](const SiteTotals& s) { return s.building.at_rack_inlet(); });
    t.energy("energy_cooling_kwh", "facility", "energy of the cooling plant: fans, pumps, compressors, towers, offices",
             lower, [](const SiteTotals& s) { return s.building.cooling(); });
    t.energy("energy_power_loss_kwh", "facility", "losses of power conversion between utility meter and rack inlet",
             lower, [](const SiteTotals& s) { return s.building.loss() - s.building.psu; });
    t.energy("energy_facility_kwh", "facility", "IT, cooling and conversion losses together", lower,
             [](const SiteTotals& s) { return s.building.facility(); });
    t.energy("energy_grid_import_kwh", "grid", "energy bought from the grid", lower,
             [](const SiteTotals& s) { return s.supply.of(Flow::import); });
    t.energy("energy_grid_export_kwh", "grid", "energy fed into the grid", neither,
             [](const SiteTotals& s) { return s.supply.of(Flow::exported); });
    t.energy("energy_solar_kwh", "site", "AC energy of the photovoltaics, curtailed energy included", neither,
             [](const SiteTotals& s) { return s.supply.of(Flow::solar); });
    t.energy("energy_curtailed_kwh", "site", "on-site generation that was neither used, stored nor exported", lower,
             [](const SiteTotals& s) { return s.supply.of(Flow::curtailed); });
    t.energy("energy_battery_charge_kwh", "site", "energy that went into the battery, at its AC terminals", neither,
             [](const SiteTotals& s) { return s.supply.of(Flow::charge); });
    t.energy("energy_battery_discharge_kwh", "site", "energy that came out of the battery, at its AC terminals",
             neither, [](const SiteTotals& s) { return s.supply.of(Flow::discharge); });
    t.energy("energy_stored_delta_kwh", "site", "stored energy at the end of the window less that at its start",
             neither, [](const SiteTotals& s) { return s.supply.stored; });
    t.energy("energy_jobs_kwh", "it",
             "IT energy charged to jobs, at the basis of node power: the power above idle that they cause, and the "
             "idle power "
             "of the accelerators that they hold",
             neither, [](const SiteTotals& s) {
                 Energy sum;
                 for (const auto& w : s.jobs.workloads) sum += w.energy;
                 return sum;
             });
    t.energy("energy_idle_kwh", "it", "IT energy of nodes that no job uses", lower,
             [](const SiteTotals& s) { return s.jobs.idle; });
    t.energy("energy_unallocated_kwh", "it", "IT energy of the unused part of nodes in use, and of switches", lower,
             [](const SiteTotals& s) { return s.jobs.unallocated + s.jobs.network; });
    t.energy("energy_psu_kwh", "it",
             "loss of the servers' power supplies where node power is stated at dc: jobs, idle, unallocated and this "
             "are energy_it_kwh",
             lower, [](const SiteTotals& s) { return s.building.psu; });
}

void carbon_and_money(MetricRows& t, const std::string& currency)
{
    using enum Better;
    t.add({"co2e_location_kg", "kg", "grid",
           "location-based operational emissions: grid import times the grid's average "
           "intensity",
           "", "", lower},
          [](const SiteTotals& s) { return s.supply.location_carbon / kilogram; });
    t.add(
        {"co2e_location_adjusted_kg", "kg", "grid",
         "location-based emissions, charged or credited for the change of the "
         "stored energy at the window's mean intensity: what is missing over the efficiency of charging, what is left "
         "times that of discharging",
         "", "", lower},
        [](const SiteTotals& s) { return (s.supply.location_carbon + s.storage.carbon) / kilogram; });
    t.add({"co2e_stored_delta_kg", "kg", "site",
           "carbon of the grid in the stored energy at the end of the window less that at its start; not among "
           "emissions, which count when energy is bought",
           "", "", neither},
          [](const SiteTotals& s) { return s.supply.stored_carbon / kilogram; });
    t.add({"cost_energy", currency, "grid", "price of the energy bought, less income from export", "", "", lower},
          [](const SiteTotals& s) { return s.supply.cost.si(); });
    t.add({"cost_energy_adjusted", currency, "grid",
           "price of the energy bought, less income from export, charged or credited for the change of the "
           "stored energy at the window's mean price: what is missing over the efficiency of charging, what is left "
           "times that of discharging",
           "", "", lower},
          [](const SiteTotals& s) { return (s.supply.cost + s.storage.cost).si(); });
    t.add({"peak_import_kw", "kW", "grid",
           "highest mean of the counted import over a quarter hour of the clock; over parts of one where no whole one "
           "is counted",
           "", "", lower},
          [](const SiteTotals& s) { return s.supply.peak_import / kW; });
    t.ratio({"intensity_import_g_per_kwh", "g kW-1 h-1", "grid", "mean intensity of the energy bought, weighted by it",
             "co2e_location_kg", "energy_grid_import_kwh", lower},
            1000);
    t.add({"cfe", "1", "site",
           "share of the load met by carbon-free energy, matched by UTC hour, the grid's share included", "", "",
           higher},
          [](const SiteTotals& s) {
              return s.supply.load() > Energy{} ? s.supply.carbon_free_score() : MetricRows::missing;
          });
    t.add({"coverage", "1", "site",
           "share of the load met by on-site generation, directly or through the battery; not by what the battery held "
           "at first",
           "", "", higher},
          [](const SiteTotals& s) { return s.supply.load() > Energy{} ? s.supply.coverage() : MetricRows::missing; });
}

void facility(MetricRows& t)
{
    using enum Better;
    t.add({"water_withdrawal_l", "L", "site", "make-up water of the plant: evaporation, drift and blowdown", "", "",
           lower},
          [](const SiteTotals& s) { return s.building.make_up() / litre; });
    t.add({"water_consumption_l", "L", "site", "water lost to the air: make-up less blowdown", "", "", lower},
          [](const SiteTotals& s) { return (s.building.evaporation + s.building.drift) / litre; });
    t.ratio({"pue", "1", "facility", "power usage effectiveness, IT measured at the rack inlet", "energy_facility_kwh",
             "energy_it_kwh", lower});
    t.ratio({"wue_l_per_kwh", "L kW-1 h-1", "site", "water usage effectiveness: make-up water per IT energy",
             "water_withdrawal_l", "energy_it_kwh", lower});
    t.ratio({"cue_kg_per_kwh", "kg kW-1 h-1", "grid", "carbon usage effectiveness, location-based", "co2e_location_kg",
             "energy_it_kwh", lower});
    t.energy("heat_unmet_kwh", "facility", "heat that the plant could not remove when it was offered", lower,
             [](const SiteTotals& s) { return s.building.unmet_heat; });
}

void count(MetricRows& t, const char* name, const char* meaning, Better better, std::uint64_t (*of)(const SiteTotals&))
{
    t.add({name, "1", "jobs", meaning, "", "", better},
          [of](const SiteTotals& s) { return static_cast<double>(of(s)); });
}

void job_counts(MetricRows& t)
{
    using enum Better;
    count(t, "jobs_submitted", "jobs submitted inside the counting window", neither,
          [](const SiteTotals& s) { return s.account.counted.submitted; });
    count(t, "jobs_completed", "of these, completed", higher,
          [](const SiteTotals& s) { return s.account.counted.completed; });
    count(t, "jobs_failed", "of these, failed by themselves before their end", lower,
          [](const SiteTotals& s) { return s.account.counted.failed; });
    count(
        t, "jobs_cancelled",
        "of these, cancelled by their user while they ran, or because a job that they had to wait for did not complete",
        neither, [](const SiteTotals& s) { return s.account.counted.cancelled; });
    count(t, "jobs_killed", "of these, killed at their wall time", lower,
          [](const SiteTotals& s) { return s.account.counted.killed; });
    count(t, "jobs_rejected", "of these, larger than the cluster", lower,
          [](const SiteTotals& s) { return s.account.counted.rejected; });
    count(t, "jobs_unfinished", "of these, still waiting or running at the end", lower,
          [](const SiteTotals& s) { return s.unfinished(); });
}

std::optional<double> wait_quantile(const SiteTotals& s, double p)
{
    const QuantileSketch& waits = s.account.wait_quantiles;
    return waits.count() == 0 ? MetricRows::missing : waits.quantile(p);
}

/// In hours; cores that are no constraint are not counted.
std::optional<double> of_cores(const SiteTotals& s, double core_seconds)
{
    return s.jobs.core_capacity_seconds > 0 ? std::optional{core_seconds / 3600} : MetricRows::missing;
}

void job_times(MetricRows& t)
{
    using enum Better;
    t.add({"wait_mean_s", "s", "jobs",
           "mean time in the queue of the jobs that started, deferral and waits after interruptions included", "", "",
           lower},
          [](const SiteTotals& s) {
              return s.account.wait_seconds.n() == 0 ? MetricRows::missing : s.account.wait_seconds.mean();
          });
    t.add({"wait_p50_s", "s", "jobs", "median wait of the jobs that started, between ranks linear, within 0.5 %", "",
           "", lower},
          [](const SiteTotals& s) { return wait_quantile(s, 0.5); });
    t.add({"wait_p95_s", "s", "jobs",
           "95th percentile of the waits of the jobs that started, between ranks linear, within 0.5 %", "", "", lower},
          [](const SiteTotals& s) { return wait_quantile(s, 0.95); });
    t.add({"wait_max_s", "s", "jobs", "longest wait of a job that started", "", "", lower},
          [](const SiteTotals& s) { return wait_quantile(s, 1); });
    t.add({"bounded_slowdown_mean", "1", "jobs",
           "mean of (wait + run) / max(run, 10 s), at least 1, over ended jobs; what interruptions made void is wait",
           "", "", lower},
          [](const SiteTotals& s) {
              return s.account.bounded_slowdown.n() == 0 ? MetricRows::missing : s.account.bounded_slowdown.mean();
          });
    count(t, "jobs_due", "submitted inside the counting window with a deadline, and ended or still here when it passed",
          neither, [](const SiteTotals& s) { return s.account.due; });
    count(t, "jobs_tardy", "of the jobs due, those that had not ended by their deadline, or were killed by a limit",
          lower, [](const SiteTotals& s) { return s.account.tardy; });
    t.ratio(
        {"deadline_miss_ratio", "1", "jobs", "share of the jobs due that are tardy", "jobs_tardy", "jobs_due", lower});
    t.add(
        {"tardiness_mean_s", "s", "jobs",
         "mean over the jobs due of the time from the deadline to the end, or to the end of the run; 0 where it is met",
         "", "", lower},
        [](const SiteTotals& s) {
            const double due = static_cast<double>(s.account.due);
            return due == 0 ? MetricRows::missing : static_cast<double>(s.account.tardiness_ns) / ns_per_second / due;
        });
    t.add({"accelerator_hours", "h", "it", "accelerators held times time", "", "", neither},
          [](const SiteTotals& s) { return s.jobs.accelerator_seconds / 3600; });
    t.add({"accelerator_hours_capacity", "h", "it", "accelerators of the cluster times time", "", "", neither},
          [](const SiteTotals& s) { return s.jobs.capacity_seconds / 3600; });
    t.ratio({"utilisation", "1", "it", "share of the accelerators that jobs hold", "accelerator_hours",
             "accelerator_hours_capacity", neither});
    t.add({"core_hours", "h", "it",
           "processor cores held times time, of nodes and beside them; missing where cores are no constraint", "", "",
           neither},
          [](const SiteTotals& s) { return of_cores(s, s.jobs.core_seconds); });
    t.add({"core_hours_capacity", "h", "it",
           "processor cores of nodes and beside them times time; missing where they are no constraint", "", "",
           neither},
          [](const SiteTotals& s) { return of_cores(s, s.jobs.core_capacity_seconds); });
    t.ratio({"core_utilisation", "1", "it", "share of the processor cores that jobs hold", "core_hours",
             "core_hours_capacity", neither});
    t.ratio({"energy_facility_per_accelerator_hour_kwh", "kW h h-1", "facility",
             "facility energy per accelerator hour held", "energy_facility_kwh", "accelerator_hours", lower});
    t.ratio({"co2e_per_accelerator_hour_g", "g h-1", "grid",
             "location-based emissions, adjusted for storage, per accelerator "
             "hour held",
             "co2e_location_adjusted_kg", "accelerator_hours", lower},
            1000);
    t.add({"interruptions", "1", "jobs", "how often jobs lost their accelerators before their end", "", "", lower},
          [](const SiteTotals& s) {
              std::uint64_t sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.interruptions;
              return static_cast<double>(sum);
          });
    t.add({"lost_accelerator_hours", "h", "it",
           "accelerators held times time whose result interruptions and changes of size made void, and that of saves "
           "cut short; what killed jobs had done counts as work",
           "", "", lower},
          [](const SiteTotals& s) {
              double sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.lost_accelerator_seconds;
              return sum / 3600;
          });
    t.add({"restart_accelerator_hours", "h", "it",
           "accelerators held times time at rest after interruptions and resizes, and while nodes wake", "", "", lower},
          [](const SiteTotals& s) {
              double sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.restoring_accelerator_seconds;
              return sum / 3600;
          });
    t.add({"save_accelerator_hours", "h", "it", "accelerators held times time in which jobs saved their state", "", "",
           lower},
          [](const SiteTotals& s) {
              double sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.saving_accelerator_seconds;
              return sum / 3600;
          });
    t.add({"contention_accelerator_hours", "h", "it",
           "of the accelerator hours held, those that jobs would not have taken with the whole network for themselves",
           "", "", lower},
          [](const SiteTotals& s) {
              double sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.contention_accelerator_seconds;
              return sum / 3600;
          });
    t.add({"productive_accelerator_hours", "h", "it",
           "accelerator hours held, less those lost, those at rest after interruptions or while nodes wake, and those "
           "in saves",
           "", "", higher},
          [](const SiteTotals& s) {
              double sum = 0;
              for (const auto& w : s.jobs.workloads) sum += w.productive_accelerator_seconds();
              return sum / 3600;
          });
    t.ratio({"effective_time", "1", "it", "share of the accelerator hours held that made progress which was kept",
             "productive_accelerator_hours", "accelerator_hours", higher});
    t.add({"node_hours_asleep", "h", "it", "nodes that sleep times time", "", "", neither},
          [](const SiteTotals& s) { return s.jobs.asleep_node_seconds / 3600; });
    t.add({"slowed_accelerator_hours", "h", "it",
           "accelerators held times time, of jobs that control.power_cap runs below their own clocks", "", "", lower},
          [](const SiteTotals& s) { return s.jobs.slowed_accelerator_seconds / 3600; });
    t.add({"over_power_cap_hours", "h", "it",
           "time in which IT draws more than control.power_cap allows, all clocks at their lowest; summed over pools, "
           "each against a limit of its own",
           "", "", lower},
          [](const SiteTotals& s) { return s.jobs.over_cap_seconds / 3600; });
    t.add({"failures", "1", "it", "failures of what the scenario lets fail", "", "", lower},
          [](const SiteTotals& s) { return static_cast<double>(s.jobs.failures); });
    t.add({"accelerator_hours_up", "h", "it", "accelerators of nodes that are not down times time", "", "", higher},
          [](const SiteTotals& s) { return std::max(0.0, s.jobs.capacity_seconds - s.jobs.down_seconds) / 3600; });
    t.ratio({"availability", "1", "it", "share of the accelerators that are not on a node that is down",
             "accelerator_hours_up", "accelerator_hours_capacity", higher});
    t.energy("energy_lost_kwh", "it", "IT energy of jobs that went into what lost_accelerator_hours counts", lower,
             [](const SiteTotals& s) {
                 Energy sum;
                 for (const auto& w : s.jobs.workloads) sum += w.lost;
                 return sum;
             });
    t.add({"makespan_s", "s", "jobs", "from the scenario's start to the end of the last job", "", "", lower},
          [](const SiteTotals& s) { return s.last_end ? seconds(*s.last_end).si() : MetricRows::missing; });
}

} // namespace

std::vector<Metric> metrics_table(const std::string& currency)
{
    MetricRows t;
    energies(t);
    carbon_and_money(t, currency);
    facility(t);
    job_counts(t);
    job_times(t);
    work_metrics(t);
    service_metrics(t);
    return t.take();
}

std::size_t index_of(const std::vector<Metric>& table, std::string_view name)
{
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].info.name == name) return i;
    broken("there is no metric of this name", std::source_location::current());
}

std::vector<double> evaluate(const std::vector<Metric>& table, const SiteTotals& totals)
{
    std::vector<double> values;
    values.reserve(table.size());
    for (const Metric& m : table) values.push_back(m.value(totals).value_or(std::numeric_limits<double>::quiet_NaN()));
    return values;
}

} // namespace dcsim
