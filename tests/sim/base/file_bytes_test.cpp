#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

using namespace dcsim;
using Catch::Matchers::Contains;

TEST_CASE("a file is read to its end, also where the system does not tell its size", "[files]")
{
    std::string name = (std::filesystem::temp_directory_path() / "dcsim-bytes-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    const std::filesystem::path folder = name;
    const std::string text(300'000, 'x');
    std::ofstream{folder / "long"} << text;
    std::ofstream{folder / "empty"};
    CHECK(file_bytes(folder / "long") == text);
    const std::string longer(5'000'000, 'y'); // of large pages
    std::ofstream{folder / "longer"} << longer;
    CHECK(held_file(folder / "longer").text == longer);
    CHECK(file_bytes(folder / "empty").empty());
    CHECK(file_bytes("/dev/null").empty());
    CHECK(file_bytes("/proc/self/maps").size() > 1000); // of no size, until it is read
    CHECK_THROWS_WITH(file_bytes(folder / "none"), Contains("none: cannot be opened (No such file"));
    CHECK_THROWS_WITH(file_bytes(folder), Contains("is a directory"));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a held text stays where it is as long as somebody holds it", "[files]")
{
    HeldText text = held("abc");
    const HeldText copy = text;
    text = {};
    CHECK(copy.text == "abc");
}
