#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/numerics/random.h"
#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace dcsim {

/// A random factor of the rate of arrivals, constant over pieces of time, whose mean is 1: without it counts are as
/// even as a Poisson process's, which those of clusters never are.
class Modulation {
public:
    struct Piece {
        double seconds, factor;
    };
    virtual ~Modulation() = default;
    virtual Piece next() = 0; ///< pieces follow one another from the start of the run
    virtual void state(Archive&) = 0;
};

/// Gamma factors of mean 1, one for each interval of local time.
struct GammaRate {
    double cv{1};           ///< standard deviation of the factor
    Seconds interval{hour}; ///< intervals are counted from 1970, so runs that start apart share them
};

/// Arrivals come only while the source is on; both states last exponentially long.
struct OnOff {
    Seconds mean_on{hour}, mean_off{hour};
    double on_share() const { return mean_on / (mean_on + mean_off); }
};

/// The coefficient of variation of the gaps of a Poisson process of mean rate `rate` switched on and off: it is a
/// renewal process with hyperexponential gaps [Kuczura, Bell System Technical Journal 52 (1973)],
/// cv^2 = 1 + 2 rate mean_on (1 - p)^2 / p with the share p of time that is on.
double gap_cv(const OnOff&, Frequency rate);

/// The on-off law with that variation of gaps and that mean time on; cv >= 1.
OnOff on_off_from_mean_on(double cv, Seconds mean_on, Frequency rate);
/// The same by the mean time off; none where so short a silence cannot give so high a variation.
std::optional<OnOff> on_off_from_mean_off(double cv, Seconds mean_off, Frequency rate);

struct Steady {};
using ModulationLaw = std::variant<Steady, GammaRate, OnOff>;

/// What the random factors are drawn from.
struct ModulationContext {
    std::function<Random(std::uint64_t piece)> stream; ///< one per interval, of this workload only
    std::int64_t local_start_unix_ns{0};               ///< civil time of the start of the run, as if it were UTC
};

/// None for a steady rate. A function of the streams and the civil time only.
std::unique_ptr<Modulation> make_modulation(const ModulationLaw&, const ModulationContext&);

} // namespace dcsim
