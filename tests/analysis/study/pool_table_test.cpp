#include "analysis/study/pool_table.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

template <class T = double> const std::vector<T>& column(const Table& table, const std::string& name)
{
    for (const Column& c : table.columns)
        if (c.name == name) return std::get<std::vector<T>>(c.values);
    FAIL("no column " + name);
    throw LogicError{name};
}

/// One pool that ran jobs for an hour, and one that has no accelerators and saw nothing.
SiteTotals totals()
{
    PoolTotals busy{.name = "main", .accelerators = 16, .jobs = {}, .account = {}};
    busy.jobs.it = 20 * kWh;
    busy.jobs.idle = 5 * kWh;
    busy.jobs.accelerator_seconds = 8 * 3600;
    busy.jobs.capacity_seconds = 16 * 3600;
    busy.jobs.down_seconds = 4 * 3600;
    busy.account.counted.submitted = 3;
    busy.account.counted.completed = 2;
    for (const double wait : {0.0, 60.0}) busy.account.wait_seconds.add(wait);
    SiteTotals all;
    all.pools = {busy, {.name = "spare", .accelerators = 0, .jobs = {}, .account = {}}};
    return all;
}

} // namespace

TEST_CASE("the table of pools has a row for each, and no number where there is none", "[study][analytic]")
{
    const Table table = pool_table(totals());
    REQUIRE(table.rows() == 2);
    CHECK(column<std::string>(table, "pool") == std::vector<std::string>{"main", "spare"});
    CHECK(column(table, "accelerators") == std::vector<double>{16, 0});
    CHECK(column(table, "energy_it_kwh").front() == Approx(20));
    CHECK(column(table, "energy_idle_kwh").front() == Approx(5));
    CHECK(column(table, "accelerator_hours").front() == Approx(8));
    CHECK(column(table, "accelerator_hours_capacity").front() == Approx(16));
    CHECK(column(table, "utilisation").front() == Approx(0.5));
    CHECK(column(table, "availability").front() == Approx(0.75));
    CHECK(column(table, "jobs_submitted") == std::vector<double>{3, 0});
    CHECK(column(table, "jobs_completed") == std::vector<double>{2, 0});
    CHECK(column(table, "wait_mean_s").front() == Approx(30));
    for (const char* none : {"utilisation", "availability", "wait_mean_s"})
        CHECK(std::isnan(column(table, none).back()));
}
