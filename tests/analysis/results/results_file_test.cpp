#include "analysis/results/results_file.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/hdf5_walk.h"
#include "tests/analysis/results/sample_results.h"
#include "tests/analysis/results/small_disk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;
using Catch::Matchers::Contains;

TEST_CASE("equal results give equal bytes, whatever the order of the runs", "[results][invariant]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    write_results(folder / "a.h5", results);
    std::swap(results.runs[0], results.runs[2]);
    write_results(folder / "b.h5", results);
    CHECK(file_bytes(folder / "a.h5") == file_bytes(folder / "b.h5"));
    CHECK(folder.files() == 2);
}

TEST_CASE("a reader that holds the old file open keeps reading it", "[results]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    write_results(folder.path(), results);
    const Hdf5Handle old = open_file(folder / "results.h5");
    results.runs[0].sites[0].metrics[0] = -1;
    write_results(folder.path(), results);
    CHECK(read_numbers<double>(old, "/energy_facility_kwh", H5T_NATIVE_DOUBLE)[4] == 200);
}

TEST_CASE("a full disk is an error that names the file, and the old file stays", "[results]")
{
    const TemporaryFolder folder;
    write_results(folder.path(), sample_results());
    const std::string before = file_bytes(folder / "results.h5");
    {
        const SmallDisk disk{4096};
        CHECK_THROWS_WITH(write_results(folder.path(), sample_results()),
                          Contains("results.h5") && Contains("File too large"));
    }
    CHECK(file_bytes(folder / "results.h5") == before);
    CHECK(folder.files() == 1);
}

TEST_CASE("a long series comes back bit for bit, and its shorter neighbour ends in not a number",
          "[results][invariant]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    constexpr std::size_t bins = 70'000; // two whole chunks and a part
    results.window.to = {static_cast<std::int64_t>(bins) * results.sample_every.ns};
    const ChannelInfo info{"pue_now", "1", "power usage effectiveness", "facility"};
    for (RunRecord& run : results.runs) run.sites[0].series.clear();
    results.runs[0].sites[0].series = {sample_series(info, 0.1f, bins)};
    results.runs[2].sites[1].series = {sample_series(info, 0.1f, 40'000)};
    write_results(folder.path(), results);

    const auto values = read_numbers<float>(open_file(folder / "results.h5"), "/series/pue_now", H5T_NATIVE_FLOAT);
    REQUIRE(values.size() == 4 * bins); // policy x site
    const auto row = [&](std::size_t n) { return std::vector<float>(&values[n * bins], &values[n * bins] + bins); };
    CHECK(row(2) == unpacked(results.runs[0].sites[0].series[0]));
    CHECK(row(1)[39'999] == unpacked(results.runs[2].sites[1].series[0]).back());
    CHECK(std::isnan(row(1)[40'000]));
    CHECK(std::isnan(row(0)[0]));
}

TEST_CASE("chunks of another length than the file's are encoded anew", "[results][invariant]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    write_results(folder / "a.h5", results);
    PackedSeries& series = results.runs[0].sites[0].series[0];
    series = packed(series.info, unpacked(series), 3);
    REQUIRE(series.ends.size() == 2);
    write_results(folder / "b.h5", results);
    CHECK(file_bytes(folder / "a.h5") == file_bytes(folder / "b.h5"));
}

TEST_CASE("a channel is rounded as its first run asks", "[results]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    const ChannelInfo info = results.runs[0].sites[0].series[0].info;
    results.runs[0].sites[0].series[0] = packed(info, {0.0625f, 1.5f, 2.25f, 3}, 4);
    results.runs[2].sites[0].series[0].info.resolution = 2; // the baseline's
    write_results(folder.path(), results);
    const auto values = read_numbers<float>(open_file(folder / "results.h5"), "/series/it_power", H5T_NATIVE_FLOAT);
    CHECK(std::vector<float>(&values[8], &values[12]) == std::vector<float>{0, 2, 2, 4});
}

TEST_CASE("a scenario of a megabyte fits into its attribute", "[results]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    const std::string scenario(1 << 20, 'x');
    const auto found = std::ranges::find(results.attributes, "scenario", &Attributes::value_type::first);
    REQUIRE(found != results.attributes.end());
    found->second = scenario;
    write_results(folder.path(), results);
    CHECK(read_text_attribute(open_file(folder / "results.h5"), "scenario") == scenario);
}

TEST_CASE("a study without runs is a file of missing values", "[results]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    results.runs.clear();
    write_results(folder.path(), results);
    const Hdf5Handle file = open_file(folder / "results.h5");
    for (const double value : read_numbers<double>(file, "/pue", H5T_NATIVE_DOUBLE)) CHECK(std::isnan(value));
    CHECK(H5Lexists(file, "series", H5P_DEFAULT) == 0);
}

TEST_CASE("a table without rows keeps its columns", "[results]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    results.runs.resize(1);
    results.runs[0].tables = {{"jobs", {{"submit", "s", "submission after the start", std::vector<double>{}}}}};
    write_results(folder.path(), results);
    CHECK(read_numbers<double>(open_file(folder / "results.h5"), "/jobs/submit", H5T_NATIVE_DOUBLE).empty());
}

TEST_CASE("the time axis counts from a whole second", "[results][analytic]")
{
    const TemporaryFolder folder;
    ResultSet results = sample_results();
    results.start_unix_ns += 250'000'000;
    results.window = {{60'000'000'000}, {240'000'000'000}};
    for (RunRecord& run : results.runs)
        for (PackedSeries& series : run.sites[0].series) series = sample_series(series.info, 0, 3);
    write_results(folder.path(), results);
    const Hdf5Handle file = open_file(folder / "results.h5");
    CHECK(read_numbers<double>(file, "/series/time", H5T_NATIVE_DOUBLE) == std::vector<double>{60.25, 120.25, 180.25});
    const Hdf5Handle time{H5Dopen2(file, "/series/time", H5P_DEFAULT), H5Dclose, "time"};
    CHECK(read_text_attribute(time, "units") == "seconds since 2025-06-01 00:00:00");
}

TEST_CASE("runs that do not fit the study are refused", "[results]")
{
    const TemporaryFolder folder;
    const ResultSet good = sample_results();
    const auto refused = [&](auto spoil) {
        ResultSet bad = good;
        spoil(bad.runs[0]);
        CHECK_THROWS_AS(write_results(folder.path(), bad), LogicError);
    };
    refused([](RunRecord& run) { run.key.policy = "unknown"; });
    refused([](RunRecord& run) { run.key.replication = 9; });
    refused([](RunRecord& run) { run.sites[0].site = "paris"; });
    refused([](RunRecord& run) { run.sites[0].metrics.pop_back(); });
    refused([](RunRecord& run) { run.sites[0].series[0] = sample_series(run.sites[0].series[0].info, 0, 5); });
    refused([](RunRecord& run) { run.tables[0].columns.pop_back(); });
    refused([&](RunRecord& run) { run.key = good.runs[1].key; });
    CHECK(folder.files() == 0);
}
