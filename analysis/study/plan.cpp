#include "analysis/study/plan.h"
#include "analysis/study/program.h"
#include "analysis/study/swept_axes.h"
#include "models/vocabulary/text_file.h"
#include "models/world/named_files.h"
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include "sim/config/report.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <mutex>
#include <omp.h>
#include <sstream>

namespace dcsim {

namespace {

/// What a run does not depend on: how many others there are, and where results go.
bool only_of_study(const std::string& line)
{
    constexpr std::array<std::string_view, 4> keys{"scenario.title ", "scenario.replications ", "output.dir ",
                                                   "study."};
    return std::ranges::any_of(keys, [&](std::string_view key) { return line.starts_with(key); });
}

std::string digest_of(const Resolved& resolved, Inputs& inputs)
{
    std::string text = program_identity() + '\n';
    std::istringstream lines{fingerprint_text(resolved)};
    for (std::string line; std::getline(lines, line);)
        if (!only_of_study(line)) text += line + '\n';
    for (const NamedFile& file : named_files(resolved)) text += sha256_of(inputs, file.path) + '\n';
    return sha256_hex(text);
}

/// Settlements and nodes: what can be told without asking for the arrivals.
double effort_of(const Scenario& scenario)
{
    const WindowParams& w = scenario.window;
    const double settlements = seconds(w.duration + w.drain) / seconds(scenario.site.facility.settle_every);
    double nodes = 0;
    for (const PoolParams& pool : scenario.site.pools) nodes += static_cast<double>(pool.cluster.nodes);
    return settlements + nodes;
}

/// Adds what is not there yet; of what is wrong with every value of a list, the first.
void add_new(std::vector<Problem>& all, const std::vector<Problem>& more)
{
    for (const Problem& p : more) {
        const auto same = [&](const Problem& q) {
            return q.origin.file == p.origin.file && q.origin.line == p.origin.line && q.key == p.key &&
                   q.text == p.text;
        };
        if (std::ranges::none_of(all, same)) all.push_back(p);
    }
}

/// What must be equal at all points: their series share one time axis, their runs one set of replications.
void check_point(const ScenarioFile& here, const ScenarioFile& file, std::vector<Problem>& problems)
{
    const PolicyScenario& p = here.policies.front();
    const Scenario &s = p.scenario, &first = file.policies.front().scenario;
    const auto same = [&](bool equal, const char* key) {
        if (!equal)
            problems.push_back({origin_of(p.resolved, key), key,
                                "must not differ between points of a sweep (their results share one time axis and one "
                                "set of replications)"});
    };
    same(s.window.start == first.window.start, "scenario.start");
    same(s.window.duration == first.window.duration, "scenario.duration");
    same(s.window.warmup == first.window.warmup, "scenario.warmup");
    same(s.window.drain == first.window.drain, "scenario.drain");
    same(s.replications == first.replications, "scenario.replications");
    same(s.precision == first.precision, "study.precision.half_width");
    same(s.output.sample_every == first.output.sample_every, "output.sample_every");
    same(here.policies.size() == file.policies.size(), "policy");
}

/// The level at which a key is farthest from where the first level has it; none if it is the same at all.
std::optional<std::size_t> farthest_level(const SweptKey& key)
{
    const auto farthest = [](const auto& values, const auto& distance) -> std::optional<std::size_t> {
        std::size_t best = 0;
        for (std::size_t i = 1; i < values.size(); ++i)
            if (distance(values[i], values[0]) > distance(values[best], values[0])) best = i;
        return best > 0 ? std::optional{best} : std::nullopt;
    };
    if (const auto* numbers = std::get_if<std::vector<double>>(&key.values))
        return farthest(*numbers, [](double a, double b) { return std::abs(a - b); });
    return farthest(std::get<std::vector<std::string>>(key.values),
                    [](const std::string& a, const std::string& b) { return a == b ? 0 : 1; });
}

} // namespace

std::string run_fingerprint(const std::string& digest, std::uint32_t replication)
{
    return sha256_hex(digest + "\nreplication " + std::to_string(replication) + '\n');
}

StudyPlan::StudyPlan(const ScenarioFile& file, Inputs& inputs)
    : file_{&file},
      inputs_{&inputs},
      currency_{currency_of(file, inputs)},
      digests_of_file_{std::make_unique<LateDigests>()}
{
    for (const PolicyScenario& policy : file.policies) {
        for (const NamedFile& named : named_files(policy.resolved)) open_text(inputs, named.path);
        efforts_.push_back(effort_of(policy.scenario));
    }
}

const std::string& StudyPlan::digest_of_file(std::size_t policy) const
{
    std::call_once(digests_of_file_->made, [this] {
        std::vector<std::string> all;
        for (const PolicyScenario& p : file_->policies) all.push_back(digest_of(p.resolved, *inputs_));
        digests_of_file_->by_policy = std::move(all);
    });
    return digests_of_file_->by_policy.at(policy);
}

StudyPlan::StudyPlan(const ScenarioFile& file, Inputs& inputs, Design design, int threads)
    : file_{&file}, inputs_{&inputs}, currency_{currency_of(file, inputs)}, design_{std::move(design)}
{
    SweptValues values{design_};
    if (auto problems = values.problems(); !problems.empty()) throw ConfigError{std::move(problems)};
    read_points(threads, values);
    if (auto problems = values.repeated(); !problems.empty()) throw ConfigError{std::move(problems)};
    axes_ = values.axes();
    add_probes();
}

void StudyPlan::add_probes()
{
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        const DesignAxis& axis = design_.axes()[a];
        if (axis.kind != DesignAxis::Kind::sampled) continue;
        for (std::size_t k = 0; k < axis.paths.size(); ++k) {
            const auto level = farthest_level(axes_[a].keys[k]);
            if (!level) continue;
            Probe probe{axis.paths[k], design_.at(0)};
            std::ranges::find(probe.at, probe.path, &Assignment::path)->value = axis.levels[*level][k];
            try {
                const ScenarioFile here = at_point(*file_, probe.at);
                digests_.resize(digests_.size() + policies());
                efforts_.resize(efforts_.size() + policies());
                add(points() + probes_.size(), here);
                probes_.push_back(std::move(probe));
            } catch (const ConfigError&) {
                // keys that are right together may be wrong apart: nothing is said of this one
            }
        }
    }
}

std::string StudyPlan::label(std::size_t point) const
{
    if (point < points()) return design_.label(point);
    const Probe& probe = probes_[point - points()];
    const auto changed = std::ranges::find(probe.at, probe.path, &Assignment::path);
    return "the first point with " + probe.path + " = " + inline_toml(changed->value);
}

void StudyPlan::add(std::size_t point, const ScenarioFile& file)
{
    for (std::size_t i = 0; i < policies(); ++i) {
        digests_[point * policies() + i] = digest_of(file.policies[i].resolved, *inputs_);
        efforts_[point * policies() + i] = effort_of(file.policies[i].scenario);
    }
}

void StudyPlan::read_points(int threads, SweptValues& values)
{
    digests_.resize(points() * policies());
    efforts_.resize(points() * policies());
    std::vector<std::vector<Problem>> problems(points());
    std::exception_ptr error;
    std::mutex mutex;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads > 0 ? threads : omp_get_max_threads())
    for (std::size_t point = 0; point < points(); ++point) {
        try {
            read_point(point, values, problems[point]);
        } catch (...) {
            const std::scoped_lock lock{mutex};
            if (!error) error = std::current_exception();
        }
    }
    std::vector<Problem> all = file_->document.unknown_policies(design_.at(0));
    for (const auto& of_point : problems) add_new(all, of_point);
    if (!all.empty()) throw ConfigError{std::move(all)};
    if (error) std::rethrow_exception(error);
}

void StudyPlan::read_point(std::size_t point, SweptValues& values, std::vector<Problem>& problems)
{
    try {
        const ScenarioFile here = at_point(*file_, design_.at(point));
        check_point(here, *file_, problems);
        for (const PolicyScenario& p : here.policies) add_new(problems, unreadable_files(p.resolved));
        if (!problems.empty()) return;
        if (currency_of(here, *inputs_) != currency_) {
            problems.push_back(
                {{}, "sweep", "changes the currency (costs are compared between points, and not converted)"});
            return;
        }
        add(point, here);
        values.enter(point, here);
    } catch (const ConfigError& bad) {
        problems = bad.problems();
    }
}

std::shared_ptr<const ScenarioFile> StudyPlan::scenario(std::size_t point) const
{
    if (design_.axes().empty()) return {std::shared_ptr<const void>{}, file_};
    return std::make_shared<const ScenarioFile>(parameters_at_point(*file_, assignments(point)));
}

const std::optional<PrecisionParams>& StudyPlan::precision() const
{
    return file_->policies.front().scenario.precision;
}

std::uint32_t StudyPlan::replications() const
{
    return precision() ? precision()->most : file_->policies.front().scenario.replications;
}

std::uint32_t StudyPlan::replications_first() const
{
    return precision() ? precision()->least : file_->policies.front().scenario.replications;
}

std::vector<RunIndex> StudyPlan::runs(std::uint32_t from, std::uint32_t to) const
{
    std::vector<RunIndex> all;
    for (std::uint32_t replication = from; replication < to; ++replication)
        for (std::size_t point = 0; point < points() + (replication == 0 ? probes_.size() : 0); ++point)
            for (std::size_t policy = 0; policy < policies(); ++policy) all.push_back({point, policy, replication});
    return all;
}

} // namespace dcsim
