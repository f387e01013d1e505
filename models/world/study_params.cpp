#include "models/world/study_params.h"
#include "models/world/metrics.h"
#include "sim/config/suggest.h"
#include <algorithm>

namespace dcsim {

void fields(Fields& f, PrecisionParams& p)
{
    f.required("metrics", p.metrics, "metrics whose intervals have to be short enough (`dcsim explain` lists them)");
    f.optional("half_width", p.half_width,
               "of the 95 % intervals, as part of the metric's mean under the baseline: of that mean, and of every "
               "policy's difference to it",
               {.most = 1, .above = 0});
    f.optional("least", p.least, "replications before the first look", {.least = 5, .most = 100'000});
    f.optional("most", p.most, "replications after which the study ends, precise or not",
               {.least = 5, .most = 100'000});
    if (f.describing()) return;
    if (p.metrics.empty()) f.problem("metrics", "names no metric (dcsim explain lists them)");
    if (p.most < p.least) f.problem("most", "must not be below least");
    std::vector<std::string> known;
    for (const Metric& metric : metrics_table("EUR")) known.push_back(metric.info.name);
    for (const std::string& name : p.metrics)
        if (std::ranges::find(known, name) == known.end())
            f.problem("metrics", "names the unknown metric " + name + " (" + suggestion(name, known) + ")");
}

void fields(Fields& f, ClaimParams& p)
{
    const auto change = [&](const char* key, std::vector<double>& bounds, const char* meaning) {
        f.optional(key, bounds, meaning, {.least = -1.0});
        if (!bounds.empty() && (bounds.size() != 2 || bounds[0] > bounds[1]))
            f.problem(key, "is no pair of a lower and an upper bound (such as [-0.6, -0.4])");
    };
    change("work_time", p.work_time,
           "relative change of the time of a job in which accelerators work or wait for input, from and to");
    change("energy", p.energy, "relative change of the IT energy of a job, from and to");
    f.optional("source", p.source, "who says so");
    if (!f.describing() && p.work_time.empty() && p.energy.empty())
        f.problem("energy", "and work_time are absent (a claim needs one of them)");
}

} // namespace dcsim
