#include "models/neural/transformer.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <catch2/catch.hpp>
#include <numeric>

using namespace dcsim;

namespace {

AiModel model(const std::string& name)
{
    static const Catalogue rows = Catalogue::of_program();
    return catalogue_model(rows, name);
}

/// Without what recomputation repeats.
double model_flops(const Demand& d)
{
    return std::accumulate(d.kernels.begin(), d.kernels.end(), 0.0,
                           [](double sum, const Kernels& k) { return sum + (1 - k.repeated) * k.flops.si(); });
}

double flops(const Demand& d)
{
    return std::accumulate(d.kernels.begin(), d.kernels.end(), 0.0,
                           [](double sum, const Kernels& k) { return sum + k.flops.si(); });
}

/// Of all classes with FLOPs.
double weights_read(const Demand& d)
{
    return std::accumulate(d.kernels.begin(), d.kernels.end(), 0.0,
                           [](double sum, const Kernels& k) { return sum + (k.flops > Flops{} ? k.weights.si() : 0); });
}

const Message& message(const Demand& d, Collective c)
{
    for (const Message& m : d.messages)
        if (m.collective == c) return m;
    throw LogicError{"no such message"};
}

constexpr double GiB = 1024.0 * 1024 * 1024;

} // namespace

TEST_CASE("a step takes 6 N + 12 L T d per token, and full recomputation a third more", "[neural][analytic]")
{
    const AiModel m = model("gpt-3");
    const double T = 2048, tokens = 64 * T, attention = 12.0 * 96 * T * 12288;
    CHECK(flops(training_step(m, {}, {.batch = 64, .sequence = T})) == Approx(tokens * (6 * m.parameters + attention)));
    const double full = flops(training_step(m, {.recompute = Recompute::full}, {.batch = 64, .sequence = T}));
    const double table = 2.0 * 50257 * 12288;
    CHECK(full == Approx(tokens * (8 * m.parameters - table + attention * 4 / 3)));
    const double selective = flops(training_step(m, {.recompute = Recompute::selective}, {.batch = 64, .sequence = T}));
    CHECK(selective == Approx(tokens * (6 * m.parameters + attention * 4 / 3)));
}

TEST_CASE("what recomputation repeats is no work of the model", "[neural][analytic]")
{
    const AiModel m = model("gpt-3");
    const double T = 2048, all = 64 * T * (6 * m.parameters + 12.0 * 96 * T * 12288);
    for (const Recompute again : {Recompute::none, Recompute::selective, Recompute::full})
        CHECK(model_flops(training_step(m, {.recompute = again}, {.batch = 64, .sequence = T})) == Approx(all));
}

TEST_CASE("GPT-3 takes 3.15e23 operations on 300 B tokens", "[neural][analytic]")
{
    CHECK(3 * matrix_flops(model("gpt-3")).si() * 300e9 == Approx(3.15e23));
}

TEST_CASE("8-bit training runs the matrices of layers so; attention and the scores of words stay at 16 bit",
          "[neural][analytic]")
{
    const AiModel m = model("llama-3-1-8b");
    const double T = 8192, tokens = 8 * T, table = double(m.vocabulary) * m.hidden;
    const double words = 6 * table, attention = 12.0 * m.layers * T * m.hidden;
    for (const auto& [recompute, again] : {std::pair{Recompute::none, 0.0}, {Recompute::full, 1.0}}) {
        const Demand d =
            training_step(m, {.recompute = recompute}, {.batch = 8, .sequence = T, .precision = Precision::fp8});
        const TrainingStep sixteen{.batch = 8, .sequence = T};
        const double micro = 8;
        double narrow = 0, wide = 0, repeated = 0;
        for (const Kernels& k : d.kernels) {
            (k.precision == Precision::fp8 ? narrow : wide) += k.flops.si();
            repeated += k.repeated * k.flops.si();
        }
        const double layers = 2 * (m.parameters - table);
        CHECK(narrow == Approx(tokens * (3 + again) * layers));
        CHECK(wide == Approx(tokens * (words + attention * (3 + again) / 3)));
        CHECK(repeated == Approx(tokens * again * (layers + attention / 3)));
        CHECK(weights_read(d) == Approx(weights_read(training_step(m, {.recompute = recompute}, sixteen)) -
                                        (2 + again) * micro * (m.parameters - table)));
    }
}

TEST_CASE("8-bit training converts what no norm writes, and weights once per step", "[neural][analytic]")
{
    const AiModel m = model("gpt-3");
    const double T = 2048, h = m.hidden, micro = 16;
    const Demand d = training_step(m, {}, {.batch = micro, .sequence = T, .precision = Precision::fp8});
    const Kernels& k = d.kernels.back();
    // Inputs of the projection and of the last matrix; gradients behind queries, keys and values, projection, and both
    // of the feed-forward part: 2 bytes read, 1 written as it is and 1 transposed.
    const double inner = feed_forward_width(m), values = (h + inner) + (3 * h + h + inner + h);
    CHECK(k.flops == Flops{});
    CHECK(k.activations.si() == Approx(4 * micro * T * m.layers * values));
    CHECK(k.weights.si() == Approx(4 * (m.parameters - double(m.vocabulary) * h)));
    CHECK(k.launches == Approx(m.layers * micro * 6 + m.layers));
}

TEST_CASE("kernels hide what they are said to of the tensor ranks' collectives", "[neural]")
{
    const AiModel m = model("gpt-3");
    for (const bool shared : {false, true}) {
        const Layout l{.tensor = 8, .data = 4, .sequence_parallel = shared, .overlap = 0.25, .tensor_overlap = 0.75};
        for (const Message& sent : training_step(m, l, {.batch = 4, .sequence = 2048}).messages)
            CHECK(sent.overlap == (sent.ranks == 8 ? 0.75 : 0.25));
    }
}

TEST_CASE("low-rank adapters save the gradients of frozen matrices and nearly all of the optimizer",
          "[neural][analytic]")
{
    const AiModel m = model("llama-3-1-8b");
    const TrainingStep full{.batch = 8, .sequence = 1}, adapters{.batch = 8, .sequence = 1, .tuning = Tuning::adapters};
    const double attention = 12.0 * 32 * 1 * 4096 * 8;
    CHECK(flops(training_step(m, {}, full)) == Approx(6 * m.parameters * 8 + attention));
    CHECK(flops(training_step(m, {}, adapters)) == Approx(4 * m.parameters * 8 + attention));
    const Footprint f = training_step(m, {}, adapters).footprint;
    CHECK(f.optimizer.si() < 0.01 * training_step(m, {}, full).footprint.optimizer.si());
    CHECK(f.weights.si() == Approx(2 * m.parameters));
    CHECK(training_step(m, {}, adapters).checkpoint.si() < 0.01 * 14 * m.parameters);
}

TEST_CASE("activations of Megatron's models are those of its paper", "[neural][published]")
{
    // arXiv 2205.05198, without recomputation and with selective recomputation under sequence parallelism.
    const Layout small{.tensor = 8, .fused_attention = false};
    const TrainingStep small_step{.batch = 4, .sequence = 2048, .micro_batch = 4};
    const Layout large{.tensor = 8, .pipeline = 8, .interleave = 3, .fused_attention = false};
    const TrainingStep large_step{.batch = 64, .sequence = 2048, .micro_batch = 1};
    const auto kept = [](const char* name, Layout l, const TrainingStep& t, bool selective) {
        l.sequence_parallel = selective;
        l.recompute = selective ? Recompute::selective : Recompute::none;
        return kept_activations(model(name), l, t).most_activations().si() / GiB;
    };
    CHECK(kept("megatron-22b", small, small_step, false) == Approx(59.25).epsilon(0.05));
    CHECK(kept("megatron-22b", small, small_step, true) == Approx(9.56).epsilon(0.05));
    CHECK(kept("gpt-3", large, large_step, false) == Approx(66.84).epsilon(0.05));
    CHECK(kept("gpt-3", large, large_step, true) == Approx(12.35).epsilon(0.05));
}

TEST_CASE("memory holds the scores of words that the loss is taken from, 4 s b v", "[neural][analytic]")
{
    const AiModel m = model("llama-3-1-8b");
    const TrainingStep t{.batch = 8, .sequence = 8192, .micro_batch = 4, .tuning = Tuning::adapters};
    const double scores = 4.0 * 8192 * 4 * 128256; // arXiv 2205.05198, section 4.3: 16.8 GB
    const auto held = [&](const Layout& l) { return kept_activations(m, l, t).most_activations().si(); };
    // Two stages keep two micro-batches of half of the layers: as much, but that the first has no scores.
    CHECK(held({}) - held({.pipeline = 2}) == Approx(scores));
    CHECK(held({.tensor = 8}) - held({.tensor = 8, .pipeline = 2}) == Approx(scores / 8));
    // With full recomputation they are gone before a layer is computed again: inputs of all layers, and the larger.
    CHECK(held({.recompute = Recompute::full}) == Approx(32.0 * 2 * 4096 * 8192 * 4 + scores));
}

TEST_CASE("state is 16 or 18 bytes per parameter, spread over ranks as ZeRO does", "[neural][analytic]")
{
    AiModel m = model("gpt-3");
    m.vocabulary = 0;
    const TrainingStep wide{.batch = 64}, narrow{.batch = 64, .gradients_32_bit = false};
    const auto state = [&](const Layout& l, const TrainingStep& t) {
        const Footprint f = training_step(m, l, t).footprint;
        return (f.weights + f.optimizer).si() / m.parameters;
    };
    CHECK(state({}, wide) == Approx(18));
    CHECK(state({}, narrow) == Approx(16));
    CHECK(state({.tensor = 8, .pipeline = 4}, wide) == Approx(18 / 32.0));
    CHECK(state({.data = 64, .zero = 1}, narrow) == Approx(4 + 12 / 64.0)); // arXiv 1910.02054, figure 1
    CHECK(state({.data = 64, .zero = 2}, narrow) == Approx(2 + 14 / 64.0));
    CHECK(state({.data = 64, .zero = 3}, narrow) == Approx(16 / 64.0));
}

TEST_CASE("collectives of a step: tensor ranks, stages, copies and experts", "[neural][analytic]")
{
    const AiModel m = model("gpt-3");
    const TrainingStep t{.batch = 64, .sequence = 2048, .micro_batch = 1};
    const Layout l{.tensor = 8, .pipeline = 8, .data = 2, .interleave = 3};
    const Demand d = training_step(m, l, t);
    const double bubble = 7.0 / (3 * 32);
    CHECK(d.pipeline_bubble == Approx(bubble));
    CHECK(d.messages[0].count == Approx(4 * 12 * 32 * (1 + bubble)));
    CHECK(d.messages[0].bytes == Bytes{2048.0 * 12288 * 2});
    CHECK(d.messages[0].stride == 1);
    const Message& send = message(d, Collective::point_to_point);
    CHECK(send.bytes == Bytes{2048.0 * 12288 * 2 / 8});
    CHECK(send.stride == 16);
    CHECK(send.count == 2 * 32 * 3);
    const Message& sum = d.messages.back();
    CHECK(sum.bytes.si() == Approx(m.parameters / 64 * 2));
    CHECK(sum.ranks == 2);
    CHECK(sum.stride == 8);
}

TEST_CASE("shared normalisation splits each sum in two and gathers its inputs again", "[neural][analytic]")
{
    const AiModel m = model("megatron-22b");
    const TrainingStep t{.batch = 4, .sequence = 2048, .micro_batch = 4};
    const Demand d = training_step(m, {.tensor = 8, .sequence_parallel = true}, t);
    CHECK(message(d, Collective::reduce_scatter).count == 4 * 48);
    CHECK(message(d, Collective::all_gather).count == (4 + 2) * 48); // arXiv 2205.05198, section 4.2.2
    CHECK(message(d, Collective::all_gather).bytes == Bytes{4.0 * 2048 * 6144 * 2});
}

TEST_CASE("the optimizer passes over gradients for norm, clipping, update and clearing", "[neural][analytic]")
{
    AiModel m = model("gpt-3");
    m.vocabulary = 0;
    const Demand d = training_step(m, {}, {.batch = 1, .sequence = 1});
    // 4 bytes read; 4 read and 4 written; 4 read; 4 written. Three 32-bit values read and written, 16 bits written.
    CHECK(d.kernels.back().stage == Stage::optimizer);
    CHECK(d.kernels.back().weights.si() == Approx((5 * 4 + 2 * 12 + 2) * m.parameters));
}

TEST_CASE("ZeRO stage 3 moves half as much again as a sum of gradients", "[neural][analytic]")
{
    const auto volume = [](std::uint32_t zero) {
        const Demand d = training_step(model("llama-2-7b"), {.data = 8, .zero = zero}, {.batch = 8, .sequence = 128});
        double bytes = 0;
        for (const Message& m : d.messages)
            bytes += (m.collective == Collective::all_reduce ? 2 : 1) * m.count * m.bytes.si();
        return bytes;
    };
    CHECK(volume(1) == Approx(volume(0)));
    CHECK(volume(3) == Approx(1.5 * volume(0)));
}

TEST_CASE("gradients that no rank keeps whole are scattered after each micro-batch", "[neural][analytic]")
{
    const auto counts = [](std::uint32_t zero) {
        const TrainingStep t{.batch = 32, .sequence = 128, .micro_batch = 1};
        const Demand d = training_step(model("llama-2-7b"), {.data = 8, .zero = zero}, t); // four micro-batches
        return std::pair{message(d, Collective::reduce_scatter).count, message(d, Collective::all_gather).count};
    };
    CHECK(counts(1) == std::pair{1.0, 1.0});
    CHECK(counts(2) == std::pair{4.0, 1.0});
    CHECK(counts(3) == std::pair{4.0, 8.0});
}

TEST_CASE("frozen parameters are gathered as others are, and have no gradients to sum", "[neural][analytic]")
{
    const AiModel m = model("llama-2-7b");
    const TrainingStep t{.batch = 32, .sequence = 128, .tuning = Tuning::adapters};
    const Demand d = training_step(m, {.data = 8, .zero = 3}, t);
    CHECK(message(d, Collective::all_gather).bytes.si() == Approx(2 * m.parameters));
    // Of i x o, r (i + o) [arXiv 2106.09685]: h x 3 h, h x h, h x 2 w, w x h in each layer.
    const double adapters = t.adapter_rank * 32 * (8 * 4096 + 3 * feed_forward_width(m));
    CHECK(message(d, Collective::reduce_scatter).bytes.si() == Approx(2 * adapters));
}

TEST_CASE("experts on ranks of their own exchange tokens and sum fewer gradients", "[neural]")
{
    const Demand d = training_step(model("mixtral-8x7b"), {.data = 16, .expert = 8},
                                   {.batch = 16, .sequence = 1024, .micro_batch = 1});
    const Message& exchange = message(d, Collective::all_to_all);
    CHECK(exchange.ranks == 8);
    CHECK(exchange.count == 4 * 32);
    CHECK(exchange.bytes == Bytes{1024.0 * 4096 * 2 * 2});
    CHECK(d.messages.back().ranks == 2);
    CHECK(d.messages.back().stride == 8);
    CHECK(d.footprint.weights < training_step(model("mixtral-8x7b"), {.data = 16}, {.batch = 16}).footprint.weights);
}

TEST_CASE("a layout that does not divide the model or the batch is told", "[neural][config]")
{
    const AiModel gpt = model("gpt-3"), mixtral = model("mixtral-8x7b");
    const auto key = [&](const Layout& l, double batch = 1) { return misfits(gpt, l, {.batch = batch}).at(0).key; };
    CHECK(misfits(gpt, {.tensor = 8, .pipeline = 8, .data = 4}, {.batch = 64}).empty());
    CHECK(key({.pipeline = 7}) == "pipeline");
    CHECK(key({.tensor = 7}) == "tensor");
    CHECK(key({.data = 3}, 64) == "batch");
    CHECK(key({.interleave = 2}) == "interleave");
    CHECK(misfits(mixtral, {.data = 12, .expert = 8}, {.batch = 12}).at(0).key == "expert");
    CHECK(misfits(mixtral, {.data = 16, .expert = 8}, {.batch = 16}).empty());
}

TEST_CASE("a stage of ZeRO that there is not is told", "[neural][config]")
{
    std::vector<Problem> found;
    Layout l;
    visit_tree(parse_toml("zero = 4\n", "s.toml"), Tree{}, found, [&](Fields& f) { fields(f, l); });
    CHECK(found.at(0).text == "is 4 (allowed: at least 0 and at most 3)");
}
