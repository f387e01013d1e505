#include "models/workload/duration_classes.h"
#include "models/workload/measured.h"
#include "sim/numerics/tilt.h"
#include <algorithm>
#include <limits>
#include <numeric>

namespace dcsim {

namespace {

constexpr Range<double> countable{.least = 0.001, .most = 1e6}, percentage{.least = 0.0, .most = 100.0};

std::size_t class_of(const std::vector<double>& at_most, double accelerators)
{
    const auto first = std::lower_bound(at_most.begin(), at_most.end(), accelerators);
    return std::min(static_cast<std::size_t>(first - at_most.begin()), at_most.size() - 1);
}

struct BySizeParams {
    std::vector<double> at_most;
    std::vector<Maker<Durations>> laws;
};

class BySize final : public Durations {
public:
    explicit BySize(const BySizeParams& p) : at_most_{p.at_most}
    {
        for (const auto& law : p.laws) laws_.push_back(law());
    }
    Seconds draw(Random& random, const DurationContext& job) const override
    {
        return laws_[class_of(at_most_, job.accelerators)]->draw(random, job);
    }

private:
    std::vector<double> at_most_;
    std::vector<std::unique_ptr<Durations>> laws_;
};

Maker<Durations> read_by_size(Fields& f, const DurationRows& laws)
{
    BySizeParams p;
    f.each("sizes", "laws by size, from small to large", [&](const std::string&, Fields& table) {
        std::optional<double> at_most;
        table.optional("at_most", at_most, "accelerators of a job of this class; absent = all that are larger",
                       countable);
        read_duration_law(table, laws, p.laws.emplace_back());
        const double bound = at_most.value_or(std::numeric_limits<double>::infinity());
        if (!p.at_most.empty() && !(bound > p.at_most.back()))
            table.problem("at_most", "is not above that of the class before (write classes from small to large)");
        p.at_most.push_back(bound);
    });
    if (p.laws.empty()) f.problem("sizes", "is empty (a law for each class of sizes is needed)");
    if (p.laws.empty() || std::any_of(p.laws.begin(), p.laws.end(), [](const auto& law) { return !law; })) return {};
    return [p] { return std::make_unique<BySize>(p); };
}

/// Published shares by size, as they are read: cumulative, in percent.
struct SizeShares {
    std::vector<double> at_most{1}, jobs{100}, accelerator_time{100};
    std::vector<double> mean; ///< accelerators of a job, by size; empty: at_most
    double accelerators(std::size_t i) const { return mean.empty() ? at_most[i] : mean[i]; }
};

struct SizeClasses {
    std::vector<double> at_most;
    std::vector<TiltClass> tilts; ///< mean durations up to a common factor
};

/// Classes of sizes that hold jobs and time; the plot precision of a smaller one would leave its mean open.
SizeClasses classes(const SizeShares& p)
{
    constexpr double least = 0.05; // points, to which curves in figures can be read
    SizeClasses all;
    double jobs = 0, time = 0, accelerators = 0, jobs_before = 0, time_before = 0;
    for (std::size_t i = 0; i < p.at_most.size(); ++i) {
        const double share = p.jobs[i] - jobs_before;
        jobs += share;
        accelerators += share * p.accelerators(i);
        time += p.accelerator_time[i] - time_before;
        jobs_before = p.jobs[i];
        time_before = p.accelerator_time[i];
        if (jobs < least || time < least) continue;
        all.at_most.push_back(p.at_most[i]);
        all.tilts.push_back({jobs, time / accelerators}); // = time / (jobs * mean size)
        jobs = time = accelerators = 0;
    }
    return all;
}

struct MeasuredBySizeParams {
    MeasuredTimes measured;
    std::vector<double> at_most{1};
    std::vector<std::vector<double>> shares{{1}}; ///< cumulative, by class
};

/// False where the shares of time cannot come from these durations.
bool tilt(MeasuredBySizeParams& p, const SizeShares& sizes)
{
    const SizeClasses by_size = classes(sizes);
    const MeasuredBins times = bins(p.measured);
    const auto law = power_tilt(times.seconds, times.share, by_size.tilts);
    if (!law) return false;
    p.at_most = by_size.at_most;
    p.shares.assign(law->classes(), std::vector<double>(times.share.size()));
    std::vector<double> of_class(law->classes());
    for (std::size_t j = 0; j < times.share.size(); ++j) {
        law->shares(times.seconds[j], of_class);
        for (std::size_t i = 0; i < of_class.size(); ++i) p.shares[i][j] = of_class[i] * times.share[j];
    }
    for (auto& share : p.shares) {
        std::partial_sum(share.begin(), share.end(), share.begin());
        const double whole = share.back();
        for (double& s : share) s /= whole;
    }
    return true;
}

/// Keeps the measured durations of all jobs and the shares of time that each class of sizes holds.
class MeasuredBySize final : public Durations {
public:
    explicit MeasuredBySize(const MeasuredBySizeParams& p) : at_most_{p.at_most}
    {
        for (const auto& share : p.shares) laws_.push_back(cdf(p.measured, share));
    }
    Seconds draw(Random& random, const DurationContext& job) const override
    {
        return Seconds{laws_[class_of(at_most_, job.accelerators)](random)};
    }

private:
    std::vector<double> at_most_;
    std::vector<EmpiricalCdf> laws_;
};

Maker<Durations> read_measured_by_size(Fields& f)
{
    MeasuredBySizeParams p;
    SizeShares sizes;
    bool good = read_measured(f, p.measured);
    f.required("at_most", sizes.at_most, "accelerators of a job, increasing", countable);
    f.required("jobs", sizes.jobs, "percent of the jobs of at most that size", percentage);
    f.required("accelerator_time", sizes.accelerator_time, "percent of the accelerator time that they hold",
               percentage);
    f.optional("mean_size", sizes.mean,
               "accelerators of a job in the mean, by size, where some ask for less; absent = at_most", countable);
    if (!sizes.mean.empty() && sizes.mean.size() != sizes.at_most.size()) {
        f.problem("mean_size", "does not fit at_most (one mean for each size)");
        good = false;
    }
    for (std::size_t i = 0; good && i < sizes.mean.size(); ++i) {
        if (sizes.mean[i] <= sizes.at_most[i] && (i == 0 || sizes.mean[i] > sizes.at_most[i - 1])) continue;
        f.problem("mean_size",
                  "must lie between the sizes of 'at_most': each mean at most its own, and above the one before");
        good = false;
    }
    good = check_at_most(f, sizes.at_most) && good;
    good = check_cumulative(f, "jobs", sizes.at_most, sizes.jobs) && good;
    good = check_cumulative(f, "accelerator_time", sizes.at_most, sizes.accelerator_time) && good;
    if (!good) return {};
    if (!tilt(p, sizes)) {
        f.problem("accelerator_time", "cannot be met (a size would need longer or shorter jobs than there are)");
        return {};
    }
    return [p] { return std::make_unique<MeasuredBySize>(p); };
}

} // namespace

bool check_at_most(Fields& f, const std::vector<double>& at_most)
{
    const bool good =
        !at_most.empty() && std::adjacent_find(at_most.begin(), at_most.end(), std::greater_equal<>{}) == at_most.end();
    if (!good) f.problem("at_most", "does not increase (sizes go from small to large)");
    return good;
}

bool check_cumulative(Fields& f, std::string_view key, const std::vector<double>& at_most,
                      const std::vector<double>& percent)
{
    const bool good = percent.size() == at_most.size() && !percent.empty() && percent.back() == 100 &&
                      std::is_sorted(percent.begin(), percent.end());
    if (!good) f.problem(key, "does not fit at_most (one share for each size, never decreasing, the last one 100)");
    return good;
}

void read_duration_law(Fields& table, const DurationRows& laws, Maker<Durations>& chosen)
{
    table.preset("preset", "duration", "published distribution of durations");
    table.kind(laws, chosen, "law of durations");
}

DurationRows duration_classes(const DurationRows& laws)
{
    return {
        {"by-size", "another law for each class of sizes", [laws](Fields& f) { return read_by_size(f, laws); }},
        {"by-type", "types of jobs with laws of their own, which hold given shares of accelerator time",
         [laws](Fields& f) { return read_by_type(f, laws); }},
        {"measured-by-size", "a measured distribution in which sizes hold given shares of accelerator time",
         read_measured_by_size},
    };
}

} // namespace dcsim
