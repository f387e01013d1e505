#include "models/world/checks.h"
#include "models/world/metrics.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace dcsim {

namespace {

constexpr double rounding = 1e-9; // of sums over a whole run [relative]

// Beyond these no IT runs and no property of air or water in the models holds.
constexpr double coldest_celsius = -40, hottest_celsius = 120;

double relative(double difference, double of)
{
    return std::abs(difference) / std::max(std::abs(of), 1e-300);
}

/// |a - b| over |b|; 0 if both are 0.
CheckResult equal(const char* name, double a, double b, double tolerance = rounding)
{
    return {name, a == b ? 0 : relative(a - b, b), tolerance};
}

/// `residual` over `scale`, which does not vanish where what is balanced does: a site that imports nothing has a ledger
/// of rounding errors.
CheckResult balanced(const char* name, double residual, double scale)
{
    return {name, residual == 0 ? 0 : relative(residual, scale), rounding};
}

/// The ledger, or a millionth of what the load would cause on coal where the site imports next to nothing.
double carbon_scale(const SupplyTotals& s)
{
    constexpr Intensity coal = 1 * kilogram / kWh;
    return std::max(std::abs(s.location_carbon.si()), 1e-6 * (s.load() * coal).si());
}

CheckResult not_negative(const char* name, std::initializer_list<double> values)
{
    return {name, std::max(0.0, -std::min(values)), 0};
}

double jobs_energy(const JobTotals& jobs)
{
    return std::accumulate(jobs.workloads.begin(), jobs.workloads.end(), 0.0,
                           [](double sum, const JobTotals::Workload& w) { return sum + w.energy.si(); });
}

/// How many metrics exist and are no numbers.
double not_finite(const SiteTotals& totals)
{
    const auto bad = [&](const Metric& m) { return !std::isfinite(m.value(totals).value_or(0)); };
    return static_cast<double>(std::ranges::count_if(metrics_table({}), bad));
}

} // namespace

std::vector<CheckResult> run_checks(const Site& site, const SiteTotals& w, Time end)
{
    const BuildingTotals& b = w.building;
    const SupplyTotals& s = w.supply;
    const Supply::StorageAudit storage = site.supply().storage_audit();
    const PlantAudit& plant = site.building().audit();
    std::vector<CheckResult> checks{
        equal("energy into the site = energy used, stored, exported, curtailed", s.residual().si() + s.load().si(),
              s.load().si()),
        equal("load of the supply = energy of the facility", s.load().si(), b.facility().si()),
        equal("IT energy settled = IT energy of the meter", b.it.si(), w.jobs.it.si()),
        equal("jobs + idle + unallocated + network = IT energy",
              jobs_energy(w.jobs) + w.jobs.idle.si() + w.jobs.unallocated.si() + w.jobs.network.si(), w.jobs.it.si()),
        balanced("carbon ledger = sum of import x intensity", site.audited_residual().si(),
                 carbon_scale(site.supply().totals())), // the audit, too, is of the whole run
        not_negative("no negative energy or water", {b.cooling().si(), b.loss().si(), b.make_up().si(),
                                                     s.of(Flow::import).si(), s.of(Flow::curtailed).si()}),
        equal("battery: start + charged - given - leaked = stored", (storage.size + storage.residual).si(),
              storage.size.si()),
        equal("battery: content within its bounds", (storage.size + storage.outside).si(), storage.size.si()),
        equal("heat into the cooling plant = rejected + stored", (plant.heat + plant.imbalance).si(), plant.heat.si()),
        {"air or coolant offered to the IT between -40 and 120 degC, degC outside",
         std::max({0.0, coldest_celsius - plant.coldest_celsius, plant.hottest_celsius - hottest_celsius}), 0},
        {"every metric is a finite number, metrics that are not", not_finite(w), 0},
    };
    for (const auto& pool : site.pools()) {
        const auto add = [&](std::vector<CheckResult> of_pool) {
            for (CheckResult& check : of_pool) {
                if (site.pools().size() > 1) check.name = "pool " + pool->name() + ": " + check.name;
                checks.push_back(std::move(check));
            }
        };
        add(pool->jobs().checks(end));
        if (pool->services()) add(pool->services()->checks());
    }
    return checks;
}

} // namespace dcsim
