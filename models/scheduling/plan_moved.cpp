#include "models/scheduling/plan.h"

/// A reservation promises a time, not the nodes that it was made on. Where only one is held, as under EASY, a job that
/// these stand in the way of may have them if the reserved job finds others for the same time: what it leaves over
/// then is what counts [Mu'alem, Feitelson, IEEE TPDS 12(6), 2001].
namespace dcsim {

/// What will be free when the only reserved job starts, it apart.
void Plan::look_at_reserved()
{
    if (at_reserved_known_) return;
    const Reservation& reserved = held_.front();
    if (!at_reserved_) at_reserved_ = pool_.clone();
    scratch_is_now();
    advance(0, reserved.at, reserved.job);
    at_reserved_->become(*scratch_);
    scratch_is_now_ = false;
    at_reserved_known_ = true;
}

/// Places the job now and the reserved one elsewhere, at its time; nothing, if there is no room for both.
std::optional<Gang> Plan::place_beside_moved(JobId job, Time until)
{
    if (held_.size() != 1 || until <= held_.front().at) return std::nullopt; // it would not be in the way
    const Reservation reserved = held_.front();
    look_at_reserved();
    auto gang = pool_.place(*wishes_.of(job).request);
    if (!gang) return std::nullopt;
    pool_.release(*gang);
    at_reserved_->take(*gang);
    auto moved = at_reserved_->place(*wishes_.of(reserved.job).request);
    if (moved) at_reserved_->release(*moved);
    at_reserved_->release(*gang);
    if (!moved) return std::nullopt;
    gang_[reserved.job.value] = std::move(*moved);
    reopened_known_ = false;
    return gang;
}

} // namespace dcsim
