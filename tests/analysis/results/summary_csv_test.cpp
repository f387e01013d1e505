#include "analysis/results/summary_csv.h"
#include "sim/base/csv.h"
#include "tests/analysis/results/sample_results.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("the summary has one line per number, runs in the order of the file", "[results][golden]")
{
    ResultSet results = sample_results();
    results.runs.resize(2); // (solar-battery, 0) and (baseline, 1)
    results.runs[1].sites[1].metrics[1] = std::numeric_limits<double>::quiet_NaN();
    CHECK(summary_csv(results) == "policy,replication,site,metric,unit,value\r\n"
                                  "baseline,1,dallas,energy_facility_kwh,kW h,150\r\n"
                                  "baseline,1,dallas,pue,1,151\r\n"
                                  "baseline,1,all,energy_facility_kwh,kW h,160\r\n"
                                  "baseline,1,all,pue,1,\r\n"
                                  "solar-battery,0,dallas,energy_facility_kwh,kW h,200\r\n"
                                  "solar-battery,0,dallas,pue,1,201\r\n"
                                  "solar-battery,0,all,energy_facility_kwh,kW h,210\r\n"
                                  "solar-battery,0,all,pue,1,211\r\n");
}

TEST_CASE("numbers and awkward names survive writing and reading", "[results][invariant]")
{
    ResultSet results = sample_results();
    results.runs.resize(1);
    results.runs[0].sites.resize(1);
    results.policies[1] = results.runs[0].key.policy = "cap 70%, \"night\"";
    results.runs[0].sites[0].metrics = {0.1 + 0.2, 1e-300 / 3};
    const std::string text = summary_csv(results);
    CsvReader reader{text, "summary.csv"};
    for (const double expected : results.runs[0].sites[0].metrics) {
        REQUIRE(reader.next());
        CHECK(reader.text(reader.column("policy")) == results.policies[1]);
        CHECK(reader.number(reader.column("value")) == expected);
    }
    CHECK_FALSE(reader.next());
}

TEST_CASE("swept values come first, with their units", "[results]")
{
    CHECK(
        summary_csv(swept_results())
            .starts_with("cluster_cap [1],cluster_nodes [1],battery_energy [kW h],policy,replication,site,metric,unit,"
                         "value\r\n0.80000000000000004,64,4000,baseline,0,"));
}
