#pragma once
#include "models/environment/air_path.h"
#include "models/site/building.h"
#include "models/site/params.h"
#include "models/site/pool.h"
#include "models/site/settlement.h"
#include "models/site/totals.h"
#include "sim/base/errand.h"
#include <optional>

namespace dcsim {

/// What a site is built from besides its parameters.
struct SiteSetup {
    const SiteParams& params;
    const RunContext& run;
    std::vector<std::unique_ptr<JobStream>> streams;                  ///< by workload
    std::vector<std::shared_ptr<const CheckpointRule>> checkpoints{}; ///< by workload; see JobsSetup
    std::vector<Elasticity> elasticity{};                             ///< likewise
    std::vector<ServicePlan> services;
    std::vector<Routing> routes{};      ///< by workload; no element: on the main pool
    Interval submissions;               ///< whose waits count
    bool stops_when_drained{false};     ///< the clock stops when the last job has left
    JobListener on_left{};              ///< told of every job that ends or is rejected; may be empty
    SpareThread* spare_thread{nullptr}; ///< on which building and supply may follow the jobs; null: there is none
};

/// One building with its pools of nodes and its supply. Jobs run on the event clock; building and supply are settled
/// over the intervals between marks, at the exact mean of IT power. Nothing that runs looks at them, so they follow
/// many intervals at a time, while their models are in the cache, or on another thread; results are the same to the
/// bit.
class Site final : public Process {
public:
    /// Adds its processes and sources to the engine. Throws IoError if an input file cannot serve the run.
    Site(Engine& engine, SiteSetup setup);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    void record(Recorder& recorder);

    /// Brings building and supply up to `to`, which the clock has reached; call it before looking at them.
    void settle(Time to);

    const std::vector<std::unique_ptr<Pool>>& pools() const { return pools_; } ///< in the order of the params
    Pool& main() const { return *pools_.front(); }
    /// Why no pool that it may run on does a workload's job; empty: there was none.
    std::string cannot_run(std::size_t workload) const;
    bool drained() const;        ///< no job is here, and none will come
    const Supply& supply() const ///< LogicError if it is not settled
    {
        require_settled();
        return *supply_;
    }
    const Building& building() const ///< likewise
    {
        require_settled();
        return *building_;
    }

    void begin_window(Time now);       ///< what is counted starts here
    SiteTotals totals(Time now) const; ///< since begin_window
    /// How far the supply's carbon ledger is from import times intensity, step by step of the intensity; the step that
    /// is open at the last settlement included.
    Carbon audited_residual() const
    {
        require_settled();
        return Carbon{audit_.residual + open_residual()};
    }

    void handle(Engine& engine, const Event& event) override;
    void state(Archive& archive) override;

private:
    /// What is subtracted from totals to leave the counting window.
    struct Snapshot {
        Time at;
        BuildingTotals building;
        SupplyTotals supply;
        std::vector<JobTotals> jobs; ///< by pool
        void state(Archive& archive);
    };

    void make_supply(const SiteSetup& setup);
    void make_building(const SiteSetup& setup);
    Power full_power() const;
    void build_pool(Engine& engine, SiteSetup& setup, std::size_t index);
    bool sends() const;
    std::size_t receives(std::size_t workload) const;
    std::unique_ptr<JobStream> stream_for(std::size_t index, std::size_t workload, SiteSetup& setup);
    bool chosen(std::size_t pool) const;
    bool runs_on(std::size_t workload, std::size_t pool) const;
    Jobs& route(Time now, const JobSpec& job) const;
    /// What building and supply have not been told of yet.
    struct Measured {
        Interval interval;
        LoadMoments it;
    };
    LoadMoments it_moments(Interval interval);
    void measure(Time to);
    void settle_measured();
    void settle_all();
    void settle(const Measured& measured);
    void require_settled() const;
    void audit();
    double open_residual() const;
    std::vector<JobTotals> job_totals(Time now) const;
    PoolTotals pool_totals(Time now, std::size_t index, std::vector<WorkloadAccount>& accounts) const;

    Interval run_;
    WeatherSeries weather_;
    AirPath air_{weather_};
    std::unique_ptr<Building> building_;
    std::unique_ptr<Supply> supply_;
    /// What jobs see. The battery has its own, which answer the same: they remember, and it may be on another thread.
    std::unique_ptr<Forecast<Intensity>> carbon_forecast_;
    std::unique_ptr<Forecast<Price>> price_forecast_;
    ItPower it_;
    std::vector<std::unique_ptr<Pool>> pools_;
    std::vector<Routing> routes_;                       ///< by workload
    std::vector<JobStream*> streams_;                   ///< by workload; each is in the pool that receives it
    std::vector<std::unique_ptr<PowerChain>> supplies_; ///< by pool, until it takes them
    std::optional<SettlementMarks> marks_;

    std::vector<Measured> measured_; ///< one after the other, not settled yet
    std::vector<Measured> settling_; ///< those before, while they are settled, perhaps on the other thread
    Time measured_until_, settled_;
    Int128 it_settled_e18_{0}, supplies_settled_e18_{0};
    double squares_settled_{0};
    struct Audit {
        Time from, until; ///< the step of the intensity under audit
        Energy import;
        Carbon carbon;
        double residual{0}; ///< kg, sum of absolute values
    } audit_;
    Snapshot window_;
    bool follows_later_; ///< there is a thread for it
    Errand following_;   ///< of building and supply; the last member, so that it is waited for first
};

} // namespace dcsim
