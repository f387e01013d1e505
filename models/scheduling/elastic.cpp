#include "models/scheduling/policies.h"
#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace dcsim {

namespace {

/// In which sizes a job may run, and what they bring.
struct SizeTable {
    std::span<const std::uint32_t> sizes; ///< in thousandths of accelerators
    std::vector<double> time;             ///< by size: that the whole job takes, in any unit
    std::vector<double> speed;            ///< by size: in accelerators that are as good as those of the least size
    Span resize;                          ///< at rest after a change
    std::size_t place(std::uint32_t milli) const
    {
        return static_cast<std::size_t>(std::ranges::lower_bound(sizes, milli) - sizes.begin());
    }
};

/// A job whose size is to be chosen.
struct Sharer {
    JobId id;
    std::uint32_t held;     ///< 0: it waits
    const SizeTable* table; ///< which lies where it is until the pass ends
    Span left{};            ///< of a running job, with what it holds
    std::size_t chosen{0};  ///< its size
    std::uint32_t milli() const { return table->sizes[chosen]; }
    /// Of a running job those larger sizes are left out with which it would end no earlier.
    bool pays(std::size_t size) const
    {
        if (held == 0 || table->sizes[size] <= held) return true;
        const double shorter = 1 - table->time[size] / table->time[table->place(held)];
        return shorter * static_cast<double>(left.ns) > static_cast<double>(table->resize.ns);
    }
};

/// A larger size of one of them, and what each accelerator of the difference adds to its speed.
struct Growth {
    std::size_t to;
    std::int64_t gain; ///< in millionths: what differs by less is alike
};

double accelerators(std::uint32_t milli)
{
    return milli / 1000.0;
}

/// Every job gets its least size in order of arrival; what is left goes where the next step brings the most speed for
/// each accelerator [Peng et al., EuroSys 2018, sec. 4.1], to the smaller job and then to the one that came first where
/// steps bring the same. Running jobs shrink only to let others in, and then all sizes are chosen anew; otherwise they
/// only grow. Services come before all jobs, however short these have run.
class Elastic final : public Scheduler {
public:
    explicit Elastic(const ElasticParams& p) : params_{p}, rigid_{skip()} {}

    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        const bool running = find_runners(view);
        if (!running && !any_choice(view)) return rigid_->decide(view, out);
        if (!let_in(view, out)) grow(view, out);
        wake(view, out);
    }
    bool looks_ahead() const override { return true; }
    bool resizes() const override { return true; }
    /// What is kept between passes follows from the jobs that run.
    void state(Archive& archive) override
    {
        if (!archive.restoring()) return;
        runners_.clear();
        by_start_.clear();
    }

private:
    struct Runner {
        std::uint64_t sequence{none};
        Time since{};
        std::uint32_t held{0};
        std::uint64_t seen{0}; ///< the last pass in which it ran
        SizeTable table{};
    };

    static bool has_choice(SchedulerView& view, const JobView& job) { return view.sizes(job.id).size() > 1; }
    static bool any_choice(SchedulerView& view)
    {
        return std::ranges::any_of(view.queue(), [&](const JobView& job) { return has_choice(view, job); });
    }

    /// Running jobs that may be resized now, those that have run the longest first; returns whether there will be any.
    bool find_runners(SchedulerView& view)
    {
        sort_runners(view);
        const bool urgent = std::ranges::any_of(view.queue(), [](const JobView& job) { return job.resident; });
        sharers_.clear();
        ripe_.reset();
        for (const JobId id : by_start_) {
            const Runner& runner = runners_[id.value];
            const Time ripe = runner.since + params_.interval;
            if (ripe <= view.now() || urgent)
                sharers_.push_back({id, runner.held, &runner.table, view.length(id, runner.held)});
            else if (!ripe_)
                ripe_ = ripe;
        }
        return !by_start_.empty();
    }

    /// Brings the running jobs whose size may be chosen into the order of their starts: those that ran in the last pass
    /// are in it.
    void sort_runners(SchedulerView& view)
    {
        ++pass_;
        std::vector<JobId> started;
        for (const RunningView& job : view.running()) {
            if (!job.elastic) continue;
            if (runners_.size() <= job.id.value) runners_.resize(job.id.value + 1);
            Runner& runner = runners_[job.id.value];
            const bool known = runner.sequence == job.sequence && runner.since == job.since &&
                               runner.held == job.milli_accelerators && runner.seen + 1 == pass_;
            if (!known) {
                if (view.sizes(job.id).size() <= 1) continue;
                if (runner.sequence != job.sequence) runner.table = table(view, job.id);
                runner.sequence = job.sequence;
                runner.since = job.since;
                runner.held = job.milli_accelerators;
                started.push_back(job.id);
            } else {
                runner.seen = pass_;
            }
        }
        std::erase_if(by_start_, [this](JobId id) { return runners_[id.value].seen != pass_; });
        std::ranges::sort(started, {}, [this](JobId id) { return order(id); });
        const auto known = static_cast<std::ptrdiff_t>(by_start_.size());
        by_start_.insert(by_start_.end(), started.begin(), started.end());
        std::ranges::inplace_merge(by_start_, by_start_.begin() + known, {}, [this](JobId id) { return order(id); });
        for (const JobId id : started) runners_[id.value].seen = pass_;
    }
    std::pair<Time, std::uint64_t> order(JobId id) const
    {
        return {runners_[id.value].since, runners_[id.value].sequence};
    }

    static SizeTable table(SchedulerView& view, JobId id)
    {
        SizeTable t{view.sizes(id), {}, {}, view.resize_time(id)};
        for (const std::uint32_t milli : t.sizes) t.time.push_back(view.relative_time(id, milli));
        for (const double time : t.time) t.speed.push_back(accelerators(t.sizes.front()) * t.time.front() / time);
        return t;
    }

    /// The step with the largest gain per accelerator, the smallest of these, that `room` allows.
    std::optional<Growth> next(const Sharer& s, std::int64_t room) const
    {
        std::optional<Growth> best;
        const auto& [sizes, time, speed, resize] = *s.table;
        for (std::size_t to = s.chosen + 1; to < sizes.size() && sizes[to] - s.milli() <= room; ++to) {
            const double gain = (speed[to] - speed[s.chosen]) / accelerators(sizes[to] - s.milli());
            const std::int64_t millionths = std::llround(gain * 1e6);
            if (gain < params_.least_gain || millionths <= 0 || (best && millionths <= best->gain)) continue;
            if (!s.pays(to)) continue;
            best = {to, millionths};
        }
        return best;
    }

    /// A heap of the next steps: room only falls, so that a step that was worse than another stays worse.
    void share(std::vector<Sharer>& sharers, std::int64_t room) const
    {
        struct Step {
            Growth growth;
            std::uint32_t milli; ///< before it
            std::size_t sharer;
        };
        const auto worse = [](const Step& a, const Step& b) {
            return std::tie(a.growth.gain, b.milli, b.sharer) < std::tie(b.growth.gain, a.milli, a.sharer);
        };
        std::priority_queue<Step, std::vector<Step>, decltype(worse)> steps{worse};
        const auto offer = [&](std::size_t sharer) {
            if (const auto growth = next(sharers[sharer], room)) steps.push({*growth, sharers[sharer].milli(), sharer});
        };
        for (std::size_t i = 0; i < sharers.size() && room > 0; ++i) offer(i);
        while (!steps.empty()) {
            const Step step = steps.top();
            steps.pop();
            Sharer& s = sharers[step.sharer];
            const std::int64_t takes = s.table->sizes[step.growth.to] - s.milli();
            if (takes <= room) {
                room -= takes;
                s.chosen = step.growth.to;
            }
            offer(step.sharer);
        }
    }

    /// Starts waiting jobs, in order, on what is free and what runners can give; whether any has started.
    bool let_in(SchedulerView& view, std::vector<Decision>& out)
    {
        std::int64_t room = static_cast<std::int64_t>(view.free_milli_accelerators());
        for (const Sharer& s : sharers_) room += s.held - s.table->sizes.front();
        std::vector<Sharer> sharers = sharers_;
        std::deque<SizeTable> tables; // of those that wait
        std::vector<std::size_t> sharer_of(view.queue().size(), none);
        std::vector<bool> admitted(view.queue().size());
        for (std::size_t i = 0; i < view.queue().size(); ++i) {
            const JobView& job = view.queue()[i];
            if (job.least_milli_accelerators > room) continue;
            room -= job.least_milli_accelerators;
            admitted[i] = true;
            if (!has_choice(view, job)) continue;
            sharer_of[i] = sharers.size();
            sharers.push_back({job.id, 0, &tables.emplace_back(table(view, job.id))});
        }
        if (std::ranges::find(admitted, true) == admitted.end()) return tell_all(view, out);
        share(sharers, room);

        std::vector<Decision> shrunk = shrink(view, sharers);
        std::vector<Decision> rest;
        bool started = false;
        for (const bool first : {true, false})
            for (std::size_t i = 0; i < view.queue().size(); ++i) {
                if (admitted[i] != first) continue;
                const JobView& job = view.queue()[i];
                const auto place = sharer_of[i] != none ? place_at_most(view, sharers[sharer_of[i]])
                                   : job.least_milli_accelerators <= view.free_milli_accelerators()
                                       ? view.try_place(job.id)
                                       : std::nullopt;
                started = started || place.has_value();
                if (place)
                    rest.push_back(Start{job.id, *place, reason(i, rest)});
                else
                    tell(view, job.id, Reason::no_room, rest);
            }
        if (!started) undo(view, shrunk);
        out.insert(out.end(), shrunk.begin(), shrunk.end());
        out.insert(out.end(), rest.begin(), rest.end());
        if (started) enlarge(view, sharers, out);
        return started;
    }

    static Reason reason(std::size_t place, const std::vector<Decision>& before)
    {
        const bool all = place == before.size() && std::ranges::all_of(before, [](const Decision& d) {
                             return std::holds_alternative<Start>(d);
                         });
        return all ? Reason::head_of_queue : Reason::first_that_fits;
    }

    static bool tell_all(const SchedulerView& view, std::vector<Decision>& out)
    {
        for (const JobView& job : view.queue()) tell(view, job.id, Reason::no_room, out);
        return false;
    }

    static std::optional<Placement> place_at_most(SchedulerView& view, const Sharer& s)
    {
        for (std::size_t i = s.chosen + 1; i-- > 0;)
            if (s.table->sizes[i] <= view.free_milli_accelerators())
                if (const auto place = view.try_size(s.id, s.table->sizes[i])) return place;
        return std::nullopt;
    }

    /// Sizes between the present and the chosen one, from the chosen one on; the job stays as it is if none finds room.
    static std::optional<Placement> place_anew(SchedulerView& view, const Sharer& s)
    {
        view.vacate(s.id);
        const bool grows = s.milli() > s.held;
        const auto sizes = s.table->sizes;
        for (std::size_t i = s.chosen; grows ? sizes[i] > s.held : sizes[i] < s.held;) {
            if (s.pays(i))
                if (const auto place = view.try_size(s.id, sizes[i])) return place;
            if (i-- == 0) break;
        }
        require(view.restore(s.id), "what a job has just left is free");
        return std::nullopt;
    }

    static std::vector<Decision> shrink(SchedulerView& view, const std::vector<Sharer>& sharers)
    {
        std::vector<Decision> shrunk;
        for (const Sharer& s : sharers)
            if (s.held > s.milli())
                if (const auto place = place_anew(view, s)) shrunk.push_back(Resize{s.id, *place, Reason::shrunk});
        return shrunk;
    }

    static void enlarge(SchedulerView& view, const std::vector<Sharer>& sharers, std::vector<Decision>& out)
    {
        for (const Sharer& s : sharers)
            if (s.held > 0 && s.milli() > s.held)
                if (const auto place = place_anew(view, s)) out.push_back(Resize{s.id, *place, Reason::grown});
    }

    static void undo(SchedulerView& view, std::vector<Decision>& shrunk)
    {
        for (const Decision& d : shrunk) view.give_back(std::get<Resize>(d).at);
        for (const Decision& d : shrunk)
            require(view.restore(std::get<Resize>(d).job), "what jobs have just left is free");
        shrunk.clear();
    }

    /// Nobody comes in: runners share what is free.
    void grow(SchedulerView& view, std::vector<Decision>& out)
    {
        for (Sharer& s : sharers_) s.chosen = s.table->place(s.held);
        share(sharers_, static_cast<std::int64_t>(view.free_milli_accelerators()));
        enlarge(view, sharers_, out);
    }

    /// Another pass when the next job may be resized.
    void wake(const SchedulerView& view, std::vector<Decision>& out) const
    {
        if (ripe_ && (!view.queue().empty() || view.free_milli_accelerators() > 0)) out.push_back(Wake{*ripe_});
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    ElasticParams params_;
    std::unique_ptr<Scheduler> rigid_; ///< where no job has a choice
    std::vector<Runner> runners_;      ///< by job
    std::vector<JobId> by_start_; ///< elastic jobs that ran in the last pass, by their last start or change of size
    std::uint64_t pass_{1};
    std::vector<Sharer> sharers_; ///< running jobs that may be resized, in this pass
    std::optional<Time> ripe_;    ///< when the next running job may be resized
};

} // namespace

void fields(Fields& f, ElasticParams& p)
{
    f.optional("interval", p.interval,
               "a job keeps its size for so long after its start and after every change, unless a service needs room",
               {.least = Span{}});
    f.optional("least_gain", p.least_gain,
               "speed that each further accelerator must add at least, over that of an accelerator of the job at its "
               "least size; 0 = anything",
               {.least = 0.0, .most = 1.0});
}

std::unique_ptr<Scheduler> elastic(const ElasticParams& p)
{
    return std::make_unique<Elastic>(p);
}

} // namespace dcsim
