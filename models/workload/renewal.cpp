#include "models/workload/arrivals.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <cmath>

namespace dcsim {

namespace {

constexpr std::int64_t ns_per_week = 7 * 86400 * static_cast<std::int64_t>(ns_per_second);
constexpr std::int64_t first_monday_unix_ns = 4 * 86400 * static_cast<std::int64_t>(ns_per_second); // 5 January 1970

double seconds_into_week(std::int64_t local_unix_ns)
{
    const std::int64_t ns = (local_unix_ns - first_monday_unix_ns) % ns_per_week;
    return static_cast<double>(ns < 0 ? ns + ns_per_week : ns) / ns_per_second;
}

class Renewal final : public Arrivals {
public:
    Renewal(const RenewalParams& params, const ArrivalContext& context)
        : profile_{params.profile},
          shape_{1 / (params.gap_cv * params.gap_cv)},
          mean_batch_{params.mean_batch},
          mean_gap_{params.mean_batch / params.rate.si()},
          start_{seconds_into_week(context.local_start_unix_ns)},
          until_{context.until},
          random_{context.random}
    {
        mass_ = profile_.mass(start_) + first_gap();
        left_in_batch_ = batch();
    }

    std::optional<Time> next() override
    {
        if (left_in_batch_ == 0) {
            mass_ += gap();
            left_in_batch_ = batch();
        }
        const double later = std::max(0.0, profile_.time(mass_) - start_);
        if (later >= seconds(until_).si()) return std::nullopt;
        const Time at = first_tick_at_or_after(Time{}, Seconds{later});
        if (at >= until_) return std::nullopt;
        --left_in_batch_;
        return at;
    }

    void state(Archive& archive) override
    {
        archive("random", random_)("mass", mass_)("left_in_batch", left_in_batch_);
    }

private:
    double gap() { return shape_ == 1 ? exponential(random_, mean_gap_) : gamma(random_, shape_, mean_gap_ / shape_); }

    /// The rest of a gap that began before the run: a gap found in proportion to its length, cut at a uniform point.
    /// So the process is stationary, and the mean number of jobs is rate * time from the first second on.
    double first_gap()
    {
        if (shape_ == 1) return gap();
        return gamma(random_, shape_ + 1, mean_gap_ / shape_) * random_.uniform();
    }

    std::uint64_t batch()
    {
        if (mean_batch_ == 1) return 1;
        const double log_failure = portable_log(1 - 1 / mean_batch_);
        return 1 + static_cast<std::uint64_t>(portable_log(random_.uniform()) / log_failure);
    }

    RateProfile profile_;
    double shape_, mean_batch_, mean_gap_, start_;
    Time until_;
    Random random_;
    double mass_{0};
    std::uint64_t left_in_batch_{0};
};

class AtStart final : public Arrivals {
public:
    AtStart(std::uint64_t count, const ArrivalContext& context) : left_{context.until > Time{} ? count : 0} {}

    std::optional<Time> next() override
    {
        if (left_ == 0) return std::nullopt;
        --left_;
        return Time{};
    }

    void state(Archive& archive) override { archive("left", left_); }

private:
    std::uint64_t left_;
};

} // namespace

std::unique_ptr<Arrivals> make_renewal(const RenewalParams& params, const ArrivalContext& context)
{
    require(params.rate > Frequency{} && params.gap_cv > 0 && params.mean_batch >= 1,
            "arrivals need a rate, a variation of gaps above 0 and at least one job each");
    return std::make_unique<Renewal>(params, context);
}

std::unique_ptr<Arrivals> make_at_start(std::uint64_t count, const ArrivalContext& context)
{
    return std::make_unique<AtStart>(count, context);
}

} // namespace dcsim
