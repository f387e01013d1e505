#include "models/scheduling/policies.h"
#include <algorithm>
#include <functional>

namespace dcsim {

namespace {

/// Only the head of the queue has a reservation; others may start where they do not delay it [Lifka, JSSPP 1995],
/// tried by submission or, of those, the shortest first [Tsafrir, Etsion, Feitelson, IEEE TPDS 18(6), 2007].
class Easy final : public Scheduler {
public:
    explicit Easy(BackfillOrder order) : order_{order} {}
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        const auto queue = view.queue();
        if (!view.held().empty() && (queue.empty() || view.held().front().job != queue.front().id))
            view.drop(Reservation{view.held().front()});
        std::size_t head = 0;
        while (head < queue.size() && start_head(view, queue[head], out)) ++head;
        if (head == queue.size()) return;
        tell(view, queue[head].id, Reason::no_room, out);
        if (order_ == BackfillOrder::submission) {
            for (const JobView& job : queue.subspan(head + 1)) backfill(view, job, out);
            return;
        }
        candidates_.assign(queue.begin() + static_cast<std::ptrdiff_t>(head + 1), queue.end());
        if (order_ == BackfillOrder::shortest)
            std::ranges::stable_sort(candidates_, {}, &JobView::estimate);
        else
            std::ranges::stable_sort(candidates_, std::greater{}, [](const JobView& j) { return j.standing.priority; });
        for (const JobView& job : candidates_) backfill(view, job, out);
    }
    bool looks_ahead() const override { return true; }
    void state(Archive&) override {}

private:
    /// Starts the head, or leaves it with a reservation that may only have moved earlier. A head that may start smaller
    /// is tried in every pass: it may do with less than what it waits for.
    static bool start_head(SchedulerView& view, const JobView& head, std::vector<Decision>& out)
    {
        if (const auto reserved = view.held(head.id)) {
            const bool rigid = head.least_milli_accelerators == head.milli_accelerators;
            if (rigid && reserved->at > view.now() && !view.freed_early()) return false;
            view.drop(*reserved);
        }
        const auto place = view.try_place(head.id);
        if (place)
            out.push_back(Start{head.id, *place, Reason::head_of_queue});
        else
            view.hold(view.earliest(head.id));
        return place.has_value();
    }

    BackfillOrder order_;
    std::vector<JobView> candidates_; ///< of this pass
};

} // namespace

void backfill(SchedulerView& view, const JobView& job, std::vector<Decision>& out)
{
    if (job.least_milli_accelerators > view.free_milli_accelerators())
        tell(view, job.id, Reason::no_room, out);
    else if (const auto place = view.try_place(job.id))
        out.push_back(Start{job.id, *place, Reason::backfilled});
    else
        tell(view, job.id, view.refusal(), out);
}

std::unique_ptr<Scheduler> easy()
{
    return easy_in(BackfillOrder::submission);
}

std::unique_ptr<Scheduler> easy_in(BackfillOrder order)
{
    return std::make_unique<Easy>(order);
}

} // namespace dcsim
