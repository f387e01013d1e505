#include "analysis/results/netcdf_writer.h"
#include "sim/record/channel.h"
#include "sim/record/memory_sink.h"
#include <benchmark/benchmark.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <unistd.h>

/// A year of 20 channels at one minute: what it costs to record it and to write it, against HDF5's own filters.
namespace dcsim {

namespace {

constexpr std::size_t channels = 20, bins = 525'600;
constexpr double resolution = 1; ///< W, of a power of about a megawatt
constexpr hsize_t chunk = 32'768;

/// A daily wave with the jitter of jobs that come and go, in watts.
std::vector<float> power_series()
{
    std::vector<float> values(bins);
    std::uint32_t noise = 1;
    double jobs = 0;
    for (std::size_t i = 0; i < bins; ++i) {
        noise = noise * 1664525u + 1013904223u;
        if (noise >> 30 == 0) jobs = static_cast<double>(noise >> 8 & 0xffff) * 3.7;
        values[i] = static_cast<float>(1e6 + 2e5 * std::sin(static_cast<double>(i) * 2 * 3.14159 / 1440) + jobs);
    }
    return values;
}

/// An empty file that goes with the benchmark.
class ScratchFile {
public:
    ScratchFile() { std::ofstream{path_}; }
    ~ScratchFile() { std::filesystem::remove(path_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::size_t size() const { return std::filesystem::file_size(path_); }

private:
    std::filesystem::path path_{std::filesystem::temp_directory_path() /
                                ("dcsim-output-bench-" + std::to_string(::getpid()) + ".h5")};
};

void report(benchmark::State& state, std::size_t bytes)
{
    state.counters["file_MB"] = static_cast<double>(bytes) * 1e-6;
    state.counters["ratio"] = static_cast<double>(channels * bins * sizeof(float)) / static_cast<double>(bytes);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * channels * bins * sizeof(float));
}

void our_writer(benchmark::State& state)
{
    const std::vector<float> series = power_series();
    std::size_t bytes = 0;
    for (auto _ : state) {
        const ScratchFile scratch;
        MappedFile mapped{scratch.path(), scratch.path()};
        NetcdfFile file{mapped};
        {
            NetcdfGroup root = file.root();
            root.dimension("time", bins);
            for (std::size_t c = 0; c < channels; ++c)
                root.series("power_" + std::to_string(c), {"time"}, {}).write({}, series, resolution);
        }
        std::move(file).close();
        bytes = scratch.size();
    }
    report(state, bytes);
}
BENCHMARK(our_writer)->Unit(benchmark::kMillisecond);

void hdf5_filters(benchmark::State& state)
{
    const std::vector<float> series = power_series();
    std::size_t bytes = 0;
    const hsize_t extent = bins;
    for (auto _ : state) {
        const Hdf5Handle creation{H5Pcreate(H5P_FILE_CREATE), H5Pclose, "properties"};
        const Hdf5Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "properties"};
        const ScratchFile scratch;
        MappedFile mapped{scratch.path(), scratch.path()};
        Hdf5MappedFile file{creation, access, mapped};
        for (std::size_t c = 0; c < channels; ++c) {
            const Hdf5Handle layout{H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties"};
            H5Pset_chunk(layout, 1, &chunk);
            H5Pset_shuffle(layout);
            H5Pset_deflate(layout, 1);
            const Hdf5Handle space{H5Screate_simple(1, &extent, nullptr), H5Sclose, "space"};
            const std::string name = "power_" + std::to_string(c);
            const Hdf5Handle dataset{
                H5Dcreate2(file.id(), name.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, layout, H5P_DEFAULT), H5Dclose,
                "dataset"};
            std::vector<float> rounded = series;
            round_to(resolution, rounded);
            checked(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, rounded.data()), "writing");
        }
        std::move(file).close();
        bytes = scratch.size();
    }
    report(state, bytes);
}
BENCHMARK(hdf5_filters)->Unit(benchmark::kMillisecond);

/// One change of a channel; `range` changes fall into a bin.
void hold(benchmark::State& state)
{
    MemorySink sink;
    Recorder recorder{sink, {{0}, Time::never()}, {60'000'000'000}};
    auto channel = recorder.channel<Power>({"it_power", "W", "power", "it", Bins::mean});
    const std::int64_t step = 60'000'000'000 / state.range(0);
    Time now{0};
    for (auto _ : state) {
        channel.hold(now, 5 * watt);
        now.ns += step;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(hold)->Arg(1)->Arg(100);

} // namespace

} // namespace dcsim
