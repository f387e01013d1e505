#include "analysis/validate/report.h"
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dcsim;

namespace {

const ValidationContext quick{true, 7, {}};

ValidationCase giving(const std::string& id, std::vector<ValidationRow> rows)
{
    return {id, "a case", "a source", 'C', "it", [rows](const ValidationContext&) { return rows; }};
}

std::vector<ValidationCase> three_kinds()
{
    return {
        giving("Q1", {within("Q1.Wq", "M/M/1 wait", 4, 4.003112, 0.01)}),
        giving("E2", {exact("E2.a", "killed job energy, J", 1218, 1059)}),
        {"K13", "GAIA Fig. 8", "a paper", 'V', "grid",
         [](const ValidationContext& context) -> std::vector<ValidationRow> {
             context.file("energy/intensity.csv.gz");
             return {};
         }},
    };
}

} // namespace

TEST_CASE("the table has a line for each row and ends with the counts", "[validate][unit]")
{
    const auto cases = three_kinds();
    CHECK(validation_table(validate(cases, quick), {quick, 16, 41.2}) ==
          "id     what                  expected  got       error     tolerance  result\n"
          "Q1.Wq  M/M/1 wait            4         4.003112  +0.08 %   1 %        pass\n"
          "E2.a   killed job energy, J  1218      1059      -13.05 %  1e-09      fail\n"
          "K13    GAIA Fig. 8           -         -         -         -          skip  intensity.csv.gz not found "
          "(--data DIR)\n"
          "3 checks: 1 pass  1 fail  1 skip   quick mode, seed 7, 16 threads, 00:41\n");
}

TEST_CASE("JSON carries citation, mark and boundary of every row", "[validate][unit]")
{
    const auto cases = three_kinds();
    const auto json = nlohmann::json::parse(validation_json(validate(cases, quick), {quick, 16, 41.2}));
    CHECK(json["rows"].size() == 3);
    CHECK(json["rows"][0]["got"] == 4.003112);
    CHECK(json["rows"][0]["citation"] == "a source");
    CHECK(json["rows"][1]["result"] == "fail");
    CHECK(json["rows"][2]["expected"].is_null());
    CHECK(json["rows"][2]["mark"] == "V");
    CHECK(json["median_errors"].empty()); // none of them is published
    CHECK(json["mode"] == "quick");
}

TEST_CASE("medians are those of published numbers, without bounds and what is expected to be nothing", "[validate]")
{
    const auto rows = [](const ValidationContext&) -> std::vector<ValidationRow> {
        return {within("K1.a", "a number", 100, 101, 0.1), within("K1.b", "another", 100, 97, 0.1),
                at_least("K1.c", "a bound", 1, 50), near("K1.d", "a median of its own", 0, 0.07, 0.1)};
    };
    const std::vector<ValidationCase> cases{{"K1", "a case", "a paper", 'V', "it", rows},
                                            {"Q1", "a case", "a formula", 'C', "it", rows}};
    const auto reports = validate(cases, quick);
    CHECK_THAT(validation_table(reports, {quick, 1, 1}), Catch::Contains("published numbers (rows): K1 2 % (2)\n"));
    const auto json = nlohmann::json::parse(validation_json(reports, {quick, 1, 1}));
    CHECK(json["median_errors"].size() == 1);
    CHECK(json["median_errors"]["K1"]["median_error"] == Approx(0.02));
}

TEST_CASE("a failure never passes, a skip only where that is allowed", "[validate][unit]")
{
    CHECK(passes({.pass = 3}, true));
    CHECK_FALSE(passes({.pass = 3, .fail = 1}, false));
    CHECK(passes({.pass = 3, .skip = 1}, false));
    CHECK_FALSE(passes({.pass = 3, .skip = 1}, true));
}
