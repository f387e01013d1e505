#pragma once
#include "models/serving/autoscaler.h"
#include "models/serving/backlog.h"
#include "models/serving/latency_spread.h"
#include "models/serving/request_counts.h"
#include <memory>
#include <optional>

namespace dcsim {

/// What requests do besides being served.
struct RequestSettings {
    double dispersion{1};               ///< variance over mean of the requests of a minute
    Seconds patience{Backlog::forever}; ///< who has waited so long for a replica leaves
};

/// A service through time: requests by the interval, those that wait, and how many replicas it asks for.
///
/// While nobody waits for capacity the service is at the steady state of the rate behind the requests of an interval:
/// the waits that chance makes are in there, so that what chance made of their number makes no further. From the
/// capacity on, requests come evenly and wait for those before them; while a backlog drains the service is at its
/// capacity. Intervals much shorter than the time of a request, or replicas that change much faster than that, are
/// beyond it.
class FluidService {
public:
    struct Input {
        double arrivals{0};        ///< requests of the interval
        std::uint32_t replicas{0}; ///< that answer
        Seconds length{};
        Operating run{};
        std::optional<Frequency> rate{}; ///< of which chance made `arrivals`; none where these are no chance
        Frequency mean_rate() const { return rate.value_or(Frequency{arrivals / length.si()}); }
    };
    /// What an interval came to. Latencies and the objective are of requests whose service starts in it.
    struct Step {
        double served{0}, lost{0}, waiting{0}; ///< requests; `waiting` at the end
        double met{0};                         ///< of those served: requests that met the objective
        double items{0};                       ///< tokens, images, records
        Latency first{}, between{}, whole{};
        /// Of each replica, mean over the interval.
        Power above_idle{};
        double busy{0}, batch{0};
        ByCause<double> cause{}; ///< shares of its energy, the idle share of its servers included; all 0 without any
        ByDevice<double> device{};
        double within_slo() const; ///< share of requests served or lost
    };
    struct Totals {
        double arrived{0}, served{0}, lost{0}, met{0}, items{0};
    };

    /// `model` outlives it; a ServiceTable makes steps cheap.
    FluidService(const ServiceModel& model, std::unique_ptr<Autoscaler> autoscaler, const RequestSettings& settings);

    /// The rates of its minutes, which differ by more than chance.
    RateOfMinutes& minutes() { return minutes_; }
    Step step(const Input& in);

    std::uint32_t replicas_at_start() const { return autoscaler_->at_start(); }
    Seconds period() const { return autoscaler_->period(); } ///< between decisions
    /// How many replicas to ask for, from the requests since the last decision. `asked` is what was asked for so far.
    std::uint32_t wanted(Time now, std::uint32_t asked, const Operating& run);

    double waiting() const { return backlog_.requests(); }
    void forget(); ///< totals and latencies count from here on; those who wait go on waiting
    const Totals& totals() const { return totals_; }
    const LatencySketch& first() const { return first_; }
    const LatencySketch& between() const { return between_; }
    const LatencySketch& whole() const { return whole_; }
    void state(Archive& archive);

private:
    struct Course;
    static Frequency calm_rate(const Input& in, Frequency capacity);
    Backlog::Passage passage(const Input& in, Frequency capacity);
    double attained(const ServicePoint& p, const Backlog::Stretch& wait) const;
    void add_waited(Course& c, const ServicePoint& full, const Backlog::Stretch& stretch) const;
    void record(const Course& c);

    const ServiceModel& model_;
    std::unique_ptr<Autoscaler> autoscaler_;
    RequestSettings settings_;
    RateOfMinutes minutes_;
    Backlog backlog_;
    Totals totals_;
    LatencySketch first_, between_, whole_;
    double arrived_since_{0}; ///< since the last decision
    Seconds since_{};
};

} // namespace dcsim
