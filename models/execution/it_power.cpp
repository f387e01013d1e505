#include "models/execution/it_power.h"

namespace dcsim {

void ItPower::record(Recorder& recorder)
{
    series_ = recorder.channel<Power>({"it_power", "W", "power of all nodes and switches", "it", Bins::mean});
    tell(Time{});
}

void ItPower::state(Archive& archive)
{
    archive("level", level_)("squared until", squared_until_)("square integral", square_integral_);
}

} // namespace dcsim
