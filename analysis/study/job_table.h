#pragma once
#include "analysis/results/run_record.h"
#include "models/site/job_account.h"
#include "sim/base/time.h"
#include <string>
#include <vector>

namespace dcsim {

/// The table "jobs" of one run: a row for every job submitted in the counting window, in the order in which they are
/// told. With those told that are still waiting or running at the end, there are as many rows as jobs submitted.
class JobTable {
public:
    /// `workloads` and `pools` are names by number; without pools there is no column for them.
    JobTable(std::vector<std::string> workloads, std::vector<std::string> pools, Interval counted);

    void add(const JobRecord& job);
    Table take();

private:
    std::vector<std::string> workloads_, pools_;
    Interval counted_;
    std::vector<JobRecord> jobs_;
};

} // namespace dcsim
