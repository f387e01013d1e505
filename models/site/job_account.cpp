#include "models/site/job_account.h"
#include <algorithm>
#include <array>

namespace dcsim {

std::string_view name(JobStatus status)
{
    constexpr std::array<std::string_view, 6> names{"deferred", "queued", "running", "completed", "killed", "rejected"};
    return names[static_cast<std::size_t>(status)];
}

void WorkloadAccount::state(Archive& archive)
{
    archive("all", all)("counted", counted)("wait", wait_seconds)("wait quantiles", wait_quantiles);
    archive("slowdown", bounded_slowdown)("energy", energy_e18)("held", held_milli_ns);
    archive("waited", waited_ns)("resident", resident_ns);
}

double bounded_slowdown(Span wait, Span run)
{
    constexpr Span floor{10'000'000'000};
    const double total = static_cast<double>((wait + run).ns);
    return std::max(1.0, total / static_cast<double>(std::max(run, floor).ns));
}

} // namespace dcsim
