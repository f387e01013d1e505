#include "models/environment/environment.h"
#include "models/workload/job_file.h"
#include "sim/base/calendar.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <cstdint>

using namespace dcsim;

namespace {

constexpr const char* file = "input";
constexpr Time one_day{24 * ns_per_hour};

RunContext run_of(Inputs& inputs)
{
    RunContext run;
    run.start_unix_ns = *parse_timestamp("2022-01-02T00:00:00Z");
    run.end = one_day;
    run.inputs = &inputs;
    return run;
}

/// The series of a model that reads the file; gaps are filled, so that filling is reached.
template <class I> void read_series(const Registry<I>& rows, const std::string& kind, const RunContext& run)
{
    static const Catalogue catalogue = Catalogue::of_program();
    Maker<I> chosen;
    std::vector<Problem> problems;
    const std::string toml = "kind = '" + kind + "'\nfile = '" + file + "'\non_gap = 'interpolate'\n" +
                             (kind == "epw" ? "" : "repeat = true\n");
    visit_tree(parse_toml(toml, "f.toml"), catalogue, problems, [&](Fields& f) { f.kind(rows, chosen, "input"); });
    require(problems.empty(), "the table that names the file is a good one");
    chosen()->series(run);
}

void read_jobs(const RunContext& run)
{
    survey_job_file({.file = file, .cores = "c", .memory_bytes = "m", .nodes = "n", .estimate = "e", .walltime = "w"},
                    run, one_day);
    survey_job_file({.file = file}, run, one_day);
}

void read(const RunContext& run, unsigned which)
{
    switch (which % 4) {
    case 0: return read_series(climates(), "epw", run);
    case 1: return read_series(grids(), "mix-csv", run);
    case 2: return read_series(prices(), "csv", run);
    default: return read_jobs(run);
    }
}

} // namespace

/// The first byte chooses the reader: weather, generation mix, price or jobs. Any bytes give a series or an IoError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    Inputs inputs;
    inputs.provide(file, std::string{reinterpret_cast<const char*>(data) + 1, size - 1});
    try {
        read(run_of(inputs), data[0]);
    } catch (const IoError&) {
        return 0; // the expected answer to most inputs
    }
    return 0;
}
