#include "analysis/validate/report.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include <chrono>
#include <fmt/core.h>
#include <omp.h>

namespace dcsim {

int validate_command(const ValidateOptions& options)
{
    using Clock = std::chrono::steady_clock;
    const std::vector<ValidationCase> cases = selected(validation_cases(), options.only);
    if (options.list) {
        fmt::print("{}", validation_list(cases));
        return exit_good;
    }
    const ValidationContext context{options.quick, options.seed, options.data};
    const auto started = Clock::now();
    const std::vector<CaseReport> reports = validate(cases, context);
    const std::chrono::duration<double> took = Clock::now() - started;
    const ValidationRun run{context, omp_get_max_threads(), took.count()};
    fmt::print("{}", options.json ? validation_json(reports, run) : validation_table(reports, run));
    return passes(counts_of(reports), options.strict) ? exit_good : exit_validation_failed;
}

} // namespace dcsim
