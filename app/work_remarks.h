#pragma once
#include "analysis/study/plan.h"
#include "app/run_tables.h"

namespace dcsim {

/// The workloads that a report shows.
struct ShownWorkloads {
    std::vector<std::string> jobs, services;
};

/// Sentences below the tables of work: what dominates its energy, whether claims hold, when techniques are paid back,
/// what is known of accuracy, and what the presets' rows say about themselves.
std::string work_remarks(const StudyPlan& plan, const ResultSet& results, const RunTables& workloads,
                         const ShownWorkloads& shown);

} // namespace dcsim
