#pragma once
#include "models/serving/fluid_service.h"
#include "models/serving/operating_choice.h"
#include "models/serving/service_params.h"
#include "models/site/jobs.h"
#include "models/site/service_account.h"
#include "models/workload/arrivals.h"
#include "sim/record/channel.h"
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dcsim {

/// A service as the scenario describes it, before it has hardware.
struct ServicePlan {
    WorkloadId workload;
    std::string name;
    const ServiceParams* params; ///< outlives the plan
    std::unique_ptr<Arrivals> rate;
    std::function<void(Demand&)> techniques;
    std::vector<Operating> points; ///< to run accelerators at
    Span interval;
};

/// A service of a site, what its replicas hold, and who calls it.
struct ServiceSetup {
    WorkloadId workload{};
    std::string name{};
    std::unique_ptr<ServiceModel> model{};
    std::unique_ptr<FluidService> fluid{}; ///< of this model
    std::unique_ptr<Arrivals> rate{};
    std::optional<Streams> requests{}; ///< of the counts of intervals
    std::optional<Streams> minutes{};  ///< of the rates of minutes
    ResourceRequest replica{};
    std::unique_ptr<OperatingChoice> choice{}; ///< of this model
    Span interval{};                           ///< over which requests come evenly and replicas stay
};

/// Tabulates the service on this hardware. Its replicas fit there.
ServiceSetup on_hardware(ServicePlan plan, const Hardware& hardware, const RunContext& run);

/// The services of one site. Replicas are jobs without end: the scheduler grants them, a cold start passes, then they
/// answer. Time goes by the interval: at its beginning replicas are counted, requests drawn, and loads set for the
/// whole of it. Replicas of the start of the run are warm. Services end when work no longer arrives.
class Services final : public Process {
public:
    /// Requests come from the start of the run to the end of `counted`.
    Services(Engine& engine, Jobs& jobs, const Hardware& hardware, std::vector<ServiceSetup> services,
             Interval counted);

    void record(Recorder& recorder);
    void begin_window();
    std::vector<ServiceAccount> accounts() const;
    std::vector<CheckResult> checks() const;

    void handle(Engine& engine, const Event& event) override;
    void state(Archive& archive) override;

private:
    enum class Kind : std::uint8_t { open, step, close };
    struct Replica {
        JobId job;
        bool warm{false}; ///< it answers as soon as it is granted for the first time
        void state(Archive& archive) { archive("job", job)("warm", warm); }
    };
    struct Channels {
        Channel<Frequency> requests, served;
        Channel<double> waiting, replicas, asked, batch, clock;
        Channel<Power> power_cap;
    };
    struct Service {
        ServiceSetup setup;
        Channels channels{};
        std::vector<Replica> replicas{}; ///< asked for, in order
        Time decided{};                  ///< when the autoscaler was last asked
        std::uint64_t steps{0};
        double arrived{0}, served_or_lost{0}; ///< since the start of the run
        double replica_seconds{0};            ///< since the start of the window
    };

    void step(Engine& engine, std::uint32_t index);
    Time end_of_interval(Time now, Span interval) const;
    void scale(Engine& engine, Service& service);
    void resize(Engine& engine, Service& service, std::uint32_t wanted, bool warm);
    static FluidService::Input arrivals(Service& service, const Interval& interval);
    void serve(Service& service, const Interval& interval);
    static void record_choice(Recorder& recorder, const std::string& stem, Service& service);
    static void tell(Time now, Service& service, const FluidService::Input& in, const FluidService::Step& came);
    bool answers(Time now, const Service& service, const Replica& replica) const;
    void close(Engine& engine, Service& service);
    Event event(Time at, Kind kind, std::uint32_t index) const;

    Jobs& jobs_;
    const Hardware& hardware_;
    std::vector<Service> services_;
    Interval counted_;
    std::uint16_t process_;
};

} // namespace dcsim
