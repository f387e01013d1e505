#include "analysis/results/atomic_file.h"
#include "analysis/results/netcdf_writer.h"
#include "analysis/results/packed_series.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include "tests/analysis/results/sample_results.h"
#include "tests/analysis/results/temporary_folder.h"
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace dcsim;

namespace {

constexpr std::uint64_t room = 100'000; ///< bins of the window, so that a chunk is the longest
const std::uint32_t chunk = chunk_length(room);

ChannelInfo rounded_to(double resolution)
{
    return {"it_power", "W", "power of all nodes", "it", Bins::mean, resolution};
}

/// A wave that starts and ends in what is not a number.
std::vector<float> wave(std::size_t bins)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < bins; ++i) values.push_back(static_cast<float>(1e5 * std::sin(double(i) * 0.01)));
    if (bins > 0) values.front() = values.back() = std::numeric_limits<float>::quiet_NaN();
    return values;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
    return std::ranges::equal(a, b, {}, bits, bits);
}

/// The bytes of a file with one series.
template <class Write> std::string file_with(Write write)
{
    const TemporaryFolder folder;
    const auto path = folder / "series.h5";
    write_file(path, "");
    MappedFile mapped{path, path};
    NetcdfFile file{mapped};
    {
        NetcdfGroup root = file.root();
        root.dimension("time", room);
        NetcdfSeries series = root.series("it_power", {"time"}, {});
        write(series);
    }
    std::move(file).close();
    return file_bytes(path);
}

} // namespace

TEST_CASE("a packed series gives back its bins, rounded, and its file is that of the raw ones", "[results][invariant]")
{
    for (const std::size_t bins : {std::size_t{0}, std::size_t{1}, std::size_t{chunk}, std::size_t{chunk} + 1})
        for (const double resolution : {0.0, 0.5}) {
            const std::vector<float> raw = wave(bins);
            const PackedSeries series = packed(rounded_to(resolution), raw, room);
            std::vector<float> rounded = raw;
            round_to(resolution, rounded);
            CAPTURE(bins, resolution);
            CHECK(series.bins == bins);
            CHECK(series.ends.size() == (bins + chunk - 1) / chunk);
            CHECK(same_bits(unpacked(series), rounded));
            CHECK(file_with([&](NetcdfSeries& rows) { rows.write({}, series); }) ==
                  file_with([&](NetcdfSeries& rows) { rows.write({}, raw, resolution); }));
        }
}

TEST_CASE("tiles fill chunks, whatever their length", "[results][invariant]")
{
    const std::vector<float> raw = wave(2 * chunk + 7);
    const PackedSeries whole = packed(rounded_to(0), raw, room);
    PackingSink sink{room};
    sink.declare(0, rounded_to(0));
    sink.declare(1, {"pue_now", "1", "power usage effectiveness", "facility"});
    constexpr std::size_t length = 5000; // divides no chunk
    for (std::size_t at = 0; at < raw.size(); at += length)
        sink.tile(0, at, std::span{raw}.subspan(at, std::min(length, raw.size() - at)));
    const std::vector<PackedSeries> all = sink.take();
    REQUIRE(all.size() == 2);
    CHECK(all[0].encoded == whole.encoded);
    CHECK(all[0].ends == whole.ends);
    CHECK(all[1].bins == 0);
    CHECK(unpacked(all[1]).empty());
}

TEST_CASE("a chunk is no longer than the window has bins", "[results]")
{
    CHECK(bins_in({{60}, {260}}, {100}) == 2);
    CHECK(bins_in({{60}, {261}}, {100}) == 3);
    CHECK(bins_in({{60}, {60}}, {100}) == 0);
    CHECK(packed(rounded_to(0), wave(4), 4).chunk == 4);
    CHECK(packed(rounded_to(0), {}, 0).chunk == 0);
    CHECK_THROWS_AS(packed(rounded_to(0), wave(1), 0), LogicError);
}

TEST_CASE("a damaged chunk is an error that names its series", "[results]")
{
    PackedSeries series = packed(rounded_to(0), wave(chunk + 1), room);
    series.encoded[series.ends[0] + 10] ^= std::byte{1};
    CHECK_THROWS_AS(unpacked(series), IoError);
    CHECK_THROWS_WITH(unpacked(series), "series 'it_power': a chunk is damaged");
}

TEST_CASE("chunks of another length do not get into a file as they are", "[results]")
{
    const PackedSeries series = packed(rounded_to(0), wave(4), 4);
    CHECK_THROWS_AS(file_with([&](NetcdfSeries& rows) { rows.write({}, series); }), LogicError);
}
