#include "models/scheduling/plan.h"

namespace dcsim {

void Plan::broke(JobId holder, const Gang& gang, Time until)
{
    if (ahead_ == Ahead::none) return;
    drop_all();
    remember(holder, gang, until);
    broken_.push_back(holder);
}

void Plan::repaired(Time now, JobId holder)
{
    if (ahead_ == Ahead::none) return;
    const Time expected = end_[holder.value];
    if (expected > now) give_up(gang_[holder.value], expected);
    freed_early_ = freed_early_ || expected > now;
    remove({expected, holder, false, 0});
    std::erase(broken_, holder);
}

} // namespace dcsim
