#include "analysis/results/atomic_file.h"
#include "analysis/results/shards.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/sample_results.h"
#include "tests/analysis/results/small_disk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using Catch::Matchers::Contains;

namespace {

std::vector<std::byte> bytes_of(RunRecord run)
{
    Archive archive;
    archive("run", run);
    return archive.bytes();
}

} // namespace

TEST_CASE("a shard gives back the run that finished", "[results][invariant]")
{
    const TemporaryFolder folder;
    Shards shards{folder / "shards"};
    const RunRecord run = sample_run("solar", 0, 7);
    shards.finish("0af3", run);
    const auto found = Shards{folder / "shards"}.find("0af3");
    REQUIRE(found);
    CHECK(found->key == run.key);
    CHECK(found->sites[1].metrics == run.sites[1].metrics);
    CHECK(unpacked(found->sites[0].series[0]) == unpacked(run.sites[0].series[0]));
    CHECK(found->tables[0].columns[2].values == run.tables[0].columns[2].values);
    CHECK(found->clamps == run.clamps);
    CHECK(bytes_of(*found) == bytes_of(run));
    CHECK_FALSE(shards.find("0af4"));
    CHECK(shards.ignored().empty());
}

TEST_CASE("a torn or foreign shard is ignored, reported and replaced", "[results]")
{
    const TemporaryFolder folder;
    Shards shards{folder.path()};
    shards.finish("a1", sample_run("baseline", 0, 1));
    const auto path = folder / "a1.shard";
    const std::string whole = file_bytes(path);
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
    for (const std::string& bad : {whole.substr(0, whole.size() - 1), flipped, std::string{"name,value\n"},
                                   std::string{}, std::string{"dcsim-shard 3\n"}}) {
        write_file(path, bad);
        CHECK_FALSE(shards.find("a1"));
    }
    REQUIRE(shards.ignored().size() == 3); // each reason once
    CHECK_THAT(shards.ignored()[0], Contains("a1.shard") && Contains("torn"));
    CHECK_THAT(shards.ignored()[1], Contains("is not a shard of this version"));
    CHECK_THAT(shards.ignored()[2], Contains("cut short"));
    shards.finish("a1", sample_run("baseline", 0, 1));
    CHECK(shards.find("a1"));
}

TEST_CASE("a shard whose chunks are not those of its bins is ignored", "[results]")
{
    const TemporaryFolder folder;
    Shards shards{folder.path()};
    const auto told = [&](auto spoil) {
        RunRecord run = sample_run("baseline", 0, 1);
        spoil(run.sites[0].series[0]);
        shards.finish("a1", run);
        CHECK_FALSE(shards.find("a1"));
    };
    told([](PackedSeries& series) { series.bins = 5; });
    told([](PackedSeries& series) { series.chunk = 0; });
    told([](PackedSeries& series) { series.ends.back() -= 1; });
    told([](PackedSeries& series) { series.ends.insert(series.ends.begin(), series.ends.back() + 1); });
    REQUIRE(shards.ignored().size() == 1);
    CHECK_THAT(shards.ignored()[0], Contains("a1.shard has a series 'it_power' whose chunks do not fit its bins"));
}

TEST_CASE("no folder is made before there is a run to keep", "[results]")
{
    const TemporaryFolder folder;
    Shards shards{folder / "study/shards"};
    CHECK_FALSE(shards.find("a1"));
    CHECK(folder.files() == 0);
    shards.finish("a1", sample_run("baseline", 0, 1));
    CHECK(shards.find("a1"));
}

TEST_CASE("a folder that cannot be made is told before any run", "[results]")
{
    const TemporaryFolder folder;
    write_file(folder / "file", "");
    CHECK_THROWS_WITH(Shards{folder / "file/shards"}, Contains("cannot create the folder: Not a directory"));
    CHECK_THROWS_WITH(Shards{folder / "file"}, Contains("cannot create the folder: Not a directory"));
}

TEST_CASE("a full disk leaves no shard", "[results]")
{
    const TemporaryFolder folder;
    Shards shards{folder.path()};
    {
        const SmallDisk disk{100};
        CHECK_THROWS_WITH(shards.finish("a1", sample_run("baseline", 0, 1)), Contains("a1.shard"));
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("a fingerprint cannot lead out of the folder", "[results]")
{
    const TemporaryFolder folder;
    Shards shards{folder.path()};
    CHECK_THROWS_AS(shards.find("../a1"), LogicError);
}
