#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

class Always final : public Deferral {
public:
    explicit Always(Time at) : at_{at} {}
    Time not_before(const DeferralView&) const override { return at_; }

private:
    Time at_;
};

} // namespace

TEST_CASE("a flexible job waits for its chosen instant and then stands where its submission puts it", "[site][unit]")
{
    std::vector<JobSpec> jobs{gang_job(0, 4, 10), gang_job(1, 4, 60), gang_job(2, 4, 60)};
    jobs[0].flexibility.slack = whole_seconds(100);
    JobRig rig{nodes_of(1, 4), jobs, fcfs(), std::make_unique<LinearHost>(100 * watt, 900 * watt),
               std::make_unique<Always>(at_second(50))};
    rig.run(at_second(10));
    CHECK(rig.site.queued() == 2);
    CHECK(rig.checks_hold());
    rig.run(at_second(1000));
    CHECK(rig.seconds_of(1) == std::pair<std::int64_t, std::int64_t>{1, 61});
    CHECK(rig.seconds_of(0) == std::pair<std::int64_t, std::int64_t>{61, 71});
    CHECK(rig.seconds_of(2) == std::pair<std::int64_t, std::int64_t>{71, 131});
    CHECK(rig.checks_hold());
}

TEST_CASE("a job without slack, or a choice outside the slack, is not moved beyond it", "[site][unit]")
{
    std::vector<JobSpec> jobs{gang_job(0, 1, 10), gang_job(0, 1, 10)};
    jobs[1].flexibility.slack = whole_seconds(20);
    JobRig rig{nodes_of(1, 4), jobs, fcfs(), std::make_unique<LinearHost>(100 * watt, 900 * watt),
               std::make_unique<Always>(at_second(50))};
    rig.run(at_second(1000));
    CHECK(rig.seconds_of(0).first == 0);
    CHECK(rig.seconds_of(1).first == 20);
}

TEST_CASE("only jobs submitted inside the counting window count for waits", "[site][unit]")
{
    Engine engine;
    ItPower it;
    const LinearHost host{100 * watt, 900 * watt};
    const Signal<Intensity> intensity{100 * gram_per_kWh};
    const Signal<Price> cost{0.1 * per_kWh};
    const OracleForecast<Intensity> carbon{intensity};
    const OracleForecast<Price> price{cost};
    Jobs site{engine,
              JobsSetup{.cluster = nodes_of(1, 1),
                        .it = it,
                        .host_power = host,
                        .scheduler = fcfs(),
                        .deferral = no_deferral(),
                        .carbon = carbon,
                        .price = price,
                        .streams = JobRig::numbered({gang_job(0, 1, 10), gang_job(5, 1, 10), gang_job(30, 1, 10)}),
                        .counted = {at_second(5), at_second(30)}}};
    engine.run_until(at_second(100));
    const WorkloadAccount account = site.accounts(engine.now()).front();
    CHECK(account.all.completed == 3);
    CHECK(account.counted.completed == 1);
    CHECK(account.wait_seconds.n() == 1);
    CHECK(account.wait_seconds.mean() == Approx(5));
}
