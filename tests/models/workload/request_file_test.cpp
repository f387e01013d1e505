#include "models/workload/request_file.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <tuple>
#include <unistd.h>

using namespace dcsim;

namespace {

RequestStatistics statistics_of(const std::string& text)
{
    Inputs inputs;
    inputs.provide("requests.csv", text);
    return request_statistics(inputs, "requests.csv");
}

} // namespace

TEST_CASE("statistics of three requests follow by hand", "[workload][analytic]")
{
    const auto all = statistics_of("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:00.0000000,10,4\n"
                                   "2023-11-16 18:00:30.5000000,20,2\n2023-11-16 18:02:10.0000000,30,3\n");
    CHECK(all.count() == 3);
    CHECK(all.rate().si() == Approx(2 / 130.0));
    CHECK(all.gap_cv() == Approx(std::sqrt(34.5 * 34.5 * 2) / 65)); // gaps of 30.5 and 99.5 s
    CHECK(all.dispersion_per_minute() == Approx(2));                // whole minutes with 2 and 0 requests
    CHECK(all.correlation() == Approx(-0.5));
    CHECK(all.prompt().mean() == Approx(20));
    CHECK(all.prompts().quantile(0.25) == Approx(15));
    CHECK(all.outputs().quantile(1) == 4);
}

TEST_CASE("rows that are no requests are reported with their place", "[workload]")
{
    const std::string header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    CHECK_THROWS_WITH(statistics_of(header + "yesterday,1,1\n"),
                      Catch::Contains("requests.csv:2:1: 'TIMESTAMP' is no"));
    CHECK_THROWS_WITH(statistics_of(header + "2023-11-16 18:00:01,1,1\n2023-11-16 18:00:00,1,1\n"),
                      Catch::Contains("requests.csv:3:1: 'TIMESTAMP' is earlier"));
    CHECK_THROWS_WITH(statistics_of(header + "2023-11-16 18:00:01,-1,1\n"), Catch::Contains("is out of range"));
    CHECK_THROWS_WITH(statistics_of("TIMESTAMP,ContextTokens\n"), Catch::Contains("has no column 'GeneratedTokens'"));
}

TEST_CASE("an hour of chat requests has the published statistics", "[workload][data]")
{
    const std::filesystem::path file = "../shared/data/workloads/azure_llm/conv_2023.csv.gz";
    if (!std::filesystem::exists(file)) {
        std::cout << "skipped: an hour of chat requests needs ../shared/data beside the source folder\n";
        return;
    }
    Inputs inputs;
    const auto all = request_statistics(inputs, file);
    CHECK(all.count() == 19'366);
    CHECK(all.rate().si() == Approx(5.53).epsilon(0.001));
    CHECK(all.gap_cv() == Approx(1.09).margin(0.005));
    CHECK(all.dispersion_per_minute() == Approx(16).margin(0.5));
    CHECK(all.correlation() == Approx(-0.11).margin(0.005));
    CHECK(all.prompt().mean() == Approx(1155).margin(0.5));
    CHECK(all.prompt().most() == 14'050);
    CHECK(all.output().mean() == Approx(211).margin(0.5));
    for (const auto& [p, prompt, output] : {std::tuple{0.05, 181, 41},
                                            {0.25, 396, 85},
                                            {0.5, 1020, 129},
                                            {0.75, 1189, 395},
                                            {0.9, 2735, 424},
                                            {0.99, 4142, 601},
                                            {1.0, 14'050, 1000}}) {
        CHECK(all.prompts().quantile(p) == Approx(prompt).margin(1));
        CHECK(all.outputs().quantile(p) == Approx(output).margin(1));
    }
}
