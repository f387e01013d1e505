#include "models/neural/transformer.h"
#include "sim/config/catalogue.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

AiModel model(const std::string& name)
{
    static const Catalogue rows = Catalogue::of_program();
    return catalogue_model(rows, name);
}

struct Sums {
    double flops{0}, weights{0}, cache{0}, activations{0};
};

Sums sums(const Demand& d)
{
    Sums s;
    for (const Kernels& k : d.kernels) {
        s.flops += k.flops.si();
        s.weights += k.weights.si();
        s.cache += k.cache.si();
        s.activations += k.activations.si();
    }
    return s;
}

} // namespace

TEST_CASE("decoding reads all weights once for the whole batch, and each sequence's cache", "[neural][analytic]")
{
    const AiModel m = model("llama-2-70b");
    const double context = 1000, per_token = 2.0 * 80 * 8 * 128 * 2;
    for (const double batch : {1.0, 64.0}) {
        const Sums s = sums(decode(m, {.tensor = 8}, batch, context));
        CHECK(s.weights == Approx(2 * m.parameters));
        CHECK(s.cache == Approx(batch * (context + 1) * per_token));
        CHECK(s.flops == Approx(batch * (2 * m.parameters + 4 * 80 * (context + 1) * 8192)));
    }
}

TEST_CASE("a prompt's tokens attend to those before them, and one of them asks for the next token",
          "[neural][analytic]")
{
    const AiModel m = model("llama-3-1-8b");
    const double table = 128256.0 * 4096;
    const Sums s = sums(prefill(m, {}, 1, 2048));
    CHECK(s.flops == Approx(2 * (m.parameters - table) * 2048 + 2 * table + 4.0 * 32 * 4096 * (2048.0 * 2049 / 2)));
    CHECK(prefill(m, {}, 1, 2048).kernels.front().stage == Stage::prefill);
    CHECK(decode(m, {}, 1, 2048).kernels.front().stage == Stage::decode);
}

TEST_CASE("a prompt that passes with decoding sequences shares their read of the weights", "[neural]")
{
    const AiModel m = model("llama-3-1-8b");
    const Sums both = sums(serving_pass(m, {}, {16, 500, 512, 256, 0}));
    const Sums alone = sums(decode(m, {}, 16, 500)), prompt = sums(serving_pass(m, {}, {0, 0, 512, 256, 0}));
    CHECK(both.weights == alone.weights);
    CHECK(both.flops == Approx(alone.flops + prompt.flops));
    CHECK(both.cache == Approx(alone.cache + prompt.cache));
}

TEST_CASE("a batch hits as many experts as independent choices do", "[neural][analytic]")
{
    const AiModel scout = model("llama-4-scout");
    CHECK(experts_hit(scout, 1) == Approx(1));
    CHECK(experts_hit(scout, 8) == Approx(16 * (1 - std::pow(15.0 / 16, 8))));
    CHECK(experts_hit(scout, 4000) == Approx(16));
    const Sums one = sums(decode(scout, {.tensor = 4}, 1, 100)), many = sums(decode(scout, {.tensor = 4}, 4000, 100));
    CHECK(one.weights == Approx(2 * 17e9));
    CHECK(many.weights == Approx(2 * 109e9));
    CHECK(many.flops == Approx(4000 * one.flops));
}

TEST_CASE("tensor ranks sum the stream twice per layer, experts on ranks of their own exchange it", "[neural]")
{
    const Demand dense = decode(model("llama-2-70b"), {.tensor = 8}, 32, 100);
    REQUIRE(dense.messages.size() == 1);
    CHECK(dense.messages[0].count == 160);
    CHECK(dense.messages[0].bytes == Bytes{32.0 * 8192 * 2});
    CHECK(dense.messages[0].ranks == 8);
    const Demand moe = decode(model("mixtral-8x7b"), {.tensor = 4, .expert_parallel = true}, 32, 100);
    REQUIRE(moe.messages.size() == 2);
    CHECK(moe.messages[1].collective == Collective::all_to_all);
    CHECK(moe.messages[1].count == 64);
    CHECK(moe.messages[1].bytes == Bytes{32.0 * 4096 * 2 * 2 / 4});
    CHECK(decode(model("llama-3-1-8b"), {}, 1, 100).messages.empty());
}

TEST_CASE("each accelerator holds its part of weights and cache", "[neural][analytic]")
{
    const AiModel m = model("llama-2-70b");
    const Footprint f = decode(m, {.tensor = 4}, 10, 99).footprint;
    CHECK(f.weights.si() == Approx(2 * m.parameters / 4));
    CHECK(f.cache.si() == Approx(10 * 100 * 327680.0 / 4));
    CHECK(f.activations.si() < 0.1e9);
    CHECK(f.optimizer == Bytes{});
}
