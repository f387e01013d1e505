#include "analysis/study/merged_study.h"
#include "analysis/study/precision_check.h"
#include "analysis/study/study_course.h"
#include "sim/base/digest.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

void append(std::string& bytes, const std::vector<double>& numbers)
{
    bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
}

std::string numbers_of(const RunRecord& run)
{
    std::string bytes;
    for (const SiteRecord& site : run.sites) append(bytes, site.metrics);
    return bytes;
}

} // namespace

MergedStudy::MergedStudy(const StudyFolder& folder) : MergedStudy{folder, folder.read()} {}

MergedStudy::MergedStudy(const StudyFolder& folder, StudyFile study)
    : study_{std::move(study)}, shards_{folder.shards(), Shards::Use::reading}, shape_{study_.shape}
{
    for (std::size_t point = 0; point < study_.points(); ++point) look_at(point);
    const auto most = std::ranges::max_element(replications_);
    shape_.replications.resize(most == replications_.end() ? 0 : *most);
    shape_.findings = survey_.findings();
}

std::shared_ptr<const RunRecord> MergedStudy::find(const RunIndex& run) const
{
    auto record = shards_.find(study_.fingerprint(run));
    if (!record) return nullptr;
    record->key = {static_cast<std::uint32_t>(run.point), study_.shape.policies[run.policy], run.replication};
    return std::make_shared<const RunRecord>(std::move(*record));
}

void MergedStudy::look_at(std::size_t point)
{
    const std::size_t policies = study_.shape.policies.size();
    const auto asked = asked_metrics(study_.precision, study_.shape.metrics);
    StoppingRule rule = study_.precision ? StoppingRule{*study_.precision, policies, study_.baseline}
                                         : StoppingRule{study_.replications};
    std::string outcome;
    std::uint32_t seen = 0;
    for (std::uint32_t wanted = rule.wanted(); seen < wanted; wanted = rule.wanted())
        for (; seen < wanted; ++seen)
            for (std::size_t policy = 0; policy < policies; ++policy) {
                const auto run = find({point, policy, seen});
                ++wanted_;
                if (!run) {
                    ++missing_;
                    survey_.miss();
                    continue;
                }
                survey_.add(*run);
                const std::vector<double> values = asked_values(*run, asked);
                for (std::size_t m = 0; m < values.size(); ++m)
                    if (!std::isnan(values[m])) existing_.insert(m);
                rule.enter(policy, seen, values);
                outcome += numbers_of(*run);
            }
    replications_.push_back(seen);
    if (!rule.satisfied()) imprecise_.push_back(point);
    outcomes_.push_back(sha256_hex(outcome));
}

std::vector<std::string> MergedStudy::precision_warnings() const
{
    std::vector<std::string> warnings;
    if (!study_.precision || wanted_ == missing_) return warnings;
    for (std::size_t m = 0; m < study_.precision->metrics.size(); ++m)
        if (!existing_.contains(m)) warnings.push_back(asked_of_nothing(study_.precision->metrics[m]));
    return warnings;
}

PointRuns MergedStudy::runs(std::size_t point) const
{
    PointRuns all;
    for (std::size_t policy = 0; policy < study_.shape.policies.size(); ++policy)
        for (std::uint32_t replication = 0; replication < shape_.replications.size(); ++replication)
            all.push_back(replication < replications_[point] ? find({point, policy, replication}) : nullptr);
    return all;
}

std::vector<std::string> MergedStudy::probed_without_effect() const
{
    std::vector<std::string> paths;
    const auto same = [&](std::size_t policy, const StudyFile::ProbedKey& probe) {
        const auto first = find({0, policy, 0});
        const auto probed = shards_.find(run_fingerprint(probe.digests[policy], 0));
        return first && probed && numbers_of(*first) == numbers_of(*probed);
    };
    for (const StudyFile::ProbedKey& probe : study_.probes) {
        bool all = true;
        for (std::size_t policy = 0; all && policy < probe.digests.size(); ++policy) all = same(policy, probe);
        if (all) paths.push_back(probe.path);
    }
    return paths;
}

std::vector<std::string> without_effect(const MergedStudy& study)
{
    if (study.study().sampled) return study.probed_without_effect();
    std::vector<std::string> names;
    if (study.runs_missing() > 0) return names;
    const std::vector<SweptAxis>& axes = study.shape().axes;
    std::size_t stride = 1;
    for (std::size_t a = axes.size(); a-- > 0; stride *= axes[a].levels) {
        bool same = axes[a].levels > 1;
        for (std::size_t point = 0; same && point < study.study().points(); ++point)
            if (point / stride % axes[a].levels > 0)
                same = study.outcome_digest(point) == study.outcome_digest(point - stride);
        if (same && !axes[a].keys.empty())
            names.insert(names.begin(), axes[a].keys.size() == 1 ? axes[a].keys.front().path : axes[a].name);
    }
    return names;
}

} // namespace dcsim
