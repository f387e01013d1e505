#include "models/scheduling/ordered.h"
#include "models/scheduling/passed_on_view.h"
#include "models/scheduling/policies.h"
#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

namespace dcsim {

namespace {

/// The same view with the queue in another order.
class Reordered final : public PassedOnView {
public:
    Reordered(SchedulerView& view, std::span<const JobView> queue) : PassedOnView{view}, queue_{queue} {}
    std::span<const JobView> queue() const override { return queue_; }

private:
    std::span<const JobView> queue_;
};

std::unique_ptr<Scheduler> policy(Fill fill)
{
    switch (fill) {
    case Fill::strict: return fcfs();
    case Fill::skip: return skip();
    case Fill::conservative: return conservative();
    case Fill::easy: break;
    }
    return easy();
}

class Ordered final : public Scheduler {
public:
    Ordered(std::unique_ptr<Ranking> ranking, const OrderedParams& p)
        : ranking_{std::move(ranking)}, fill_{policy(p.fill)}, preempt_after_{p.preempt_after}
    {
    }

    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        sort(view);
        gave_way_.reset();
        const std::size_t begun = preempt_after_ ? push_forward(view, out) : 0;
        if (gave_way_) return; // they are ranked again in the pass that follows at this instant
        const std::size_t decided = out.size();
        Reordered rest{view, std::span<const JobView>{queue_}.subspan(begun)};
        fill_->decide(rest, out);
        if (!fill_->overtakes()) tell_the_others(rest, decided, out);
    }
    bool looks_ahead() const override { return preempt_after_.has_value() || fill_->looks_ahead(); }
    void held_changed(Time now, WorkloadId workload, std::int64_t milli_accelerators) override
    {
        ranking_->held_changed(now, workload, milli_accelerators);
    }
    void state(Archive& archive) override
    {
        ranking_->state(archive);
        fill_->state(archive);
    }

private:
    struct Ranked {
        double rank;
        JobId id;
        Time since;
        std::uint64_t sequence;
    };
    struct Candidates {
        std::vector<Ranked> ripe, unripe; ///< unripe: they have not run for long enough
    };

    double rank(const JobView& job, Time now) const
    {
        return job.resident ? -std::numeric_limits<double>::infinity() : ranking_->rank(job, now);
    }

    void sort(const SchedulerView& view)
    {
        std::vector<std::pair<double, const JobView*>> ranked;
        for (const JobView& job : view.queue()) ranked.emplace_back(rank(job, view.now()), &job);
        std::ranges::stable_sort(ranked, {}, &std::pair<double, const JobView*>::first);
        queue_.clear();
        for (const auto& [rank, job] : ranked) queue_.push_back(*job);
    }

    /// Those behind the first that finds no room wait for it.
    static void tell_the_others(const SchedulerView& view, std::size_t decided, std::vector<Decision>& out)
    {
        const std::span<const JobView> queue = view.queue();
        const std::size_t started = out.size() - decided - (out.size() > decided && waits(out.back()) ? 1 : 0);
        for (std::size_t i = started + 1; i < queue.size(); ++i) tell(view, queue[i].id, Reason::behind_head, out);
    }
    static bool waits(const Decision& decision) { return std::holds_alternative<Wait>(decision); }

    /// Starts jobs from the front of the queue while they find room or can take it; returns how many. What a job that
    /// gives way leaves free is not for those that it goes before.
    std::size_t push_forward(SchedulerView& view, std::vector<Decision>& out)
    {
        while (!view.held().empty()) view.drop(Reservation{view.held().back()});
        std::optional<Candidates> candidates;
        for (std::size_t i = 0; i < queue_.size(); ++i) {
            if (gave_way_ && rank(queue_[i], view.now()) >= *gave_way_) return i;
            auto place = view.try_place(queue_[i].id);
            if (!place) {
                if (!candidates) candidates = less_urgent(view, i);
                place = push_aside(view, queue_[i], candidates->ripe, out);
            }
            if (!place) {
                wake(view, queue_[i], candidates->unripe, out);
                return i;
            }
            out.push_back(Start{queue_[i].id, *place, Reason::head_of_queue});
        }
        return queue_.size();
    }

    /// Running jobs that may be suspended for the one at `place` in the queue or, since they are no more urgent, for
    /// one behind it; not those before it, which have just been started. The ripe ones in the order in which they go.
    Candidates less_urgent(const SchedulerView& view, std::size_t place) const
    {
        const std::span<const JobView> begun = std::span{queue_}.first(place);
        const double urgency = rank(queue_[place], view.now());
        Candidates all;
        for (const RunningView& job : view.running()) {
            if (!job.interruptible) continue;
            const double its = ranking_->rank(job, view.now());
            if (its <= urgency) continue;
            if (job.since == view.now() && std::ranges::find(begun, job.id, &JobView::id) != begun.end()) continue;
            const bool ripe = job.since + *preempt_after_ <= view.now();
            (ripe ? all.ripe : all.unripe).push_back({its, job.id, job.since, job.sequence});
        }
        std::ranges::sort(all.ripe, [](const Ranked& a, const Ranked& b) {
            return std::tie(b.rank, b.since, b.sequence) < std::tie(a.rank, a.since, a.sequence);
        });
        return all;
    }

    /// Room is taken from others only for the size that a job asks for: by that it is ranked. With a smaller one it
    /// would last longer, and those that gave way could take their room back.
    static std::optional<Placement> try_asked(SchedulerView& view, const JobView& job)
    {
        return view.sizes(job.id).empty() ? view.try_place(job.id) : view.try_size(job.id, job.milli_accelerators);
    }

    /// Candidates give way in their order until the job finds room; of these, all that its room can do without run on,
    /// the last first.
    std::optional<Placement> push_aside(SchedulerView& view, const JobView& job, std::vector<Ranked>& candidates,
                                        std::vector<Decision>& out)
    {
        std::vector<JobId> vacated;
        std::optional<Placement> place;
        for (const Ranked& c : candidates) {
            if (c.rank <= rank(job, view.now())) break;
            view.vacate(c.id);
            vacated.push_back(c.id);
            if (view.free_milli_accelerators() >= job.milli_accelerators) place = try_asked(view, job);
            if (place) break;
        }
        if (place) view.give_back(*place);
        std::ranges::reverse(vacated);
        for (const JobId id : vacated) {
            require(view.restore(id), "a job that gave way finds its room as it was");
            const std::optional<Placement> without = place ? try_asked(view, job) : std::nullopt;
            if (without) view.give_back(*without);
            if (without || !place) continue;
            view.vacate(id);
            out.push_back(Suspend{id, Reason::preempted});
            const auto gone = std::ranges::find(candidates, id, [](const Ranked& c) { return c.id; });
            gave_way_ = std::min(gave_way_.value_or(gone->rank), gone->rank);
            candidates.erase(gone);
        }
        return place ? try_asked(view, job) : place;
    }

    /// Another pass when the next running job may be suspended for this one.
    void wake(const SchedulerView& view, const JobView& job, const std::vector<Ranked>& unripe,
              std::vector<Decision>& out) const
    {
        std::optional<Time> next;
        for (const Ranked& c : unripe) {
            const Time ripe = c.since + *preempt_after_;
            if (c.rank > rank(job, view.now()) && (!next || ripe < *next)) next = ripe;
        }
        if (next) out.push_back(Wake{*next});
    }

    std::unique_ptr<Ranking> ranking_;
    std::unique_ptr<Scheduler> fill_;
    std::optional<Span> preempt_after_;
    std::vector<JobView> queue_;     ///< of this pass, in order
    std::optional<double> gave_way_; ///< the least rank of the jobs suspended in this pass
};

} // namespace

void fill_field(Fields& f, Fill& fill)
{
    f.word("fill", fill,
           {{"strict", Fill::strict}, {"skip", Fill::skip}, {"easy", Fill::easy}, {"conservative", Fill::conservative}},
           "who starts beside a job that is next and finds no room. strict: nobody; skip: whoever fits; easy: who does "
           "not delay it; conservative: who delays nobody's reservation");
}

void fields(Fields& f, OrderedParams& p)
{
    fill_field(f, p.fill);
    bool preempt = false;
    Span min_run{};
    f.optional("preempt", preempt, "the next job takes the accelerators of interruptible jobs that are less urgent");
    f.optional("min_run", min_run, "only of those that have run so long since they started or resumed",
               {.least = Span{}});
    if (f.describing()) return;
    if (!preempt && f.has("min_run")) f.problem("min_run", "has no effect without preempt = true");
    if (preempt && p.fill == Fill::conservative)
        f.problem("preempt", "breaks the reservations that fill = \"conservative\" gives (use easy, skip or strict)");
    if (preempt) p.preempt_after = min_run;
}

std::unique_ptr<Scheduler> ordered(std::unique_ptr<Ranking> ranking, const OrderedParams& p)
{
    return std::make_unique<Ordered>(std::move(ranking), p);
}

} // namespace dcsim
