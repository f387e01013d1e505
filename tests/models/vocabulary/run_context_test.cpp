#include "models/vocabulary/run_context.h"
#include "models/vocabulary/text_file.h"
#include "sim/base/digest.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <zlib.h>

using namespace dcsim;

namespace {

/// A folder that goes away with the test.
struct ScratchFolder {
    std::filesystem::path path;
    ScratchFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "dcsim-inputs-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~ScratchFolder() { std::filesystem::remove_all(path); }
};

void write_gzip(const std::filesystem::path& path, const std::string& text)
{
    const gzFile out = gzopen(path.c_str(), "wb");
    REQUIRE(gzwrite(out, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
    gzclose(out);
}

} // namespace

TEST_CASE("a file is read once and fingerprinted by its bytes on disk", "[inputs]")
{
    const ScratchFolder folder;
    std::ofstream{folder.path / "plain.csv"} << "abc";
    Inputs inputs;
    const auto first = inputs.file(folder.path / "plain.csv");
    CHECK(first->contents == "abc");
    CHECK(first->sha256() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // [FIPS 180-4]
    CHECK(inputs.file(folder.path / "." / "plain.csv") == first);
    CHECK(inputs.files().size() == 1);
}

TEST_CASE("gzip is transparent, and a torn file is an error that names it", "[inputs]")
{
    const ScratchFolder folder;
    const std::string text(200000, 'x');
    write_gzip(folder.path / "long.csv.gz", text);
    Inputs inputs;
    CHECK(inputs.file(folder.path / "long.csv.gz")->contents == text);

    std::filesystem::copy(folder.path / "long.csv.gz", folder.path / "torn.gz");
    std::filesystem::resize_file(folder.path / "torn.gz", std::filesystem::file_size(folder.path / "torn.gz") / 2);
    CHECK_THROWS_WITH(inputs.file(folder.path / "torn.gz"), Catch::Contains("torn.gz: is not a complete gzip file"));
    CHECK(inputs.files().size() == 1);
}

TEST_CASE("a file that is read piece by piece has the digest that it had then, whatever becomes of it", "[inputs]")
{
    const ScratchFolder folder;
    const auto large = folder.path / "large.csv";
    std::ofstream{large} << std::string(std::size_t{16} << 20, 'x');
    Inputs inputs;
    open_text(inputs, large);
    const std::string digest = sha256_of_file(large);
    CHECK(sha256_of(inputs, large) == digest);
    std::ofstream{large} << "short";
    CHECK(sha256_of(inputs, large) == digest);
    std::filesystem::remove(large);
    CHECK(sha256_of(inputs, large) == digest);
}

TEST_CASE("provided contents stand for a file that is not on disk", "[inputs]")
{
    Inputs inputs;
    inputs.provide("jobs.csv", "abc");
    CHECK(inputs.file("./jobs.csv")->contents == "abc");
    CHECK(inputs.files().size() == 1);
    CHECK_THROWS_AS(inputs.provide("jobs.csv", "abc"), LogicError);
}

TEST_CASE("a missing file is an error that names path and reason", "[inputs]")
{
    Inputs inputs;
    CHECK_THROWS_WITH(inputs.file("no/such/file.csv"),
                      "no/such/file.csv: cannot be opened (No such file or directory)");
    CHECK_THROWS_AS(inputs.file("no/such/file.csv"), IoError);
}

TEST_CASE("a derived series is computed once per key", "[inputs]")
{
    Inputs inputs;
    int computed = 0;
    const std::function<int()> make = [&] { return ++computed; };
    CHECK(*inputs.once<int>("answer", make) == 1);
    CHECK(*inputs.once<int>("answer", make) == 1);
    CHECK_THROWS_AS(inputs.once<double>("answer", [] { return 1.0; }), LogicError);
}
