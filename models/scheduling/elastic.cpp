#include "models/scheduling/policies.h"
#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace dcsim {

namespace {

/// A job whose size is to be chosen.
struct Sharer {
    JobId id;
    std::uint32_t held;                   ///< 0: it waits
    std::span<const std::uint32_t> sizes; ///< in thousandths of accelerators
    std::vector<double> speed;            ///< by size: in accelerators that are as good as those of the least size
    std::size_t chosen{0};                ///< its size
    std::uint32_t milli() const { return sizes[chosen]; }
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
    void state(Archive&) override {}

private:
    static bool has_choice(SchedulerView& view, const JobView& job) { return view.sizes(job.id).size() > 1; }
    static bool any_choice(SchedulerView& view)
    {
        return std::ranges::any_of(view.queue(), [&](const JobView& job) { return has_choice(view, job); });
    }

    /// Running jobs that may be resized now, those that have run the longest first; returns whether there will be any.
    bool find_runners(SchedulerView& view)
    {
        const auto queue = view.queue();
        const bool urgent = std::ranges::any_of(queue, [](const JobView& job) { return job.resident; });
        std::vector<RunningView> elastic;
        for (const RunningView& job : view.running())
            if (job.elastic && view.sizes(job.id).size() > 1) elastic.push_back(job);
        std::ranges::sort(elastic, {}, [](const RunningView& job) { return std::pair{job.since, job.sequence}; });
        runners_.clear();
        ripe_.reset();
        for (const RunningView& job : elastic) {
            const Time ripe = job.since + params_.interval;
            if (ripe <= view.now() || urgent)
                runners_.push_back(sharer(view, job.id, job.milli_accelerators));
            else if (!ripe_)
                ripe_ = ripe;
        }
        return !elastic.empty();
    }

    /// Of a running job those larger sizes are left out with which it would end no earlier.
    static Sharer sharer(SchedulerView& view, JobId id, std::uint32_t held)
    {
        Sharer s{id, held, view.sizes(id), {}};
        const Span with_held = held > 0 ? view.length(id, held) : Span{};
        const double least = accelerators(s.sizes.front()) * seconds(view.length(id, s.sizes.front())).si();
        for (const std::uint32_t milli : s.sizes) {
            const Span length = view.length(id, milli);
            const bool pays = held == 0 || milli <= held || length + view.resize_time(id) < with_held;
            s.speed.push_back(pays ? least / seconds(length).si() : 0);
        }
        return s;
    }

    /// The step with the largest gain per accelerator, the smallest of these, that `room` allows.
    std::optional<Growth> next(const Sharer& s, std::int64_t room) const
    {
        std::optional<Growth> best;
        for (std::size_t to = s.chosen + 1; to < s.sizes.size() && s.sizes[to] - s.milli() <= room; ++to) {
            const double gain = (s.speed[to] - s.speed[s.chosen]) / accelerators(s.sizes[to] - s.milli());
            const std::int64_t millionths = std::llround(gain * 1e6);
            if (gain < params_.least_gain || millionths <= 0 || (best && millionths <= best->gain)) continue;
            best = {to, millionths};
        }
        return best;
    }

    void share(std::vector<Sharer>& sharers, std::int64_t room) const
    {
        for (;;) {
            Sharer* first = nullptr;
            Growth growth{};
            for (Sharer& s : sharers) {
                const auto step = next(s, room);
                if (!step) continue;
                const bool better =
                    !first || step->gain > growth.gain || (step->gain == growth.gain && s.milli() < first->milli());
                if (better) std::tie(first, growth) = std::pair{&s, *step};
            }
            if (!first) return;
            room -= first->sizes[growth.to] - first->milli();
            first->chosen = growth.to;
        }
    }

    static std::size_t place_of(const Sharer& s, std::uint32_t milli)
    {
        return static_cast<std::size_t>(std::ranges::lower_bound(s.sizes, milli) - s.sizes.begin());
    }

    /// Starts waiting jobs, in order, on what is free and what runners can give; whether any has started.
    bool let_in(SchedulerView& view, std::vector<Decision>& out)
    {
        std::int64_t room = static_cast<std::int64_t>(view.free_milli_accelerators());
        for (const Sharer& s : runners_) room += s.held - s.sizes.front();
        std::vector<Sharer> sharers = runners_;
        std::vector<std::size_t> sharer_of(view.queue().size(), none);
        std::vector<bool> admitted(view.queue().size());
        for (std::size_t i = 0; i < view.queue().size(); ++i) {
            const JobView& job = view.queue()[i];
            if (job.least_milli_accelerators > room) continue;
            room -= job.least_milli_accelerators;
            admitted[i] = true;
            if (!has_choice(view, job)) continue;
            sharer_of[i] = sharers.size();
            sharers.push_back(sharer(view, job.id, 0));
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
            if (s.sizes[i] <= view.free_milli_accelerators())
                if (const auto place = view.try_size(s.id, s.sizes[i])) return place;
        return std::nullopt;
    }

    /// Sizes between the present and the chosen one, from the chosen one on; the job stays as it is if none finds room.
    static std::optional<Placement> place_anew(SchedulerView& view, const Sharer& s)
    {
        view.vacate(s.id);
        const bool grows = s.milli() > s.held;
        for (std::size_t i = s.chosen; grows ? s.sizes[i] > s.held : s.sizes[i] < s.held;) {
            if (s.speed[i] > 0)
                if (const auto place = view.try_size(s.id, s.sizes[i])) return place;
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
        for (Sharer& s : runners_) s.chosen = place_of(s, s.held);
        share(runners_, static_cast<std::int64_t>(view.free_milli_accelerators()));
        enlarge(view, runners_, out);
    }

    /// Another pass when the next job may be resized.
    void wake(const SchedulerView& view, std::vector<Decision>& out) const
    {
        if (ripe_ && (!view.queue().empty() || view.free_milli_accelerators() > 0)) out.push_back(Wake{*ripe_});
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    ElasticParams params_;
    std::unique_ptr<Scheduler> rigid_; ///< where no job has a choice
    std::vector<Sharer> runners_;      ///< of this pass
    std::optional<Time> ripe_;         ///< when the next running job may be resized
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
