#include "models/execution/it_power.h"
#include "sim/base/errors.h"

namespace dcsim {

void ItPower::record(Recorder& recorder)
{
    series_ = recorder.channel<Power>({"it_power", "W", "power of all nodes and switches", "it", Bins::mean});
    tell(Time{});
}

void ItPower::add(Time now, std::int64_t change_nw)
{
    if (now > squared_until_) {
        square_integral_ = square_integral(now);
        squared_until_ = now;
    }
    require(!__builtin_add_overflow(level_.value, change_nw, &level_.value), "IT power of a site stays below 9.2 GW");
}

double ItPower::square_integral(Time now) const
{
    const double watts = power(level_).si();
    return square_integral_ + watts * watts * seconds(now - squared_until_).si();
}

void ItPower::state(Archive& archive)
{
    archive("level", level_)("squared until", squared_until_)("square integral", square_integral_);
}

} // namespace dcsim
