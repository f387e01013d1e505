#include "models/neural/network.h"
#include "sim/config/catalogue.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

AiModel model(const std::string& name)
{
    static const Catalogue rows = Catalogue::of_program();
    return catalogue_model(rows, name);
}

double flops(const Demand& d)
{
    double sum = 0;
    for (const Kernels& k : d.kernels) sum += k.flops.si();
    return sum;
}

double activations(const Demand& d)
{
    double sum = 0;
    for (const Kernels& k : d.kernels) sum += k.activations.si();
    return sum;
}

double launches(const Demand& d)
{
    double sum = 0;
    for (const Kernels& k : d.kernels) sum += k.launches;
    return sum;
}

} // namespace

TEST_CASE("training on an image takes three forward passes and moves three times their traffic", "[neural][analytic]")
{
    const AiModel m = model("resnet-50");
    const Demand d = network_training(m, {.batch = 256, .accelerators = 8});
    CHECK(flops(d) == Approx(256 * 3 * 8.2e9));
    const double per_image = activations(d) / 256;
    CHECK(per_image > 380e6); // computed from the network's activations and its measured throughput
    CHECK(per_image < 460e6);
    CHECK(d.core_time == 256 * m.core_time);
    REQUIRE(d.messages.size() == 1);
    CHECK(d.messages[0].bytes == Bytes{2 * m.parameters});
}

TEST_CASE("32-bit arithmetic moves twice the bytes of 16-bit arithmetic", "[neural][analytic]")
{
    const AiModel m = model("resnet-50");
    const Demand half = network_training(m, {.batch = 8}),
                 full = network_training(m, {.batch = 8, .precision = Precision::tf32});
    CHECK(activations(full) == Approx(2 * activations(half)));
    CHECK(flops(full) == flops(half));
    CHECK(launches(full) == launches(half));
}

TEST_CASE("an image of a diffusion model takes its steps, with guidance two passes in each", "[neural][analytic]")
{
    const AiModel m = model("stable-diffusion-3-5-large");
    const Demand one = network_inference(m, {}), many = network_inference(m, {.batch = 16});
    CHECK(flops(one) == Approx(28 * 2 * 72e12));
    CHECK(flops(many) == Approx(16 * flops(one)));
    CHECK(launches(many) == launches(one)); // a batch starts the same kernels
    CHECK(many.kernels[0].weights == one.kernels[0].weights);
}

TEST_CASE("accelerators that share an image start the same kernels each and exchange positions", "[neural]")
{
    const AiModel m = model("sana-1-6b");
    const Demand one = network_inference(m, {}), eight = network_inference(m, {.accelerators = 8});
    CHECK(flops(eight) == flops(one));
    CHECK(launches(eight) == launches(one));
    CHECK(eight.kernels[0].weights == 8 * one.kernels[0].weights);
    REQUIRE(eight.messages.size() == 1);
    CHECK(eight.messages[0].count == 4 * 20 * 20);
}

TEST_CASE("a recommendation exchanges the rows of its tables and reads them where they are", "[neural][analytic]")
{
    const AiModel m = model("dlrm-criteo");
    const double row_bytes = 26 * 128 * 2, batch = 8 * 8192;
    const Demand d = item_training(m, {.batch = batch, .accelerators = 8});
    const Message& exchange = d.messages.back();
    CHECK(exchange.collective == Collective::all_to_all);
    CHECK(exchange.bytes == Bytes{8192 * row_bytes});
    CHECK(exchange.count == 2);
    CHECK(activations(d) == Approx(batch * (3 * 45e3 + 5 * row_bytes)));
    CHECK(d.footprint.weights.si() == Approx(82e9 / 2 / 8).epsilon(0.01));
    CHECK(item_inference(m, {.batch = batch, .accelerators = 8}).messages.back().count == 1);
}

TEST_CASE("a learner trains again on frames that the cores have made once", "[neural][analytic]")
{
    const AiModel m = model("ppo-nature-cnn");
    const Demand d = item_training(m, {.batch = 1000, .reuse = 4});
    CHECK(d.core_time.si() == Approx(1000 * 0.5e-3));
    CHECK(flops(d) == Approx(1000 * 4 * 3 * 20e6));
}

TEST_CASE("an inference holds no more than a training keeps, however little is known of its kernels",
          "[neural][invariant]")
{
    AiModel m{.architecture = Architecture::network, .parameters = 1e6, .activations = Bytes{140e6}};
    for (const double kernels : {0.0, 1.0, 4.0, 8.0, 100.0}) {
        m.kernels = kernels;
        const Bytes trained = network_training(m, {.batch = 150}).footprint.activations;
        CHECK(network_inference(m, {.batch = 150}).footprint.activations <= trained);
    }
    m.kernels = 0;
    CHECK(network_inference(m, {.batch = 150}).footprint.activations.si() == Approx(150 * 140e6 / 2));
}

TEST_CASE("what is used four times takes all that four batches take but cores, storage and memory",
          "[neural][analytic]")
{
    for (const char* name : {"ppo-nature-cnn", "dlrm-criteo"}) {
        const AiModel m = model(name);
        const Demand once = item_training(m, {.batch = 1000, .accelerators = 8}),
                     four = item_training(m, {.batch = 1000, .accelerators = 8, .reuse = 4});
        for (std::size_t i = 0; i < once.kernels.size(); ++i) {
            CHECK(four.kernels[i].flops.si() == Approx(4 * once.kernels[i].flops.si()));
            CHECK(four.kernels[i].bytes().si() == Approx(4 * once.kernels[i].bytes().si()));
            CHECK(four.kernels[i].launches == Approx(4 * once.kernels[i].launches));
        }
        for (std::size_t i = 0; i < once.messages.size(); ++i) {
            CHECK(four.messages[i].bytes.si() == Approx(once.messages[i].bytes.si()));
            CHECK(four.messages[i].count == 4 * once.messages[i].count);
        }
        CHECK(four.footprint.total().si() == Approx(once.footprint.total().si()));
        CHECK(four.core_time == once.core_time);
        CHECK(four.feed == once.feed);
    }
}

TEST_CASE("state is 16 bytes per parameter at 16 bit and at 32, of which there is no second copy", "[neural][analytic]")
{
    const double parameters = 3.9e9;
    const auto trained = [&](Precision precision) {
        return network_training({.architecture = Architecture::network, .parameters = parameters},
                                {.precision = precision});
    };
    const auto check = [&](Precision precision, double weights, double saved) {
        const Demand d = trained(precision);
        CHECK(d.footprint.weights.si() == Approx(weights * parameters));
        CHECK(d.footprint.total().si() == Approx(16 * parameters)); // arXiv 1910.02054, section 3.1
        CHECK(d.checkpoint.si() == Approx(saved * parameters));
        CHECK(d.kernels[4].stage == Stage::optimizer);
        CHECK(d.kernels[4].weights.si() == Approx(28 * parameters)); // 3 x 4 read and written, 4 besides
    };
    check(Precision::fp32, 4, 4 + 8); // a gradient of 4 bytes is read
    check(Precision::tf32, 4, 4 + 8);
    check(Precision::bf16, 2, 2 + 4 + 8); // a gradient of 2 bytes is read, a weight of 2 bytes written
}
