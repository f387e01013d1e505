#pragma once
#include "analysis/study/study_folder.h"
#include "app/interrupt.h"
#include "app/options.h"

namespace dcsim {

/// Hands a sweep to Slurm and follows it until it is merged; with `dry_run` prints the scripts instead. Interrupted, it
/// leaves the jobs to run. Returns the exit code.
int sweep_on_slurm(const SweepOptions& options, const StudyPlan& plan, const StudyFolder& folder,
                   const InterruptGuard& interrupt);

} // namespace dcsim
