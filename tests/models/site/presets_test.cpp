#include "models/site/pacing.h"
#include "models/workload/workload.h"
#include "tests/models/compute/hardware_made.h"
#include "tests/models/workload/read_workload.h"
#include <catch2/catch.hpp>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

const Energy kilowatt_hour = 3.6e6 * joule;

/// A job of a preset on 8 accelerators of the reference node, with so many cores.
struct Run {
    double kwh;
    double hours;
    ByCause<double> share;
};

Run run(const std::string& toml, double cores = 128, const std::function<void(Demand&)>& techniques = {})
{
    const auto hardware = make_hardware(reference_node());
    const auto params = parsed<WorkloadParams>(toml);
    const Work work = work_on(*params.work->model(), *params.work, 8, techniques);
    const PacedWork paced = Pacing{*hardware}.pace(work, {.accelerators = 8, .per_node = 8, .cores = cores});
    Run r{paced.energy / kilowatt_hour, paced.time / hour, {}};
    double all = 0;
    for (const PacedStretch& s : paced.stretches) {
        double sum = 0;
        for (const float x : s.load.charges().cause) sum += x;
        if (sum == 0) sum = 1;
        const Energy energy = (8 * hardware->idle_share() + s.load.above_idle) * s.running;
        for (std::size_t i = 0; i < r.share.size(); ++i)
            r.share[i] += energy / kilowatt_hour * static_cast<double>(s.load.charges().cause[i]) / sum;
        at(r.share, Cause::overhead) += 8 * hardware->idle_share() * (s.at_rest + s.saving) / kilowatt_hour;
    }
    for (const double x : r.share) all += x;
    CHECK(all == Approx(r.kwh).epsilon(1e-6));
    for (double& x : r.share) x /= all;
    return r;
}

std::string preset(const std::string& name)
{
    return "preset = '" + name + "'\n";
}

void check_shares(const Run& r, double compute, double memory, double data, double at_rest)
{
    CHECK(at(r.share, Cause::compute) == Approx(compute).margin(.01));
    CHECK(at(r.share, Cause::memory) == Approx(memory).margin(.01));
    CHECK(at(r.share, Cause::data) == Approx(data).margin(.01));
    CHECK(at(r.share, Cause::overhead) == Approx(at_rest).margin(.01));
}

} // namespace

TEST_CASE("a run of each task takes what is quoted for it on the reference node", "[presets]")
{
    const Run image = run(preset("task-image-classification"));
    CHECK(image.kwh == Approx(25).epsilon(.005));
    CHECK(image.hours == Approx(6.18).epsilon(.005));
    check_shares(image, .709, .254, .032, .005);
    const Run translation = run(preset("task-translation"));
    CHECK(translation.kwh == Approx(15).epsilon(.005));
    check_shares(translation, .100, .891, .001, .008);
    const Run speech = run(preset("task-speech"));
    CHECK(speech.kwh == Approx(18).epsilon(.005));
    CHECK(speech.hours == Approx(7.05).epsilon(.005));
    check_shares(speech, .141, .059, .793, .007);
    const Run generative = run(preset("task-generative"));
    CHECK(generative.kwh == Approx(40).epsilon(.005));
    CHECK(generative.hours == Approx(9.92).epsilon(.005));
    check_shares(generative, .805, .185, .007, .003);
}

TEST_CASE("speech waits for its cores; sixteen times as many end the waiting, not their energy", "[presets]")
{
    // Per utterance: cores 4 W x .18 s, compute 212 GFLOP / 218.4 TFLOP/s x 527.5 W, memory .8 GB / 1.570 TB/s x 418.7
    // W, and 5 minutes of the node's 1,500 W among 1.78285e7 of them.
    const double cores = 4 * .18, all = cores + 212e9 / 218.4e12 * 527.5 + .8e9 / (.77 * 2.039e12) * 418.75;
    CHECK(at(run(preset("task-speech"), 16 * 128).share, Cause::data) ==
          Approx(cores / (all + 300 * 1500 / 1.78285e7)).epsilon(1e-3));
}

TEST_CASE("the energy of a generator beyond its first cycle is most of it, and grows in proportion", "[presets]")
{
    const auto cycles = [](double n) {
        return run("work = { kind = 'items', items = " + std::to_string(n * 999915.0) +
                   ", flops = '2.4 TFLOP', bytes = '5 GB', core_time = '0.012 s', start_up = '300 s' }\ngpus = 8\n"
                   "arrivals = { kind = 'at-start', count = 1 }\n")
            .kwh;
    };
    const double none = cycles(0), one = cycles(1), twenty = cycles(20);
    CHECK((twenty - one) / twenty == Approx(.95).margin(.01));
    CHECK(twenty - none == Approx(20 * (one - none)).epsilon(1e-9));
}
