#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "sim/base/csv.h"
#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <map>

namespace dcsim {

namespace {

/// Training of one network to its target, and what is published of it [Zeus, NSDI 2023, V100].
struct Task {
    const char *name, *data, *network, *optimizer;
    double target;
    int batch;                     ///< the usual one
    double best, by_batch, by_cap; ///< energy over that at the usual batch and the highest cap
    double time;                   ///< of the best, over the same
};

constexpr std::array<Task, 6> tasks{{
    {"shufflenet", "cifar100", "shufflenetv2", "adadelta", .60, 1024, .253, .368, .686, .566},
    {"resnet50", "imagenet", "resnet50", "adadelta", .65, 256, .762, .970, .775, 1.167},
    {"deepspeech2", "librispeech", "deepspeech2", "adamw", 40, 192, .572, .820, .838, .970},
    {"ncf", "movielens-1m", "ncf", "adam", .41, 1024, .334, .350, .970, .366},
    {"squad", "squad", "bert_base_uncased", "adamw", 84, 32, .724, .933, .822, 1.381},
    {"sentiment140", "sentiment140", "bert_base_uncased", "adamw", .84, 128, .736, .966, .788, 1.371},
}};
constexpr int highest_cap = 250;

struct Setting {
    int batch, cap;
    auto operator<=>(const Setting&) const = default;
};

struct Measured {
    double seconds, watts; ///< to the target, mean of the runs that reached it
    double joules() const { return seconds * watts; }
};

using Settings = std::map<Setting, Measured>;

bool is_of(const CsvReader& csv, const Task& t)
{
    return csv.text(csv.column("dataset")) == t.data && csv.text(csv.column("network")) == t.network &&
           csv.text(csv.column("optimizer")) == t.optimizer;
}

/// Epochs to the target by batch size.
std::map<int, OnlineStats> epochs(std::string_view contents, const Task& t)
{
    std::map<int, OnlineStats> all;
    CsvReader csv{contents, "epochs_to_target.csv"};
    while (csv.next()) {
        const std::size_t epoch = csv.column("target_epoch");
        if (is_of(csv, t) && csv.number(csv.column("target_metric")) == t.target && csv.text(epoch) != "nan")
            all[static_cast<int>(csv.integer(csv.column("batch_size")))].add(csv.number(epoch));
    }
    return all;
}

Settings measured(std::string_view runs, std::string_view power, const Task& t)
{
    const std::map<int, OnlineStats> to_target = epochs(runs, t);
    Settings all;
    CsvReader csv{power, "power_v100.csv"};
    while (csv.next()) {
        const int batch = static_cast<int>(csv.integer(csv.column("batch_size")));
        const auto reached = to_target.find(batch);
        if (!is_of(csv, t) || reached == to_target.end()) continue;
        const Setting setting{batch, static_cast<int>(csv.integer(csv.column("power_limit")))};
        all[setting] = {reached->second.mean() * csv.number(csv.column("time_per_epoch")),
                        csv.number(csv.column("average_power"))};
    }
    return all;
}

/// The setting of least energy among those that `asked` allows.
template <class F> Measured least(const Settings& all, const F& asked)
{
    std::optional<Measured> best;
    for (const auto& [setting, m] : all)
        if (asked(setting) && (!best || m.joules() < best->joules())) best = m;
    require(best.has_value(), "the data have the usual batch and cap");
    return *best;
}

struct Replayed {
    double seconds, kwh;
};

/// One job of that length on a node that draws so much.
Replayed replay(const Measured& m)
{
    Trial trial{scenario_text({.duration = "1 h", .drain = "1000 d", .end = "drained", .full_w = m.watts}) +
                csv_workload("/run.csv")};
    trial.provide("/run.csv", fmt::format("submit,duration,accelerators\n0,{},1\n", m.seconds));
    const TrialResult r = trial.run();
    const JobRecord& job = r.jobs.front();
    return {seconds(*job.end - *job.start).si(), r.metric("energy_jobs_kwh")};
}

std::vector<ValidationRow> replays(const ValidationContext& context)
{
    Inputs inputs;
    const auto runs = inputs.file(context.file("workloads/zeus/epochs_to_target.csv"));
    const auto power = inputs.file(context.file("workloads/zeus/power_v100.csv"));
    std::vector<ValidationRow> rows;
    for (const Task& t : tasks) {
        const Settings all = measured(runs->contents, power->contents, t);
        const Replayed base = replay(all.at({t.batch, highest_cap}));
        const Replayed best = replay(least(all, [](const Setting&) { return true; }));
        const Replayed batch = replay(least(all, [](const Setting& s) { return s.cap == highest_cap; }));
        const Replayed cap = replay(least(all, [&](const Setting& s) { return s.batch == t.batch; }));
        const std::string id = std::string{"Z1."} + t.name, what = t.name;
        rows.push_back(within(id, what + ": energy, best batch and cap", t.best, best.kwh / base.kwh, .01));
        rows.push_back(within(id + ".batch", what + ": energy, best batch", t.by_batch, batch.kwh / base.kwh, .01));
        rows.push_back(within(id + ".cap", what + ": energy, best cap", t.by_cap, cap.kwh / base.kwh, .01));
        rows.push_back(within(id + ".time", what + ": time of the best", t.time, best.seconds / base.seconds, .01));
    }
    return rows;
}

} // namespace

std::vector<ValidationCase> zeus_cases()
{
    return {{"Z1", "training to a target, by batch and cap, replayed from measured epochs, times and powers",
             "Zeus, NSDI 2023, arXiv 2208.06102", 'V', "accelerator", replays}};
}

} // namespace dcsim
