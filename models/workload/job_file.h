#pragma once
#include "models/workload/workload.h"
#include <filesystem>

namespace dcsim {

/// Which columns of a CSV file with a header hold what. `submit` is in seconds since the start of the scenario or a
/// time stamp with offset (2025-06-01T08:00:00+02:00); durations are in seconds. Columns with an empty name are not
/// read.
struct JobFileParams {
    std::filesystem::path file;
    std::string submit{"submit"}, duration{"duration"}, accelerators{"accelerators"};
    std::string cores{}, memory_bytes{}, nodes{}, estimate{}, walltime{};
    std::string id{}, after{}; ///< name of the job; names of those above that must complete first, by spaces or ;
    std::filesystem::path utilisation{}; ///< what jobs do while they run, instead of `duration`; needs `id`
    bool cpu_jobs{false};                ///< rows without accelerators are jobs if they ask for cores
    bool local_times{false}; ///< time stamps without offset are in the scenario's local time; else they are an error
};

/// The columns of published job tables; the file is left open.
JobFileParams
philly_columns();            ///< submit_time, duration, gpu_num, cpu_num, node_num, as Helios and AcmeTrace list jobs
JobFileParams pai_columns(); ///< arrival_time, length, cpus: each CPU stands for an accelerator

/// What became of the rows of a job file, every row under exactly one of the lines after `read`.
struct JobFileCounts {
    std::uint64_t read{0};
    std::uint64_t delivered{0};
    std::uint64_t before_start{0};    ///< submitted before the scenario starts
    std::uint64_t after_arrivals{0};  ///< submitted when no more work arrives
    std::uint64_t no_duration{0};     ///< blank or zero: the job never ran
    std::uint64_t no_accelerators{0}; ///< blank, zero or negative: CPU-only
    std::uint64_t negative_duration{0};
};

/// Jobs of a file in its order, row by row. Throws IoError `<file>:<line>:<column>: ...` for a cell that is no number
/// or time, and for a row submitted before the one above it.
std::unique_ptr<JobStream> make_job_file(const JobFileParams&, const WorkloadContext&);

/// Reads the whole file as a run would and counts; throws as the stream would.
JobFileCounts survey_job_file(const JobFileParams&, const RunContext&, Time arrivals_until);

} // namespace dcsim
