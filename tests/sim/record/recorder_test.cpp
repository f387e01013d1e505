#include "sim/record/channel.h"
#include "sim/record/memory_sink.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

constexpr std::int64_t s = 1'000'000'000;

Interval window(std::int64_t from_s, std::int64_t to_s)
{
    return {{from_s * s}, {to_s * s}};
}

const ChannelInfo power{"it_power", "W", "power of all nodes", "it", Bins::mean};
const ChannelInfo soc{"battery_soc", "1", "state of charge", "site", Bins::last};

} // namespace

TEST_CASE("a bin is the exact integral over its length", "[record][analytic]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 30), {10 * s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({0}, 100 * watt);
    channel.hold({4 * s}, 200 * watt);
    channel.hold({25 * s}, 0 * watt);
    recorder.finish({30 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{160, 200, 100});
}

TEST_CASE("the last shorter bin is the mean over its own length", "[record][analytic]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 14), {10 * s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({0}, 1 * watt);
    channel.hold({11 * s}, 5 * watt);
    recorder.finish({14 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{1, 4});
}

TEST_CASE("a run that stops early closes its last bin where it stopped", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 100), {10 * s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({0}, 1 * watt);
    channel.hold({12 * s}, 4 * watt);
    recorder.finish({13 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{1, 2});
}

TEST_CASE("what was held before the window is its initial value, what is held after it does not count", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(10, 30), {10 * s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({2 * s}, 9 * watt);
    channel.hold({5 * s}, 7 * watt);
    channel.hold({20 * s}, 3 * watt);
    channel.hold({30 * s}, 1000 * watt);
    channel.hold({40 * s}, 2000 * watt);
    recorder.finish({50 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{7, 3});
}

TEST_CASE("a later hold at the same instant replaces the earlier one", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 20), {10 * s}};
    auto mean = recorder.channel<Power>(power);
    auto last = recorder.channel<double>(soc);
    for (const double value : {50.0, 1.0}) {
        mean.hold({0}, value * watt);
        last.hold({0}, value);
    }
    mean.hold({10 * s}, 8 * watt);
    mean.hold({10 * s}, 2 * watt);
    recorder.finish({20 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{1, 2});
    CHECK(sink.series()[1].bins == std::vector<float>{1, 1});
}

TEST_CASE("a last bin is the value just before its end", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 20), {10 * s}};
    auto channel = recorder.channel<double>(soc);
    channel.hold({0}, 0.5);
    channel.hold({9 * s}, 0.6);
    channel.hold({10 * s}, 0.7);
    recorder.finish({20 * s});
    CHECK(sink.series()[0].bins == std::vector<float>{0.6f, 0.7f});
}

TEST_CASE("a channel is not a number until it is told something", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 20), {10 * s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({10 * s}, 3 * watt);
    recorder.finish({20 * s});
    CHECK(std::isnan(sink.series()[0].bins[0]));
    CHECK(sink.series()[0].bins[1] == 3);
}

TEST_CASE("the unit of the file is reached by the declared scale", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 10), {10 * s}};
    auto channel = recorder.channel<Intensity>({"grid_intensity", "g kW-1 h-1", "carbon", "grid"}, 3.6e9);
    channel.hold({0}, 95 * gram_per_kWh);
    recorder.finish({10 * s});
    CHECK(sink.series()[0].bins[0] == Approx(95));
}

TEST_CASE("a recorder without a sink takes everything and keeps nothing", "[record]")
{
    Recorder recorder;
    auto channel = recorder.channel<Power>(power);
    channel.hold({0}, 1 * watt);
    recorder.finish({10});
    SUCCEED();
}

TEST_CASE("the recorder refuses the past and names that are taken", "[record]")
{
    MemorySink sink;
    Recorder recorder{sink, window(0, 10), {s}};
    auto channel = recorder.channel<Power>(power);
    channel.hold({5}, 1 * watt);
    CHECK_THROWS_AS(channel.hold({4}, 1 * watt), LogicError);
    CHECK_THROWS_AS(recorder.channel<Power>(power), LogicError);
    CHECK_THROWS_AS((Recorder{sink, window(0, 10), {0}}), LogicError);
}

namespace {

/// Holds change number i of a made-up history at 7 i seconds.
void drive(Channel<Power>& mean, Channel<double>& last, int from, int to)
{
    for (int i = from; i < to; ++i) {
        mean.hold({i * 7 * s}, (i * i % 97) * watt);
        last.hold({i * 7 * s}, i % 11);
    }
}

} // namespace

TEST_CASE("two halves of a recording equal the whole, also across tiles", "[record][invariant]")
{
    const Interval all = window(3, 30'000);
    MemorySink whole;
    Recorder recorder{whole, all, {5 * s}};
    auto mean = recorder.channel<Power>(power);
    auto last = recorder.channel<double>(soc);
    drive(mean, last, 0, 4000);
    recorder.finish(all.to);
    REQUIRE(whole.series()[0].bins.size() == 6000); // the 5,999.4 bins of 5 s that the window has, rounded up

    Archive saved;
    {
        MemorySink first;
        Recorder half{first, all, {5 * s}};
        auto half_mean = half.channel<Power>(power);
        auto half_last = half.channel<double>(soc);
        drive(half_mean, half_last, 0, 3001);
        saved("recorder", half)("sink", first);
    }
    MemorySink second;
    Recorder rest{second, all, {5 * s}};
    auto rest_mean = rest.channel<Power>(power);
    auto rest_last = rest.channel<double>(soc);
    Archive restored{saved.bytes()};
    restored("recorder", rest)("sink", second);
    drive(rest_mean, rest_last, 3001, 4000);
    rest.finish(all.to);
    CHECK(second.series()[0].bins == whole.series()[0].bins);
    CHECK(second.series()[1].bins == whole.series()[1].bins);
}
