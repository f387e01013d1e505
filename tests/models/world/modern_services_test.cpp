#include "models/serving/service_params.h"
#include "tests/models/world/scenario_run.h"

using namespace dcsim;

namespace {

/// A service of the catalogue on servers of the catalogue; power is that of the accelerators, without their servers.
struct Served {
    std::unique_ptr<Hardware> hardware;
    std::unique_ptr<ServiceModel> model;

    ServicePoint at(double rate, std::uint32_t replicas = 1) const { return model->at(Frequency{rate}, replicas, {}); }
    /// Of one accelerator.
    double watts(const ServicePoint& p) const
    {
        const double each = model->accelerators_per_replica();
        const double share =
            dcsim::at(p.device, Device::accelerator_dynamic) + dcsim::at(p.device, Device::accelerator_idle);
        return ((p.above_idle + each * hardware->idle_share()) * share).si() / each;
    }
    double joules(const ServicePoint& p, std::uint32_t replicas = 1) const
    {
        return replicas * model->accelerators_per_replica() * watts(p) / p.items_per_second;
    }
};

Served service(const std::string& node, const std::string& lines)
{
    const ScenarioFile file =
        read_scenario("[scenario]\nduration = '1 h'\n[cluster]\nnodes = 1\nnode = '" + node +
                      "'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n[workload.s]\n" + lines);
    const Scenario& scenario = file.policies.front().scenario;
    const ServiceParams& p = scenario.workloads.front().service->service;
    Served s{.hardware = hardware(scenario.site.main()), .model = {}};
    s.model = p.model({*s.hardware, {}, "s", p.objective, p.arrivals_cv2});
    return s;
}

double tail_of_first(const Served& s)
{
    const Frequency half = 0.5 * s.at(1).capacity;
    const Latency first = s.model->at(half, 1, {}).first;
    return first.p99 / first.p50;
}

} // namespace

TEST_CASE("chat at the rate of a trace runs at a batch near ten; ten times the rate halves a token's energy",
          "[presets]")
{
    const Served chat = service("8xh100", "preset = 'serve-chat'\n");
    const ServicePoint p = chat.at(5.53);
    CHECK(p.batch == Approx(10).margin(2));
    CHECK(chat.watts(p) > 490);
    CHECK(chat.watts(p) < 540);
    CHECK(chat.joules(p) > .42);
    CHECK(chat.joules(p) < .47);
    std::uint32_t replicas = 1;
    while (chat.at(55.3, replicas).served < Frequency{55.3}) ++replicas;
    CHECK(replicas >= 3);
    CHECK(replicas <= 4);
    CHECK(chat.joules(chat.at(55.3, replicas), replicas) / chat.joules(p) == Approx(.5).margin(.1));
}

TEST_CASE("completion of code spends its energy on prompts, and its first tokens spread more than chat's", "[presets]")
{
    // Energy of a request with one token of output against all of it: the difference is what decoding takes.
    const std::string code = "preset = 'serve-code'\n";
    const Served whole = service("8xh100", code);
    const Served prompts = service("8xh100", code + "serve = { output = 1 }\n");
    const auto per_request = [](const Served& s) {
        const double full = .95 * s.at(1).capacity.si();
        const ServicePoint p = s.at(full);
        return s.watts(p) / full;
    };
    CHECK(per_request(prompts) / per_request(whole) > .5);
    CHECK(tail_of_first(whole) > tail_of_first(service("8xh100", "preset = 'serve-chat'\n")));
}

TEST_CASE("an image takes what was measured of its model, and batches save little", "[presets]")
{
    const auto image = [](const std::string& serve) {
        const Served s = service("8xh100", "preset = 'serve-image'\nserve = { " + serve + " }\n");
        const ServicePoint p = s.at(1e6);
        return std::pair{p.first.mean.si(), s.joules(p)};
    };
    const auto one = image("batch = 1"), many = image("batch = 16"), sana = image("model = 'sana-1-6b'");
    CHECK(one.first == Approx(6.6).epsilon(.15)); // [ML.ENERGY leaderboard 2025-26]
    CHECK(one.second == Approx(4420).epsilon(.15));
    CHECK(1 - many.second / one.second < .10);
    CHECK(sana.first == Approx(.79).epsilon(.15));
    CHECK(sana.second == Approx(417).epsilon(.15));
    CHECK(image("model = 'sana-1-6b', accelerators = 8").second > 1.5 * sana.second);
}
