#include "models/workload/job_file.h"
#include "models/workload/request_file.h"
#include "tests/models/workload/read_workload.h"
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

/// How fast jobs are drawn and files are read, and what memory reading takes. The files have ten million rows (set
/// DCSIM_BENCH_ROWS for others) and are written once into the folder for temporary files.
namespace dcsim {

namespace {

std::uint64_t rows()
{
    const char* asked = std::getenv("DCSIM_BENCH_ROWS");
    return asked ? std::strtoull(asked, nullptr, 10) : 10'000'000;
}

double peak_mib()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// A file of generated rows that is removed at the end.
class Generated {
public:
    Generated(const std::string& name, const std::string& header, std::string (*row)(std::uint64_t))
        : path_{std::filesystem::temp_directory_path() / name}
    {
        std::ofstream out{path_};
        out << header << '\n';
        for (std::uint64_t i = 0; i < rows(); ++i) out << row(i) << '\n';
    }
    ~Generated() { std::filesystem::remove(path_); }
    Generated(const Generated&) = delete;
    Generated& operator=(const Generated&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string job_row(std::uint64_t i)
{
    return std::to_string(i / 10) + ',' + std::to_string(60 + i * 7919 % 86400) + ',' + std::to_string(1 + i % 8);
}

std::string request_row(std::uint64_t i)
{
    const std::uint64_t second = i / 400;
    const auto two = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return "2023-11-" + two(1 + second / 86400) + ' ' + two(second / 3600 % 24) + ':' + two(second / 60 % 60) + ':' +
           two(second % 60) + ".5," + std::to_string(1 + i * 7919 % 4096) + ',' + std::to_string(1 + i * 31 % 900);
}

void counters(benchmark::State& state, std::uint64_t per_pass)
{
    state.SetItemsProcessed(static_cast<std::int64_t>(per_pass) * state.iterations());
    state.counters["peak_mib"] = peak_mib();
}

void draw_jobs(benchmark::State& state, const std::string& cluster)
{
    constexpr std::uint64_t jobs = 100'000;
    const auto params = testing::parsed<WorkloadParams>("preset = '" + cluster + "'\narrivals = { kind = 'at-start', " +
                                                        "count = 100000 }");
    RunContext run;
    run.end = Time{} + Span{86'400'000'000'000};
    for (auto _ : state) {
        const auto stream = make_stream(cluster, {0}, params, run, run.end);
        while (stream->next_submit()) benchmark::DoNotOptimize(stream->take());
    }
    counters(state, jobs);
}

void read_requests(benchmark::State& state)
{
    const Generated file{"dcsim-bench-requests.csv", "TIMESTAMP,ContextTokens,GeneratedTokens", request_row};
    for (auto _ : state) {
        Inputs inputs;
        benchmark::DoNotOptimize(request_statistics(inputs, file.path()));
    }
    counters(state, rows());
}

void read_jobs(benchmark::State& state)
{
    const Generated file{"dcsim-bench-jobs.csv", "submit,duration,accelerators", job_row};
    for (auto _ : state) {
        Inputs inputs;
        RunContext run;
        run.inputs = &inputs;
        run.end = Time{} + Span{100 * std::int64_t{86'400'000'000'000}};
        benchmark::DoNotOptimize(survey_job_file({.file = file.path()}, run, run.end));
    }
    counters(state, rows());
}

BENCHMARK_CAPTURE(draw_jobs, helios, "helios")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(draw_jobs, seren, "seren")->Unit(benchmark::kMillisecond);
BENCHMARK(read_jobs)->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK(read_requests)->Unit(benchmark::kSecond)->Iterations(1);

} // namespace

} // namespace dcsim
