#include "analysis/results/manifest.h"
#include "tests/analysis/results/sample_results.h"
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dcsim;

TEST_CASE("the manifest says who ran what, when and on which inputs", "[results]")
{
    Manifest manifest;
    manifest.dcsim_version = "0.1.0";
    manifest.host = "node1";
    manifest.started_unix_ns = sample_start_unix_ns;
    manifest.finished_unix_ns = sample_start_unix_ns + 90'500'000'000;
    manifest.threads = 2;
    manifest.inputs = {{"grid.csv", "ab12"}};
    manifest.numbers = {.measured = 20, .published = 25, .unverified = 49};
    manifest.warnings = {"a \"quoted\" warning", "a name that is not UTF-8: \xff"};
    const auto json = nlohmann::json::parse(to_json(manifest));
    CHECK(json["started"] == "2025-06-01T00:00:00Z");
    CHECK(json["finished"] == "2025-06-01T00:01:30Z");
    CHECK(json["wall_clock_s"] == 90.5);
    CHECK(json["threads"] == 2);
    CHECK(json["inputs"][0]["sha256"] == "ab12");
    CHECK(json["numbers_of_catalogue"]["unverified"] == 49);
    CHECK(json["warnings"].size() == 2);
}
