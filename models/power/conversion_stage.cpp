#include "models/power/conversion_stage.h"

namespace dcsim {

Power ConversionStage::loss(const LoadMoments& output) const
{
    const Power rating = unit_rating * units;
    const double square_w = rating > Power{} ? output.mean_square_w2 / rating.si() : 0;
    return curve.fixed * rating + curve.linear * output.mean + Power{curve.square * square_w};
}

LoadMoments ConversionStage::input(const LoadMoments& output) const
{
    const Power rating = unit_rating * units;
    const double load = rating > Power{} ? output.mean / rating : 0;
    const double gain = 1 + curve.linear + 2 * curve.square * load;
    const double mean_w = output.mean.si();
    const double variance_w2 = output.mean_square_w2 - mean_w * mean_w;
    const Power mean = output.mean + loss(output);
    return {mean, mean.si() * mean.si() + gain * gain * variance_w2};
}

bool ConversionStage::overloaded(Power load) const
{
    constexpr double rounding = 1e-9;
    return load > (1 + rounding) * units * unit_rating;
}

} // namespace dcsim
