#include "analysis/study/merged_study.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/study_output.h"
#include "app/sweep_report.h"
#include <fmt/core.h>

namespace dcsim {

int merge_command(const FolderOptions& options)
{
    const WallClock clock = WallClock::started();
    const MergedStudy study{StudyFolder{options.folder}};
    write_merged(options.folder, study, clock);
    fmt::print("{}", sweep_report(study, options.folder));
    return study.status() == StudyStatus::check_failed ? exit_check_failed : exit_good;
}

} // namespace dcsim
