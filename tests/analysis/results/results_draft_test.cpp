#include "analysis/results/results_draft.h"
#include "analysis/results/results_file.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/sample_results.h"
#include "tests/analysis/results/small_disk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>
#include <thread>

using namespace dcsim;
using Catch::Matchers::Contains;

namespace {

/// What is known before the runs.
ResultShape shape_before(const ResultSet& results)
{
    ResultShape shape = results;
    shape.findings.clear();
    return shape;
}

std::vector<TableOutline> tables_of(const ResultSet& results)
{
    return outline_of(results, RunGrid{results}).tables;
}

/// The file that comes of a draft, so many steps of which were made on another thread.
std::string completed(const ResultSet& results, const ResultShape& drafted, const std::vector<TableOutline>& tables,
                      int steps = 100)
{
    const TemporaryFolder folder;
    std::unique_ptr<ResultsDraft> draft;
    std::thread{[&] {
        draft = std::make_unique<ResultsDraft>(drafted, tables);
        for (int i = 0; i < steps && draft->go_on();) ++i;
    }}.join();
    results_beside(folder.path(), results, RunGrid{results}, std::move(draft)).commit();
    CHECK(folder.files() == 1);
    return file_bytes(folder / "results.h5");
}

std::string without_draft(const ResultSet& results)
{
    const TemporaryFolder folder;
    write_results(folder.path(), results);
    return file_bytes(folder / "results.h5");
}

} // namespace

TEST_CASE("a results file has the same bytes with a draft, with and without its tables", "[results][invariant]")
{
    const ResultSet results = sample_results();
    const std::string expected = without_draft(results);
    CHECK(completed(results, shape_before(results), tables_of(results)) == expected);
    CHECK(completed(results, shape_before(results), {}) == expected);
    for (int steps = 0; steps < 6; ++steps)
        CHECK(completed(results, shape_before(results), tables_of(results), steps) == expected);
}

TEST_CASE("a draft of other results changes nothing", "[results][invariant]")
{
    const ResultSet results = sample_results();
    const std::string expected = without_draft(results);
    const std::vector<TableOutline> tables = tables_of(results);
    ResultShape more = shape_before(results), other = shape_before(results);
    more.replications.push_back(2);
    other.attributes.front().second = "another";
    CHECK(completed(results, more, tables) == expected);
    CHECK(completed(results, other, tables) == expected);
    std::vector<TableOutline> longer = tables;
    ++longer.front().rows; // as when a run is missing
    CHECK(completed(results, shape_before(results), longer) == expected);
}

TEST_CASE("a draft that nobody completes leaves nothing, and the next one is made as if it had not been", "[results]")
{
    const ResultSet results = sample_results();
    {
        const ResultsDraft dropped{shape_before(results), tables_of(results)};
    }
    CHECK(completed(results, shape_before(results), tables_of(results)) == without_draft(results));
}

TEST_CASE("a full disk is told when a draft is completed", "[results]")
{
    const TemporaryFolder folder;
    const ResultSet results = sample_results();
    auto draft = std::make_unique<ResultsDraft>(shape_before(results), tables_of(results));
    const SmallDisk disk{4096};
    CHECK_THROWS_WITH(results_beside(folder.path(), results, RunGrid{results}, std::move(draft)),
                      Contains("results.h5") && Contains("File too large"));
    CHECK(folder.files() == 0);
}
