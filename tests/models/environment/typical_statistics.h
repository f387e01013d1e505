#pragma once
#include "sample.h"

/// What tests of typical years share.
namespace dcsim {

inline constexpr int seeds = 20;
inline constexpr std::size_t year_hours = 8760;

/// Means over replications of the statistics of one series.
struct Statistics {
    double mean{0}, sd{0}, diurnal{0}, lag1{0}, lag24{0};
    void add(const std::vector<double>& v)
    {
        mean += dcsim::mean(v) / seeds;
        sd += standard_deviation(v) / seeds;
        diurnal += diurnal_range(v) / seeds;
        lag1 += autocorrelation(v, 1) / seeds;
        lag24 += autocorrelation(v, 24) / seeds;
    }
};

} // namespace dcsim
