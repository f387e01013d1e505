#include "tests/models/site/replay.h"
#include <cstdio>

/// Writes the jobs of the replay as a job file: `write_replay_jobs 100000 > jobs.csv`.
int main(int argc, char** argv)
{
    using namespace dcsim;
    if (argc != 2) return 2;
    std::puts("submit,duration,accelerators");
    for (const JobSpec& job : replay_jobs(std::stoull(argv[1]), 1))
        std::printf("%.9f,%.9f,%u\n", seconds(job.submit).si(), seconds(job.nominal_duration()).si(),
                    job.request.milli_accelerators / 1000);
}
