#include "models/serving/service_params.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include "tests/models/serving/plain_hardware.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

struct OneLength {
    double tokens{1};
};
void fields(Fields& f, OneLength& p)
{
    f.required("tokens", p.tokens, "tokens", {.least = 1.0});
}
class Same final : public Lengths {
public:
    Same(const OneLength& p, Inputs*) : p_{p} {}
    double mean() const override { return p_.tokens; }
    double second_moment() const override { return p_.tokens * p_.tokens; }
    double quantile(double) const override { return p_.tokens; }

private:
    OneLength p_;
};

ServiceParams parsed(const std::string& toml)
{
    ServiceParams p;
    std::vector<Problem> problems;
    const Registry<Lengths, Inputs*> laws{row<Lengths, Same, OneLength, Inputs*>("fixed", "one length")};
    visit_tree(parse_toml(toml, "test.toml"), embedded_catalogue(), problems,
               [&](Fields& f) { service_fields(f, p, service_models(laws), autoscalers()); });
    if (!problems.empty()) throw ConfigError{problems};
    return p;
}

const std::string chat = "[serve]\nkind = 'llm'\nmodel = 'llama-3-1-8b'\nprompt = 500\noutput = 300\n";

} // namespace

TEST_CASE("a service is read from the catalogue's model and engine, with an objective in percent", "[serving]")
{
    const testing::PlainHardware hardware;
    const auto p = parsed("slo = { ttft = '500 ms', tpot = '50 ms', percentile = 95 }\n" + chat);
    CHECK(p.objective.attained == Approx(0.95));
    const auto service = p.model({hardware, {}, "chat", p.objective});
    CHECK_FALSE(service->refusal());
    CHECK(service->item() == "output token");
    CHECK(service->accelerators_per_replica() == 1);
    CHECK(service->objective().between == Seconds{0.05});
    CHECK(service->at(Frequency{1}, 1, {}).batch_limit == 512); // the engine's
    CHECK(p.autoscaler()->at_start() == 1);
}

TEST_CASE("values beside a row win over it", "[serving]")
{
    const testing::PlainHardware hardware;
    const auto p = parsed(chat + "batch = 7\ntensor = 2\nengine = { preset = 'vllm-2025', chunk = 64 }\n"
                                 "[autoscale]\nkind = 'slo'\nmin = 3\n");
    const auto service = p.model({hardware, {}, "chat", p.objective});
    CHECK(service->at(Frequency{1}, 1, {}).batch_limit == 7);
    CHECK(service->accelerators_per_replica() == 2);
    CHECK(p.autoscaler()->at_start() == 3);
}

TEST_CASE("a network is no language model, and unknown engines are named", "[serving]")
{
    CHECK_THROWS_WITH(parsed("[serve]\nkind = 'llm'\nmodel = 'resnet-50'\nprompt = 1\noutput = 1\n"),
                      Catch::Contains("is no language model"));
    CHECK_THROWS_WITH(parsed(chat + "engine = 'vlm-2025'\n"), Catch::Contains("vllm-2025"));
}

TEST_CASE("techniques change what is asked of hardware", "[serving]")
{
    const testing::PlainHardware hardware;
    const auto p = parsed(chat);
    const auto halved = [](Demand& d) {
        for (Kernels& k : d.kernels) k.weights = k.weights / 2;
    };
    const auto plain = p.model({hardware, {}, "chat", {}}), light = p.model({hardware, halved, "chat", {}});
    CHECK(light->at(Frequency{1}, 1, {}).between.mean < plain->at(Frequency{1}, 1, {}).between.mean);
}

TEST_CASE("networks are served by their kind: images by steps, records by lookups", "[serving][analytic]")
{
    testing::PlainHardware hardware;
    hardware.memory = Bytes{100e9};
    const auto image =
        parsed("[serve]\nkind = 'image'\nmodel = 'stable-diffusion-3-5-large'\n").model({hardware, {}, "x", {}});
    // 28 steps of 2 passes of 72 TFLOP at 1 PFLOP/s, and of 27 GB at 3 TB/s
    CHECK(image->at(Frequency{1e-9}, 1, {}).first.mean.si() == Approx(28 * 2 * (72e12 / 1e15 + 27e9 / 3e12)));
    CHECK(image->item() == "image");
    const std::string tables = "[serve]\nkind = 'recommendation'\nmodel = 'dlrm-criteo'\nprecision = 'tf32'\n";
    const auto records = parsed(tables).model({hardware, {}, "x", {}});
    CHECK_FALSE(records->refusal());
    hardware.memory = Bytes{80e9};
    CHECK(parsed(tables).model({hardware, {}, "x", {}})->refusal());
    CHECK_THROWS_WITH(parsed("[serve]\nkind = 'image'\nmodel = 'resnet-50'\n"),
                      Catch::Contains("another architecture"));
}

TEST_CASE("a network that waits for its host gains nothing from more accelerators", "[serving][sign]")
{
    const testing::PlainHardware hardware;
    const std::string sana = "[serve]\nkind = 'image'\nmodel = 'sana-1-6b'\nper_kernel = '66 us'\n";
    const auto one = parsed(sana).model({hardware, {}, "x", {}});
    const auto eight = parsed(sana + "accelerators = 8\n").model({hardware, {}, "x", {}});
    const ServicePoint a = one->at(Frequency{1e6}, 1, {}), b = eight->at(Frequency{1e6}, 1, {});
    CHECK(b.capacity <= a.capacity * 1.001);
    const auto joules = [&](const ServicePoint& p, int n) {
        return ((p.above_idle + n * hardware.idle_share()) / p.capacity.si()).si();
    };
    CHECK(joules(b, 8) > 1.5 * joules(a, 1));
}
