#include "models/workload/arrivals.h"
#include "sim/base/time_zone.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <cmath>
#include <utility>

namespace dcsim {

namespace {

constexpr std::int64_t ns_per_week = 7 * 86400 * static_cast<std::int64_t>(ns_per_second);
constexpr std::int64_t first_monday_unix_ns = 4 * 86400 * static_cast<std::int64_t>(ns_per_second); // 5 January 1970

double seconds_into_week(std::int64_t local_unix_ns)
{
    const std::int64_t ns = (local_unix_ns - first_monday_unix_ns) % ns_per_week;
    return static_cast<double>(ns < 0 ? ns + ns_per_week : ns) / ns_per_second;
}

/// A change of the clocks that a rhythm follows.
struct Jump {
    double at;    ///< seconds from the start of the run
    double shift; ///< seconds forward
};

std::vector<Jump> jumps_of(const std::string& zone, const ArrivalContext& context)
{
    std::vector<Jump> jumps;
    if (zone.empty()) return jumps;
    const std::int64_t start = context.start_unix_ns;
    for (const ClockChange& c : clock_changes(zone, start, start + context.until.ns))
        jumps.push_back({seconds(Span{c.unix_ns - start}).si(), seconds(c.shift).si()});
    return jumps;
}

/// Civil time at the start of the run, as if it were UTC.
std::int64_t local_start(const std::string& zone, const ArrivalContext& context)
{
    return context.start_unix_ns + (zone.empty() ? context.local : zone_offset(zone, context.start_unix_ns)).ns;
}

/// Carries the integrated rate back to time: through the random factors, piece by piece, through the profile, and over
/// changes of the clocks that it follows: the hour that is skipped has no arrivals, the one that comes twice has twice
/// as many.
class RateClock {
public:
    RateClock(const RenewalParams& params, const ArrivalContext& context)
        : profile_{params.profile},
          modulation_{
              make_modulation(params.modulation, {context.rate_factors, local_start(params.time_zone, context)})},
          jumps_{jumps_of(params.time_zone, context)},
          start_{seconds_into_week(local_start(params.time_zone, context))},
          most_{seconds(context.until).si()},
          end_{start_},
          mass_{start_mass()},
          profile_at_begin_{mass_},
          profile_at_end_{mass_}
    {
    }

    double start_mass() const { return profile_.mass(start_); }

    /// Seconds from the start of the run until the integrated rate reaches `mass`, which must not decrease from call
    /// to call; some time after the last arrivals where it does not before.
    double seconds_until(double mass)
    {
        if (is_one_piece()) return std::max(0.0, profile_.time(mass) - start_);
        while (mass - mass_ >= factor_ * (profile_at_end_ - profile_at_begin_)) {
            if (end_ - start_ >= most_) return most_;
            next_piece();
        }
        return std::max(0.0, profile_.time(profile_at_begin_ + (mass - mass_) / factor_) - start_);
    }

    /// The integrated rate at so many seconds from the start, which must not decrease from call to call.
    double mass_at(double seconds)
    {
        if (is_one_piece()) return profile_.mass(start_ + seconds);
        while (end_ < start_ + seconds) next_piece();
        return mass_ + factor_ * (profile_.mass(start_ + seconds) - profile_at_begin_);
    }

    void state(Archive& archive)
    {
        archive("factor", factor_)("end", end_)("mass", mass_)("start", start_)("left", left_);
        archive("next jump", next_jump_)("jumps", jumps_next_);
        archive("profile_at_begin", profile_at_begin_)("profile_at_end", profile_at_end_);
        if (modulation_) modulation_->state(archive);
    }

private:
    bool is_one_piece() const { return !modulation_ && jumps_.empty(); }

    void next_piece()
    {
        mass_ += factor_ * (profile_at_end_ - profile_at_begin_);
        if (jumps_next_) jump();
        if (left_ <= 0) {
            const Modulation::Piece piece = modulation_ ? modulation_->next() : Modulation::Piece{most_, 1};
            factor_ = piece.factor;
            left_ = piece.seconds;
        }
        double length = left_;
        if (next_jump_ < jumps_.size() && jumps_[next_jump_].at - (end_ - start_) <= left_) {
            length = std::max(0.0, jumps_[next_jump_].at - (end_ - start_));
            jumps_next_ = true;
        }
        left_ -= length;
        end_ += length;
        profile_at_begin_ = profile_at_end_;
        profile_at_end_ = profile_.mass(end_);
    }

    void jump()
    {
        const double shift = jumps_[next_jump_++].shift;
        start_ += shift;
        end_ += shift;
        profile_at_end_ = profile_.mass(end_);
        jumps_next_ = false;
    }

    RateProfile profile_;
    std::unique_ptr<Modulation> modulation_;
    std::vector<Jump> jumps_;
    double start_, most_;    ///< seconds into a week by the present clocks, seconds
    double factor_{0}, end_; ///< of the piece of time that has been reached
    double left_{0};         ///< seconds of its factor after it
    std::size_t next_jump_{0};
    bool jumps_next_{false};                   ///< clocks change at its end
    double mass_;                              ///< integrated rate at its begin
    double profile_at_begin_, profile_at_end_; ///< what the profile alone would have integrated to
};

class Renewal final : public Arrivals {
public:
    Renewal(const RenewalParams& params, const ArrivalContext& context)
        : clock_{params, context},
          shape_{1 / (params.gap_cv * params.gap_cv)},
          mean_batch_{params.mean_batch},
          mean_gap_{params.mean_batch / params.rate.si()},
          until_{context.until},
          random_{context.random},
          counted_{clock_.start_mass()}
    {
        mass_ = clock_.start_mass() + first_gap();
        left_in_batch_ = batch();
    }

    std::optional<Time> next() override
    {
        if (left_in_batch_ == 0) {
            mass_ += gap();
            left_in_batch_ = batch();
        }
        const double later = clock_.seconds_until(mass_);
        if (later >= seconds(until_).si()) return std::nullopt;
        const Time at = first_tick_at_or_after(Time{}, Seconds{later});
        if (at >= until_) return std::nullopt;
        --left_in_batch_;
        return at;
    }

    double expected(Time to) override
    {
        const double before = counted_;
        counted_ = clock_.mass_at(seconds(std::min(to, until_)).si());
        return mean_batch_ * (counted_ - before) / mean_gap_;
    }

    void state(Archive& archive) override
    {
        archive("random", random_)("mass", mass_)("left_in_batch", left_in_batch_)("counted", counted_);
        clock_.state(archive);
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

    RateClock clock_;
    double shape_, mean_batch_, mean_gap_;
    Time until_;
    Random random_;
    double mass_{0}, counted_;
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

    double expected(Time) override { return static_cast<double>(std::exchange(left_, 0)); }
    bool exact() const override { return true; }

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
