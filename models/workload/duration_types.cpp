#include "models/workload/duration_classes.h"
#include "sim/numerics/tilt.h"
#include "sim/numerics/variates.h"
#include <algorithm>

namespace dcsim {

namespace {

struct Type {
    double jobs{1};
    std::optional<double> accelerator_time; ///< percent
    Maker<Durations> law;
};

struct ByTypeParams {
    std::vector<double> jobs;
    std::vector<Maker<Durations>> laws;
    std::optional<PowerTilt> by_size; ///< absent: types do not depend on the size
};

class ByType final : public Durations {
public:
    explicit ByType(const ByTypeParams& p) : overall_{p.jobs}, by_size_{p.by_size}
    {
        for (const auto& law : p.laws) laws_.push_back(law());
    }
    Seconds draw(Random& random, const DurationContext& job) const override
    {
        return laws_[type(random, job.accelerators)]->draw(random, job);
    }

private:
    std::size_t type(Random& random, double accelerators) const
    {
        if (!by_size_) return overall_(random);
        std::vector<double> share(by_size_->classes());
        by_size_->shares(std::max(1.0, accelerators), share); // fractions of one are as one: sizes are published so
        return weighted_choice(random, share);
    }

    WeightedChoice overall_;
    std::optional<PowerTilt> by_size_;
    std::vector<std::unique_ptr<Durations>> laws_;
};

/// In seconds; by 65,536 draws where the law does not know.
double mean_of(const Durations& law)
{
    if (const auto known = law.mean()) return known->si();
    constexpr int draws = 65536;
    Random random{{0, 0, "durations", "mean", 0}};
    double sum = 0;
    for (int i = 0; i < draws; ++i) sum += law.draw(random, {}).si();
    return sum / draws;
}

/// The mean size of a type follows from its share of time, share of jobs and mean duration, all up to a common factor;
/// types without a share of time have equal mean sizes and hold the rest. None if there is no rest for them.
std::optional<std::vector<TiltClass>> mean_sizes(const std::vector<Type>& types)
{
    std::vector<double> job_time; // of one accelerator
    double rest_time = 100, rest_job_time = 0;
    for (const Type& type : types) {
        job_time.push_back(type.jobs * mean_of(*type.law()));
        rest_time -= type.accelerator_time.value_or(0);
        if (!type.accelerator_time) rest_job_time += job_time.back();
    }
    if (rest_job_time > 0 && !(rest_time > 0)) return std::nullopt;
    std::vector<TiltClass> all;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto time = types[i].accelerator_time;
        all.push_back({types[i].jobs, time ? *time / job_time[i] : rest_time / rest_job_time});
    }
    return all;
}

struct SizeWeights {
    std::vector<double> at_most{1}, percent{100};
};

std::optional<PowerTilt> tilt(const std::vector<Type>& types, const SizeWeights& sizes)
{
    const auto means = mean_sizes(types);
    if (!means) return std::nullopt;
    std::vector<double> weights = sizes.percent;
    for (std::size_t i = weights.size(); i-- > 1;) weights[i] -= weights[i - 1];
    return power_tilt(sizes.at_most, weights, *means);
}

std::vector<Type> read_types(Fields& f, const DurationRows& laws)
{
    std::vector<Type> types;
    f.each("types", "types of jobs", [&](const std::string&, Fields& table) {
        Type& type = types.emplace_back();
        table.required("jobs", type.jobs, "share of the jobs, relative to the other types",
                       {.most = 1e6, .above = 0.0});
        table.optional("accelerator_time", type.accelerator_time,
                       "percent of the accelerator time; absent = jobs of these types are alike in size",
                       {.most = 100.0, .above = 0.0});
        read_duration_law(table, laws, type.law);
    });
    if (types.empty()) f.problem("types", "is empty (at least one type of jobs is needed)");
    return types;
}

bool laws_are_read(const std::vector<Type>& types)
{
    return std::all_of(types.begin(), types.end(), [](const Type& t) { return t.law && t.jobs > 0; });
}

bool by_size(const std::vector<Type>& types)
{
    return std::any_of(types.begin(), types.end(), [](const Type& t) { return t.accelerator_time.has_value(); });
}

} // namespace

Maker<Durations> read_by_type(Fields& f, const DurationRows& laws)
{
    SizeWeights sizes;
    f.optional("at_most", sizes.at_most, "sizes of all jobs, which shares of accelerator time rest on",
               {.least = 0.001, .most = 1e6});
    f.optional("percent", sizes.percent, "percent of the jobs of at most that size", {.least = 0.0, .most = 100.0});
    bool good = check_at_most(f, sizes.at_most);
    good = check_cumulative(f, "percent", sizes.at_most, sizes.percent) && good;
    const std::vector<Type> types = read_types(f, laws);
    if (types.empty() || !laws_are_read(types)) return {};
    ByTypeParams p;
    for (const Type& type : types) {
        p.jobs.push_back(type.jobs);
        p.laws.push_back(type.law);
    }
    if (good && !f.describing() && by_size(types)) {
        p.by_size = tilt(types, sizes);
        if (!p.by_size) f.problem("types", "cannot hold their shares of accelerator time with these sizes");
    }
    return [p] { return std::make_unique<ByType>(p); };
}

} // namespace dcsim
