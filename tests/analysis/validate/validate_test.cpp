#include "analysis/validate/report.h"
#include "sim/base/errors.h"
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

using namespace dcsim;

namespace {

std::vector<std::string> ids(const std::vector<ValidationCase>& cases)
{
    std::vector<std::string> all;
    for (const ValidationCase& c : cases) all.push_back(c.id);
    return all;
}

std::filesystem::path data_folder()
{
    const std::filesystem::path beside = "../shared/data";
    if (std::filesystem::exists(beside / "energy")) return beside;
    WARN("no data sets beside the source folder: cases that need them are skipped");
    return {};
}

} // namespace

TEST_CASE("cases are chosen by pattern, in their own order", "[validate][unit]")
{
    CHECK(ids(selected(validation_cases(), "K1,Q*")) ==
          std::vector<std::string>{"Q1", "Q2", "Q3", "Q4", "Q7", "Q9", "Q10", "Q12", "Q13", "K1"});
    CHECK(selected(validation_cases(), "").size() == validation_cases().size());
    CHECK_THROWS_AS(selected(validation_cases(), "Q*,X9"), ConfigError);
}

TEST_CASE("every case has a name of its own and a source", "[validate][unit]")
{
    std::set<std::string> seen;
    for (const ValidationCase& c : validation_cases()) {
        CHECK(seen.insert(c.id).second);
        CHECK_FALSE(c.citation.empty());
        CHECK((c.mark == 'C' || c.mark == 'V' || c.mark == 'P'));
    }
}

TEST_CASE("a case that throws is a failed row with the message", "[validate][unit]")
{
    const std::vector<ValidationCase> cases{
        {"X1", "broken", "none", 'C', "-",
         [](const ValidationContext&) -> std::vector<ValidationRow> { throw IoError{"out of paper"}; }}};
    const auto reports = validate(cases, {});
    REQUIRE(reports.front().rows.size() == 1);
    CHECK(reports.front().rows.front().result == RowResult::fail);
    CHECK(reports.front().rows.front().reason == "out of paper");
    CHECK_FALSE(passes(counts_of(reports), false));
}

TEST_CASE("an exception inside a replication reaches the caller", "[validate][unit]")
{
    CHECK_THROWS_AS(replicate(8,
                              [](std::uint32_t k) -> std::vector<double> {
                                  if (k == 5) throw IoError{"fifth"};
                                  return {1};
                              }),
                    IoError);
}

TEST_CASE("without data sets the cases that need them are skipped with the file's name", "[validate][unit]")
{
    const auto cases = selected(validation_cases(), "K13");
    const auto reports = validate(cases, {true, 1, "/nowhere"});
    REQUIRE(reports.front().rows.size() == 1);
    CHECK(reports.front().rows.front().result == RowResult::skip);
    CHECK(reports.front().rows.front().reason == "pai_1k.csv not found (--data DIR)");
}

TEST_CASE("every row holds in quick mode, for two seeds", "[validate][analytic][slow]")
{
    const auto cases = validation_cases();
    for (const std::uint64_t seed : {1U, 2U}) {
        const ValidationContext context{true, seed, data_folder()};
        for (const CaseReport& report : validate(cases, context))
            for (const ValidationRow& row : report.rows) {
                INFO("seed " << seed << ": " << row.id << ' ' << row.what << ": expected " << row.expected.value_or(0)
                             << ", got " << row.got.value_or(0) << ' ' << row.reason);
                CHECK(row.result != RowResult::fail);
            }
    }
}
