#include "analysis/results/atomic_file.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/small_disk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>
#include <fstream>

using namespace dcsim;
using Catch::Matchers::Contains;

TEST_CASE("a file is replaced as a whole, and a reader of the old one keeps it", "[results]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.txt";
    write_file(path, "old\n");
    std::ifstream reader{path};
    write_file(path, "new, and longer\n");
    std::string line;
    std::getline(reader, line);
    CHECK(line == "old");
    CHECK(file_bytes(path) == "new, and longer\n");
    CHECK(folder.files() == 1);
}

TEST_CASE("a full disk names the file and the reason and leaves the old file alone", "[results]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.txt";
    write_file(path, "old");
    {
        const SmallDisk disk{1000};
        CHECK_THROWS_WITH(write_file(path, std::string(5000, 'x')), Contains("a.txt") && Contains("File too large"));
    }
    CHECK(file_bytes(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("files that are committed together are all replaced, or none if the disk does not have them all", "[results]")
{
    const TemporaryFolder folder;
    const auto a = folder / "a.txt", b = folder / "b.txt";
    std::vector<ReplacedFile> files;
    files.push_back(written_beside(a, "old a"));
    files.push_back(written_beside(b, "old b"));
    CHECK_FALSE(std::filesystem::exists(a));
    commit(files);
    CHECK(file_bytes(a) == "old a");
    CHECK(file_bytes(b) == "old b");

    std::vector<ReplacedFile> next;
    next.push_back(written_beside(a, "new a"));
    next.push_back(written_beside(b, "new b"));
    std::filesystem::remove(next.back().temporary());
    CHECK_THROWS_WITH(commit(next), Contains("b.txt") && Contains("No such file"));
    next.clear();
    CHECK(file_bytes(a) == "old a");
    CHECK(folder.files() == 2);
}

TEST_CASE("a folder that is not there is named with the reason", "[results]")
{
    const TemporaryFolder folder;
    CHECK_THROWS_AS(write_file(folder / "none" / "a.txt", "x"), IoError);
    CHECK_THROWS_WITH(write_file(folder / "none" / "a.txt", "x"), Contains("none/a.txt") && Contains("No such file"));
    CHECK_THROWS_WITH(file_bytes(folder / "none.txt"), Contains("none.txt") && Contains("No such file"));
}

TEST_CASE("a file that is not committed leaves nothing behind", "[results]")
{
    const TemporaryFolder folder;
    {
        const ReplacedFile file{folder / "a.txt"};
        CHECK(file.temporary().parent_path() == folder.path());
    }
    CHECK(folder.files() == 0);
}
