#include "models/scheduling/passed_on_view.h"
#include "models/scheduling/policies.h"
#include "sim/engine/meter.h"

namespace dcsim {

namespace {

/// Places only what leaves the predicted IT power at or below the cap.
class Capped final : public PassedOnView {
public:
    Capped(SchedulerView& view, Power cap) : PassedOnView{view}, cap_{cap} {}
    std::optional<Placement> try_place(JobId job) override
    {
        over_ = false;
        const auto place = view().try_place(job);
        if (!place || nanowatts(view().predicted_power()) <= nanowatts(cap_)) return place;
        view().give_back(*place);
        over_ = true;
        return std::nullopt;
    }
    Reason refusal() const override { return over_ ? Reason::power_cap : PassedOnView::refusal(); }

private:
    Power cap_;
    bool over_{false};
};

class PowerCapped final : public Scheduler {
public:
    PowerCapped(Power cap, std::unique_ptr<Scheduler> policy) : cap_{cap}, policy_{std::move(policy)} {}
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        Capped capped{view, cap_};
        policy_->decide(capped, out);
    }
    bool looks_ahead() const override { return policy_->looks_ahead(); }
    bool overtakes() const override { return policy_->overtakes(); }
    std::optional<Power> power_cap() const override { return cap_; }
    void state(Archive& archive) override { policy_->state(archive); }

private:
    Power cap_;
    std::unique_ptr<Scheduler> policy_;
};

} // namespace

void fields(Fields& f, PowerCapParams& p)
{
    f.required("cap", p.cap,
               "IT power of the nodes and switches of the pool that no start exceeds, at the basis of node power, idle "
               "nodes included",
               {.above = Power{}});
    f.optional("overtake", p.overtake, "whoever fits under the cap may start before one that does not");
}

std::unique_ptr<Scheduler> power_capped(const PowerCapParams& p)
{
    return std::make_unique<PowerCapped>(p.cap, p.overtake ? skip() : fcfs());
}

} // namespace dcsim
