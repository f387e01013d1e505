#pragma once
#include "models/workload/workload.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <string>
#include <vector>

namespace dcsim::testing {

/// Reads a table that must have no problems; they are thrown as they would be to a user.
template <class P> P parsed(const std::string& toml)
{
    std::vector<Problem> problems;
    P params = read<P>(parse_toml(toml, "test.toml"), embedded_catalogue(), problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return params;
}

/// What is wrong with a table.
template <class P> std::vector<Problem> problems_of(const std::string& toml)
{
    std::vector<Problem> problems;
    read<P>(parse_toml(toml, "test.toml"), embedded_catalogue(), problems);
    return problems;
}

struct ReadSizes {
    Maker<Sizes> maker;
};
inline void fields(Fields& f, ReadSizes& p)
{
    read_sizes(f, "gpus", sizes(), p.maker);
}

struct ReadDurations {
    Maker<Durations> maker;
};
inline void fields(Fields& f, ReadDurations& p)
{
    read_durations(f, "duration", durations(), p.maker);
}

inline std::vector<JobSpec> all_jobs(JobStream& stream)
{
    std::vector<JobSpec> jobs;
    while (stream.next_submit()) jobs.push_back(stream.take());
    return jobs;
}

} // namespace dcsim::testing
