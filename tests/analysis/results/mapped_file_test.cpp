#include "analysis/results/atomic_file.h"
#include "analysis/results/mapped_file.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/small_disk.h"
#include "tests/analysis/results/temporary_folder.h"
#include <catch2/catch.hpp>
#include <cstring>

using namespace dcsim;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t short_file = 100'000, long_file = 5'000'000; // memory to its end, and mapped from a megabyte on

/// Grows bit by bit, as HDF5 has it; what is written holds its own position.
void fill(MappedFile& mapped, std::size_t from, std::size_t to)
{
    for (std::size_t size = from; size < to; size += 50'000) {
        auto* const bytes = static_cast<char*>(mapped.resize(size + 50'000));
        REQUIRE(bytes != nullptr);
        std::memset(bytes + size, static_cast<int>(size / 50'000), 50'000);
    }
}

std::string expected(std::size_t size)
{
    std::string text;
    while (text.size() < size) text.append(50'000, static_cast<char>(text.size() / 50'000));
    return text;
}

} // namespace

TEST_CASE("a mapped file holds what was written, short or long, whenever it was named", "[results][mapped]")
{
    const std::size_t size = GENERATE(short_file, long_file), named_at = GENERATE(0u, 50'000u, 2'000'000u);
    const TemporaryFolder folder;
    const auto path = folder / "file";
    write_file(path, "");
    MappedFile mapped;
    fill(mapped, 0, std::min<std::size_t>(named_at, size));
    mapped.keep_in(path, path);
    fill(mapped, std::min<std::size_t>(named_at, size), size);
    mapped.finish(size - 7);
    CHECK(file_bytes(path) == expected(size).substr(0, size - 7));
}

TEST_CASE("a full disk is told at the end of a mapped file, short or long", "[results][mapped]")
{
    const std::size_t size = GENERATE(short_file, long_file);
    const std::size_t room = GENERATE(10'000u, 90'000u, 3'000'000u);
    if (room > size) return;
    const TemporaryFolder folder;
    const auto path = folder / "file";
    write_file(path, "");
    MappedFile mapped{path, "results.h5"};
    const SmallDisk disk{room};
    fill(mapped, 0, size);
    CHECK_THROWS_WITH(mapped.finish(size), Contains("results.h5: cannot write: File too large"));
}
