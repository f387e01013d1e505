#include "app/work_remarks.h"
#include "app/words.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <map>
#include <set>

namespace dcsim {

namespace {

using Names = std::vector<std::string>;

const Shown once{"energy_one_off_kwh", "", {{"kWh", 1}}}, of_job{"energy_per_job_kwh", "", {{"kWh", 1}}},
    of_item{"energy_per_item_j", "", {{"J", 1}}}, work_time{"work_time_mean_s", "", {{"s", 1}}};

std::string sentence(const std::string& head, const std::string& text)
{
    return wrapped(head, text + '.', 2) + '\n';
}

/// "compute of chat and images; data of speech"
std::string dominant(const RunTables& workloads, std::size_t baseline, const ShownWorkloads& shown)
{
    std::map<std::string, Names> by_cause;
    for (const Names& names : {shown.jobs, shown.services})
        for (const std::string& w : names)
            if (const std::string cause = workloads.word(baseline, w, "dominant_cause"); !cause.empty())
                by_cause[cause].push_back(w);
    std::string text;
    for (const auto& [cause, names] : by_cause)
        text += fmt::format("{}{} of {}", text.empty() ? "" : "; ", cause, joined_list(names));
    return text.empty() ? text : sentence("Dominant cause of energy:", text);
}

enum class Held : std::uint8_t { holds, fails, undecided, no_interval };
constexpr std::size_t ways_held = 4;

/// Relative change of a workload's jobs against the baseline, where a claim speaks of it.
struct Change {
    const char* what;
    const std::vector<double>& claimed;
    Comparison found;

    /// Undecided where the 95 % interval crosses a bound; one replication has none.
    Held held() const
    {
        if (claimed.empty()) return Held::holds;
        if (!found.relative_half_width) return Held::no_interval;
        const double low = *found.relative - *found.relative_half_width;
        const double high = *found.relative + *found.relative_half_width;
        if (low >= claimed[0] && high <= claimed[1]) return Held::holds;
        return high < claimed[0] || low > claimed[1] ? Held::fails : Held::undecided;
    }
    std::string text() const
    {
        return fmt::format("{} {}", what,
                           found.relative ? fmt::format("{:+.1f} %", 100 * *found.relative) : "not known");
    }
};

/// Both hold, or one of them fails, or it is not known, for want of an interval first.
Held both(Held a, Held b)
{
    if (a == Held::fails || b == Held::fails) return Held::fails;
    return std::max(a, b);
}

class Claims {
public:
    Claims(const StudyPlan& plan, const RunTables& workloads) : plan_{plan}, workloads_{workloads} {}

    std::string text(const Names& jobs) const
    {
        std::string all;
        for (std::size_t p = 0; p < plan_.file().policies.size(); ++p) {
            const PolicyScenario& policy = plan_.file().policies[p];
            if (policy.scenario.claim && p != plan_.file().baseline()) all += of(p, *policy.scenario.claim, jobs);
        }
        return all;
    }

private:
    std::string of(std::size_t policy, const ClaimParams& claim, const Names& jobs) const
    {
        std::array<std::string, ways_held> lists;
        for (const std::string& w : jobs) {
            if (!changes_techniques(policy, w)) continue;
            const Change time{"time", claim.work_time, change(policy, w, work_time)};
            const Change energy{"energy", claim.energy, change(policy, w, of_job)};
            std::string& list = lists[static_cast<std::size_t>(both(time.held(), energy.held()))];
            list += fmt::format("{}{} ({}, {})", list.empty() ? "" : ", ", w, time.text(), energy.text());
        }
        const std::string time = bounds("time at work", claim.work_time), energy = bounds("energy", claim.energy);
        std::string text = time + (time.empty() || energy.empty() ? "" : ", ") + energy;
        if (!claim.source.empty()) text += " [" + claim.source + ']';
        if (lists == decltype(lists){}) text += "; no workload has other techniques than under the baseline";
        if (!lists[0].empty()) text += "; holds for " + lists[0];
        if (!lists[1].empty()) text += "; does NOT hold for " + lists[1];
        if (!lists[2].empty()) text += "; undecided, as the interval crosses a bound, for " + lists[2];
        if (!lists[3].empty()) text += "; undecided, as there is no interval below two replications, for " + lists[3];
        return sentence("Claim of " + plan_.file().policies[policy].name + ':', text);
    }

    static std::string bounds(const char* what, const std::vector<double>& claimed)
    {
        if (claimed.empty()) return {};
        return fmt::format("{} {:+g} to {:+g} %", what, 100 * claimed[0], 100 * claimed[1]);
    }

    Comparison change(std::size_t policy, const std::string& workload, const Shown& s) const
    {
        return workloads_.comparison(plan_.file().baseline(), policy, workload, s);
    }

    const WorkloadScenario* named(std::size_t policy, const std::string& name) const
    {
        for (const WorkloadScenario& w : plan_.file().policies[policy].scenario.workloads)
            if (w.name == name) return &w;
        return nullptr;
    }

    bool changes_techniques(std::size_t policy, const std::string& name) const
    {
        const WorkloadScenario *before = named(plan_.file().baseline(), name), *after = named(policy, name);
        return before && after &&
               Techniques{before->techniques, {}}.names() != Techniques{after->techniques, {}}.names();
    }

    const StudyPlan& plan_;
    const RunTables& workloads_;
};

/// After how much work what a policy costs once is paid back.
class BreakEven {
public:
    BreakEven(const RunTables& workloads, std::size_t baseline) : workloads_{workloads}, baseline_{baseline} {}

    std::string text(std::size_t policy, const std::string& name, const std::string& workload, bool service) const
    {
        const double cost = workloads_.mean(policy, workload, once);
        const Shown& each = service ? of_item : of_job;
        const Comparison c = workloads_.comparison(baseline_, policy, workload, each);
        if (!(cost > 0) || c.replications == 0) return {};
        const double saved = -c.difference / (service ? joule_per_kwh : 1);
        return sentence(
            "Once, under " + name + ':',
            fmt::format("{:.4g} kWh for the techniques of {}, {}", cost, workload,
                        saved > 0 ? fmt::format("paid back after {:.4g} {}", cost / saved, unit(workload, service))
                                  : std::string{"never paid back"}));
    }

private:
    std::string unit(const std::string& workload, bool service) const
    {
        return service ? workloads_.word(baseline_, workload, "item") + 's' : std::string{"jobs"};
    }

    static constexpr double joule_per_kwh = 3.6e6;

    const RunTables& workloads_;
    std::size_t baseline_;
};

/// Techniques for which no cost is stated that they have once; a reader shall not take that for nothing.
std::string without_cost(const StudyPlan& plan)
{
    std::set<std::string> names;
    for (const PolicyScenario& p : plan.file().policies)
        for (const WorkloadScenario& w : p.scenario.workloads) {
            const Techniques techniques{w.techniques, {}};
            for (const std::string& name : techniques.names()) names.insert(name);
            for (const auto& cost : techniques.one_offs({})) names.erase(cost.technique);
        }
    if (names.empty()) return {};
    return sentence("Once,", "no cost is stated for " + joined_list({names.begin(), names.end()}));
}

/// What is known of accuracy, each technique once.
std::string accuracies(const StudyPlan& plan)
{
    std::set<std::string> labels;
    for (const PolicyScenario& p : plan.file().policies)
        for (const WorkloadScenario& w : p.scenario.workloads)
            for (std::string& label : Techniques{w.techniques, {}}.accuracies()) labels.insert(std::move(label));
    std::string text;
    for (const std::string& label : labels) text += sentence("Accuracy,", label);
    return text;
}

/// What rows of presets say about themselves, each text once.
std::string notes(const StudyPlan& plan)
{
    const Catalogue& catalogue = plan.file().document.catalogue();
    std::map<std::string, std::set<std::string>> by_text;
    for (const PolicyScenario& p : plan.file().policies)
        for (const WorkloadScenario& w : p.scenario.workloads) {
            const std::optional<Tree> row = catalogue.row("workload", w.jobs.preset);
            const Tree* const note = row ? row->find("note") : nullptr;
            if (note && note->text()) by_text[*note->text()].insert(w.jobs.preset);
        }
    std::string text;
    for (const auto& [note, presets] : by_text)
        text += sentence("Preset " + joined_list({presets.begin(), presets.end()}) + ':', note);
    return text;
}

} // namespace

std::string work_remarks(const StudyPlan& plan, const ResultSet& results, const RunTables& workloads,
                         const ShownWorkloads& shown)
{
    const std::size_t baseline = plan.file().baseline();
    std::string text = dominant(workloads, baseline, shown) + Claims{plan, workloads}.text(shown.jobs);
    const BreakEven pays{workloads, baseline};
    for (std::size_t p = 0; p < results.policies.size(); ++p) {
        for (const std::string& w : shown.jobs) text += pays.text(p, results.policies[p], w, false);
        for (const std::string& w : shown.services) text += pays.text(p, results.policies[p], w, true);
    }
    return text + without_cost(plan) + accuracies(plan) + notes(plan);
}

} // namespace dcsim
