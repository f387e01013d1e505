#include "models/scheduling/policies.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

/// Every queued job has a reservation, made in the order of the queue, or so many of them; the others start where they
/// delay none of these. When resources come back early each is tried again with all others kept, so that it may only
/// move earlier [Mu'alem and Feitelson, IEEE TPDS 12(6), 2001].
class Conservative final : public Scheduler {
public:
    explicit Conservative(std::size_t depth) : depth_{depth} {}
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        std::size_t waiting = 0;
        for (const JobView& job : view.queue())
            if (waiting < depth_ || view.held(job.id))
                waiting += plan(view, job, waiting == 0, out) ? 0 : 1;
            else
                backfill(view, job, out);
        if (const auto next = next_start(view)) out.push_back(Wake{*next});
    }
    bool looks_ahead() const override { return true; }
    void state(Archive&) override {}

private:
    /// Starts a job, or leaves it with a reservation; returns whether it starts.
    static bool plan(SchedulerView& view, const JobView& job, bool at_head, std::vector<Decision>& out)
    {
        const auto reserved = view.held(job.id);
        if (reserved && !comes_due(view, *reserved)) return false;
        if (const auto place = view.try_place(job.id)) {
            const Reason why = reserved ? Reason::reserved : at_head ? Reason::head_of_queue : Reason::backfilled;
            out.push_back(Start{job.id, *place, why});
            return true;
        }
        if (!reserved) tell(view, job.id, view.refusal(), out);
        view.hold(view.earliest(job.id));
        return false;
    }

    /// Moves a reservation earlier if it can; lets go of it if it is due then. One that cannot move keeps its nodes.
    static bool comes_due(SchedulerView& view, const Reservation& reserved)
    {
        const bool due = reserved.at <= view.now();
        const auto earlier = !due && view.freed_early() ? view.earlier(reserved.job) : std::nullopt;
        if (!due && !earlier) return false;
        view.drop(reserved);
        if (due || earlier->at <= view.now()) return true;
        view.hold(*earlier);
        return false;
    }

    /// The next reserved start, for which a pass is asked. While a job or a repair has outrun its estimate, starts
    /// stand on its end at the very next tick, and others on the estimates of those: the end itself brings a pass. To
    /// look at each of them when it seems due would move all of them by as little, without end, so that meanwhile the
    /// plan is looked at as often as batch systems do [Slurm, slurm.conf: bf_interval].
    static std::optional<Time> next_start(const SchedulerView& view)
    {
        constexpr Span tick{1}, shortest{1'000'000}, meanwhile{std::int64_t{30} * 1'000'000'000};
        std::optional<Time> next;
        for (const Reservation& r : view.held())
            if (r.at > view.now() + tick && (!next || r.at < *next)) next = r.at;
        if (!next) return next;
        if (view.outrun() || *next < view.now() + shortest) return std::max(*next, view.now() + meanwhile);
        return next;
    }

    std::size_t depth_;
};

} // namespace

std::unique_ptr<Scheduler> conservative()
{
    return conservative_within(std::numeric_limits<std::size_t>::max());
}

std::unique_ptr<Scheduler> conservative_within(std::size_t depth)
{
    return std::make_unique<Conservative>(depth);
}

} // namespace dcsim
