#include "models/serving/batch_service.h"
#include "models/serving/llm_service.h"
#include "models/serving/service_table.h"
#include "tests/models/serving/plain_hardware.h"
#include <catch2/catch.hpp>
#include <numeric>

using namespace dcsim;

namespace {

struct Even final : Lengths {
    explicit Even(double mean) : mean_{mean} {}
    double mean() const override { return mean_; }
    double second_moment() const override { return mean_ * mean_ * 4 / 3; }
    double quantile(double p) const override { return 2 * mean_ * p; }

private:
    double mean_;
};

AiModel eight_billion()
{
    AiModel m;
    m.parameters = 8.03e9;
    m.layers = 32;
    m.hidden = 4096;
    m.heads = 32;
    m.kv_heads = 8;
    m.vocabulary = 128256;
    m.gated = true;
    return m;
}

const Objective promised{.first = 0.5 * second, .between = 0.03 * second, .attained = 0.95};

std::unique_ptr<ServiceModel> chat(const Hardware& hardware)
{
    LlmSettings s;
    s.served.model = eight_billion();
    s.served.prompt = moments(Even{1000});
    s.served.output = moments(Even{200});
    s.served.engine.batch = 128;
    return std::make_unique<LlmService>(s, ServiceContext{hardware, {}, "chat", promised});
}

std::unique_ptr<ServiceModel> images(const Hardware& hardware)
{
    BatchSettings s;
    s.work = [](double items) {
        Demand d;
        d.kernels.push_back({.flops = Flops{items * 1e12}, .weights = Bytes{3e9}});
        return d;
    };
    s.batch = 16;
    return std::make_unique<BatchService>(s, ServiceContext{hardware, {}, "images", promised});
}

double relative(double a, double b)
{
    return std::abs(a - b) / std::max(1e-12, std::abs(b));
}

void check_errors(std::unique_ptr<ServiceModel> (*make)(const Hardware&))
{
    const testing::PlainHardware hardware;
    const auto exact = make(hardware);
    const ServiceTable table{make(hardware)};
    const Frequency capacity = exact->at({}, 3, {}).capacity;
    double power = 0, time = 0, met = 0, batch = 0;
    for (int i = 1; i < 1000; ++i) {
        const Frequency offered = (i / 1000.0) * capacity;
        const ServicePoint a = table.at(offered, 3, {}), b = exact->at(offered, 3, {});
        REQUIRE(a.served.si() == Approx(b.served.si()));
        REQUIRE(a.items_per_second == Approx(b.items_per_second));
        REQUIRE(std::accumulate(a.cause.begin(), a.cause.end(), 0.0) == Approx(1));
        REQUIRE(std::accumulate(a.device.begin(), a.device.end(), 0.0) == Approx(1));
        power = std::max(power, relative(a.above_idle.si(), b.above_idle.si()));
        batch = std::max(batch, relative(a.batch, b.batch));
        time = std::max(
            {time, relative(a.first.mean.si(), b.first.mean.si()), relative(a.whole.mean.si(), b.whole.mean.si())});
        // Quantiles step from value to value; between two points they may be anywhere between the exact ones there.
        const Frequency apart = std::min(0.008 * capacity, (capacity - offered) / 2);
        const Latency before = exact->at(std::max(Frequency{}, offered - apart), 3, {}).first;
        const Latency after = exact->at(offered + apart, 3, {}).first;
        REQUIRE(a.first.p50 >= 0.99 * std::min(before.p50, b.first.p50));
        REQUIRE(a.first.p50 <= 1.01 * std::max(after.p50, b.first.p50));
        REQUIRE(a.first.p99 >= 0.99 * std::min(before.p99, b.first.p99));
        REQUIRE(a.first.p99 <= 1.01 * std::max(after.p99, b.first.p99));
        met = std::max(met, std::abs(a.within_slo - b.within_slo));
    }
    CHECK(power < 1e-3);
    CHECK(batch < 2e-3);
    CHECK(time < 2e-3);
    CHECK(met < 0.01);
}

} // namespace

TEST_CASE("a table of a language model errs by less than a thousandth in power and two in mean latency", "[serving]")
{
    check_errors(chat);
}

TEST_CASE("a table of a service of batches errs as little", "[serving]")
{
    check_errors(images);
}

TEST_CASE("beyond the capacity the table is the model, and it passes on what does not depend on load", "[serving]")
{
    const testing::PlainHardware hardware;
    const auto exact = chat(hardware);
    const ServiceTable table{chat(hardware)};
    const Frequency beyond{1e6};
    const ServicePoint a = table.at(beyond, 2, {}), b = exact->at(beyond, 2, {});
    CHECK(a.served == b.served);
    CHECK(a.above_idle == b.above_idle);
    CHECK(a.within_slo == 0);
    CHECK(a.first.p99 == b.first.p99);
    CHECK(table.item() == "output token");
    CHECK(table.objective().between == promised.between);
    CHECK(table.cold_start() == exact->cold_start());
    CHECK_FALSE(table.refusal());
    CHECK(table.at({}, 2, {}).busy < 1e-6);
    CHECK(table.at({}, 2, {}).idle == hardware.idle_share());
}
