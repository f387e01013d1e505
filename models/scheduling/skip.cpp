#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

/// Starts whatever fits, in order; a large job may wait for ever.
class Skip final : public Scheduler {
public:
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        Reason why = Reason::head_of_queue;
        for (const JobView& job : view.queue()) {
            const bool may_fit = job.least_milli_accelerators <= view.free_milli_accelerators();
            if (const auto place = may_fit ? view.try_place(job.id) : std::nullopt)
                out.push_back(Start{job.id, *place, why});
            else {
                tell(view, job.id, may_fit ? view.refusal() : Reason::no_room, out);
                why = Reason::first_that_fits;
            }
        }
    }
    bool looks_ahead() const override { return false; }
    void state(Archive&) override {}
};

} // namespace

std::unique_ptr<Scheduler> skip()
{
    return std::make_unique<Skip>();
}

} // namespace dcsim
