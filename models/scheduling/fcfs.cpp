#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

class Fcfs final : public Scheduler {
public:
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        for (const JobView& job : view.queue()) {
            const auto place = view.try_place(job.id);
            if (!place) {
                tell(view, job.id, view.refusal(), out);
                return;
            }
            out.emplace_back(Start{job.id, *place, Reason::head_of_queue});
        }
    }
    bool looks_ahead() const override { return false; }
    bool overtakes() const override { return false; }
    void state(Archive&) override {}
};

} // namespace

std::unique_ptr<Scheduler> fcfs()
{
    return std::make_unique<Fcfs>();
}

} // namespace dcsim
