#pragma once
#include "models/environment/air_path.h"
#include "models/site/building.h"
#include "models/site/jobs.h"
#include "models/site/params.h"
#include "models/site/services.h"
#include "models/site/settlement.h"
#include "models/site/totals.h"
#include <optional>

namespace dcsim {

/// What a site is built from besides its parameters.
struct SiteSetup {
    const SiteParams& params;
    const RunContext& run;
    std::vector<std::unique_ptr<JobStream>> streams;            ///< by workload
    std::vector<std::unique_ptr<CheckpointRule>> checkpoints{}; ///< by workload; see JobsSetup
    std::vector<Elasticity> elasticity{};                       ///< likewise
    std::vector<ServicePlan> services;
    Interval submissions;           ///< whose waits count
    bool stops_when_drained{false}; ///< the clock stops when the last job has left
    JobListener on_left{};          ///< told of every job that ends or is rejected; may be empty
};

/// One building with its jobs and its supply. Jobs run on the event clock; building and supply are settled over the
/// intervals between marks, at the exact mean of IT power.
class Site final : public Process {
public:
    /// Adds its processes and sources to the engine. Throws IoError if an input file cannot serve the run.
    Site(Engine& engine, SiteSetup setup);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    void record(Recorder& recorder);

    /// Brings building and supply up to `to`. Of zero length it is free; call it before changing what it reads.
    void settle(Time to);

    Jobs& jobs() { return *jobs_; }
    const Jobs& jobs() const { return *jobs_; }
    const Services* services() const { return services_.get(); } ///< null without any
    const Hardware* hardware() const { return hardware_.get(); } ///< null where nothing says what computes
    const Network* network() const { return network_.get(); }    ///< null without [cluster.network]
    const Supply& supply() const { return *supply_; }
    const Building& building() const { return *building_; }

    void begin_window(Time now);       ///< what is counted starts here
    SiteTotals totals(Time now) const; ///< since begin_window
    /// How far the supply's carbon ledger is from import times intensity, step by step of the intensity; the step that
    /// is open at the last settlement included.
    Carbon audited_residual() const { return Carbon{audit_.residual + open_residual()}; }

    void handle(Engine& engine, const Event& event) override;
    void state(Archive& archive) override;

private:
    /// What is subtracted from totals to leave the counting window.
    struct Snapshot {
        Time at;
        BuildingTotals building;
        SupplyTotals supply;
        JobTotals jobs;
        void state(Archive& archive);
    };

    void make_supply(const SiteSetup& setup);
    void make_building(const SiteSetup& setup);
    OutageSize outage_size(const ClusterParams& cluster) const;
    void make_jobs(Engine& engine, SiteSetup& setup);
    void make_services(Engine& engine, SiteSetup& setup);
    LoadMoments it_moments(Interval interval);
    void audit();
    double open_residual() const;
    WorkloadAccount merged_accounts(Time now) const;

    Interval run_;
    std::uint32_t accelerators_;
    std::unique_ptr<HostPower> host_power_;
    std::unique_ptr<Hardware> hardware_;
    std::unique_ptr<Network> network_;
    WeatherSeries weather_;
    AirPath air_{weather_};
    std::unique_ptr<Building> building_;
    std::unique_ptr<Supply> supply_;
    std::unique_ptr<Jobs> jobs_;
    std::unique_ptr<Services> services_;
    std::optional<SettlementMarks> marks_;

    Time settled_;
    Int128 it_settled_e18_{0}, supplies_settled_e18_{0};
    double squares_settled_{0};
    struct Audit {
        Time from, until; ///< the step of the intensity under audit
        Energy import;
        Carbon carbon;
        double residual{0}; ///< kg, sum of absolute values
    } audit_;
    Snapshot window_;
};

} // namespace dcsim
