#include "models/workload/endings.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <array>
#include <map>

namespace dcsim {

namespace {

constexpr double mean_failed_fraction = 1.0 / 3; // of Beta(0.5, 1)

struct Shares {
    Fate::Ending ending;
    double jobs{0}, accelerator_time{0}; ///< percent
};

/// Accelerator times of jobs, in accelerator-seconds, and how much of all jobs each stands for.
struct Sample {
    std::vector<double> times, weights;
};

/// As the laws draw them; the same for all runs. Few jobs hold most of the time, and they are the large ones: each size
/// is given as many draws of a duration as any other, weighted by how often it comes.
Sample sample(const Sizes& sizes, const Durations& durations)
{
    constexpr std::uint64_t jobs = 65'536, all_draws = 32'768;
    std::map<std::uint32_t, double> often;
    for (std::uint64_t i = 0; i < jobs; ++i) {
        Random size{{0, 0, "endings", "size", i}};
        ++often[sizes.milli_accelerators(size)];
    }
    const std::uint64_t each = std::max<std::uint64_t>(1, all_draws / often.size());
    Sample all;
    Random duration{{0, 0, "endings", "duration", 0}};
    for (const auto& [milli, times] : often)
        for (std::uint64_t i = 0; i < each; ++i) {
            const double accelerators = accelerators_of(milli);
            all.times.push_back(accelerators * durations.draw(duration, {accelerators, 100 * day}).si());
            all.weights.push_back(times / static_cast<double>(each));
        }
    return all;
}

/// Mean accelerator times that the endings need, up to a common factor. Failed jobs are cut, so what they would have
/// taken is longer than what they hold.
std::vector<TiltClass> classes(const std::vector<Shares>& shares)
{
    std::vector<TiltClass> all;
    for (const Shares& s : shares) {
        const double held = s.ending == Fate::Ending::failed ? mean_failed_fraction : 1;
        all.push_back({s.jobs, s.accelerator_time / (s.jobs * held)});
    }
    return all;
}

enum class Of : std::uint8_t { duration, work };

void read_shares(Fields& f, std::string_view key, std::string_view meaning, Of of, Shares& s)
{
    f.table(key, meaning, [&](Fields& table) {
        table.optional("jobs", s.jobs, "percent of the jobs", {.least = 0.0, .most = 100.0});
        if (of == Of::work) return;
        table.optional("accelerator_time", s.accelerator_time,
                       "percent of the accelerator time held by all jobs; not where jobs are given by their work",
                       {.least = 0.0, .most = 100.0});
        if ((s.jobs > 0) != (s.accelerator_time > 0))
            table.problem("accelerator_time", "and jobs must both be above 0, or both 0");
    });
}

/// Those that occur.
std::vector<Shares> read_all(Fields& f, Of of)
{
    std::array<Shares, 3> all{Shares{Fate::Ending::completed}, Shares{Fate::Ending::cancelled},
                              Shares{Fate::Ending::failed}};
    read_shares(f, "completed", "jobs that end as meant", of, all[0]);
    read_shares(f, "cancelled", "jobs that their users stop", of, all[1]);
    read_shares(f, "failed", "jobs that end by an error of their own", of, all[2]);
    std::vector<Shares> some;
    for (const Shares& s : all)
        if (s.jobs > 0 && (s.accelerator_time > 0 || of == Of::work)) some.push_back(s);
    if (some.empty() && !f.describing()) f.problem("completed", "and the other endings are absent (one is needed)");
    return some;
}

std::shared_ptr<const Endings> fit(const std::vector<Shares>& shares, const Sample& jobs)
{
    const auto law = power_tilt(jobs.times, jobs.weights, classes(shares));
    if (!law) return nullptr;
    std::vector<Fate::Ending> endings;
    for (const Shares& s : shares) endings.push_back(s.ending);
    return std::make_shared<const Endings>(*law, std::move(endings));
}

} // namespace

Endings::Endings(PowerTilt by_time, std::vector<Fate::Ending> endings)
    : by_time_{std::move(by_time)}, endings_{std::move(endings)}
{
    require(by_time_.classes() == endings_.size() && endings_.size() <= 3, "every ending has a class");
}

Fate::Ending Endings::choose(Random& random, double accelerator_seconds) const
{
    std::array<double, 3> share{};
    const auto known = std::span{share}.first(endings_.size());
    by_time_.shares(accelerator_seconds, known);
    return endings_[weighted_choice(random, known)];
}

Fate Endings::draw(Random& random, double accelerator_seconds) const
{
    const Fate::Ending ending = choose(random, accelerator_seconds);
    if (ending != Fate::Ending::failed) return {ending, 1};
    const double u = random.uniform(); // the square of a uniform number follows Beta(0.5, 1)
    return {ending, u * u};
}

Fate Endings::draw_of_work(Random& random) const
{
    const Fate::Ending ending = choose(random, 1);
    if (ending == Fate::Ending::completed) return {ending, 1};
    const double u = random.uniform();
    return {ending, ending == Fate::Ending::failed ? u * u : u};
}

std::shared_ptr<const Endings> read_endings(Fields& f, std::string_view key, const Maker<Sizes>& sizes,
                                            const Maker<Durations>& durations)
{
    std::shared_ptr<const Endings> endings;
    f.optional_table(key, "how jobs end; absent = all complete", [&](Fields& table) {
        const std::vector<Shares> shares = read_all(table, Of::duration);
        if (f.describing() || !sizes || !durations || shares.empty()) return;
        endings = fit(shares, sample(*sizes(), *durations()));
        if (!endings)
            table.problem("completed", "and the other endings cannot have these shares of time with these jobs");
    });
    return endings;
}

std::shared_ptr<const Endings> read_endings_of_work(Fields& f, std::string_view key)
{
    std::shared_ptr<const Endings> endings;
    f.optional_table(key, "how jobs end; absent = all complete", [&](Fields& table) {
        std::vector<double> log_shares;
        std::vector<Fate::Ending> known;
        for (const Shares& s : read_all(table, Of::work)) {
            log_shares.push_back(portable_log(s.jobs));
            known.push_back(s.ending);
        }
        const std::vector<double> whatever_the_time(known.size(), 0);
        if (!known.empty())
            endings = std::make_shared<const Endings>(PowerTilt{std::move(log_shares), whatever_the_time}, known);
    });
    return endings;
}

} // namespace dcsim
