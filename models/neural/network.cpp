#include "models/neural/network.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double matrix_share = 1.0 / 3;   // of the kernels: a normalisation and an activation follow each
constexpr double exchanges_per_layer = 4;  // queries, keys, values, output
constexpr double kernels_per_exchange = 3; // what is sent is packed, sent and unpacked
constexpr double wide = 4, moments = 8;    // bytes of a 32-bit weight, and of Adam's two moments
// Moments and 32-bit weights are read and written. Besides, a gradient of 32 bits is read, or one of 16 bits and a
// weight of 16 bits is written.
constexpr double adam_traffic = 2 * (moments + wide) + 4;

struct Pass {
    const AiModel& m;
    const NetworkRun& r;
    double value, items, repeats; ///< `repeats`: passes one after the other, each with all kernels

    double scale() const { return value / 2; }              ///< of traffic, over that at 16 bit
    double copy() const { return value < wide ? wide : 0; } ///< of the weights at 32 bit, beside those of the passes
    Kernels kernels(Stage stage) const { return {.stage = stage, .precision = r.precision}; }
};

Pass pass(const AiModel& m, const NetworkRun& r, double items, double repeats)
{
    return {m, r, std::max(2.0, bytes_per_value(r.precision)), items, repeats};
}

/// `work` = 1 for a forward pass, 2 for a backward pass. All copies read the weights.
Kernels matrices(const Pass& p, Stage stage, double work)
{
    Kernels k = p.kernels(stage);
    k.flops = work * p.items * matrix_flops(p.m);
    k.weights = Bytes{work * p.repeats * p.r.accelerators * p.m.parameters * bytes_per_value(p.r.precision)};
    k.launches = work * p.repeats * p.m.kernels * matrix_share;
    return k;
}

/// Scores and their sums, fused: of what they read and write, little beside their arithmetic.
Kernels attention(const Pass& p, Stage stage, double work)
{
    Kernels k = p.kernels(stage);
    k.flops = work * p.items * p.m.attention;
    k.compute_quality = p.m.attention_quality;
    return k;
}

Kernels element_wise(const Pass& p, Stage stage, double work)
{
    Kernels k = p.kernels(stage);
    k.activations = work * p.items * p.scale() * p.m.activations;
    k.launches = work * p.repeats * p.m.kernels * (1 - matrix_share);
    return k;
}

Kernels optimizer(const Pass& p, double parameters)
{
    Kernels k = p.kernels(Stage::optimizer);
    k.weights = Bytes{p.repeats * p.r.accelerators * parameters * adam_traffic};
    k.launches = p.repeats * p.m.kernels * matrix_share;
    return k;
}

void add_gradients(Demand& d, const Pass& p)
{
    if (p.r.accelerators > 1)
        d.messages.push_back({Collective::all_reduce, Bytes{p.m.parameters * p.value}, p.r.accelerators, 1, p.repeats,
                              p.r.overlap, true});
}

Footprint training_footprint(const Pass& p)
{
    const double at_once = p.items / p.repeats / p.r.accelerators;
    return {.weights = Bytes{p.m.parameters * p.value},
            .optimizer = Bytes{p.m.parameters * (p.value + p.copy() + moments)},
            .activations = at_once * p.scale() * p.m.activations / 2, // written once, read at least once
            .cache = {}};
}

} // namespace

void fields(Fields& f, NetworkRun& r)
{
    f.optional("batch", r.batch, "items per step, of all accelerators", {.above = 0.0});
    f.word("precision", r.precision,
           {{"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}, {"fp8", Precision::fp8}},
           "of matrix arithmetic");
    f.optional("overlap", r.overlap, "fraction of the sum of gradients that kernels hide", {.least = 0.0, .most = 1.0});
    f.optional("reuse", r.reuse,
               "times that a learner trains on what cores have made once, each with an optimizer step", {.least = 1.0});
}

double started_kernels(const AiModel& m, std::uint32_t accelerators)
{
    const double exchanges = accelerators > 1 ? exchanges_per_layer * m.layers : 0;
    return m.steps * (m.kernels + kernels_per_exchange * exchanges);
}

Demand network_training(const AiModel& m, const NetworkRun& r)
{
    const Pass p = pass(m, r, r.batch * r.reuse * m.passes, r.reuse);
    Demand d;
    d.kernels = {matrices(p, Stage::forward, 1), element_wise(p, Stage::forward, 1), matrices(p, Stage::backward, 2),
                 element_wise(p, Stage::backward, 2), optimizer(p, m.parameters)};
    if (m.attention > Flops{}) {
        d.kernels.push_back(attention(p, Stage::forward, 1));
        d.kernels.push_back(attention(p, Stage::backward, 2));
    }
    add_gradients(d, p);
    d.core_time = r.batch * m.core_time;
    d.feed = r.batch * m.input;
    d.footprint = training_footprint(p);
    d.checkpoint = Bytes{m.parameters * (p.value + p.copy() + moments)};
    return d;
}

Demand network_inference(const AiModel& m, const NetworkRun& r)
{
    const Pass p = pass(m, r, r.batch * m.steps * m.passes, m.steps);
    Demand d;
    d.kernels = {matrices(p, Stage::prefill, 1), element_wise(p, Stage::prefill, 1)};
    if (m.attention > Flops{}) d.kernels.push_back(attention(p, Stage::prefill, 1));
    if (r.accelerators > 1 && m.layers > 0) {
        const double positions = matrix_flops(m).si() / (2 * active_parameters(m));
        const double part = r.batch * m.passes * positions * m.hidden * p.value / r.accelerators;
        d.messages.push_back(
            {Collective::all_to_all, Bytes{part}, r.accelerators, 1, exchanges_per_layer * m.layers * m.steps, 0});
    }
    d.core_time = r.batch * m.core_time;
    d.feed = r.batch * m.input;
    // A few kernels' inputs and outputs at a time, and never more than training keeps: each value once, not as often as
    // it is moved.
    const double live = m.kernels > 0 ? std::min(0.5, 4 / m.kernels) : 0.5;
    d.footprint.weights = Bytes{m.parameters * bytes_per_value(r.precision)};
    d.footprint.activations = r.batch * m.passes * p.scale() * live * m.activations / r.accelerators;
    return d;
}

namespace {

/// Rows of tables, `touches` reads or writes of each.
Kernels rows(const Pass& p, Stage stage, double touches)
{
    Kernels k = p.kernels(stage);
    k.activations = Bytes{p.items * touches * p.m.lookups * p.m.row_width * p.value};
    k.launches = p.repeats;
    return k;
}

void add_exchange(Demand& d, const Pass& p, double count)
{
    if (p.r.accelerators == 1) return;
    const double of_rank = p.items / p.repeats / p.r.accelerators * p.m.lookups * p.m.row_width * p.value;
    d.messages.push_back({Collective::all_to_all, Bytes{of_rank}, p.r.accelerators, 1, p.repeats * count, 0});
}

Bytes tables(const Pass& p)
{
    return p.m.embedding * p.value / 4;
}

} // namespace

Demand recommendation_training(const AiModel& m, const NetworkRun& r)
{
    const Pass p = pass(m, r, r.batch * r.reuse, r.reuse);
    Demand d = network_training(m, r);
    d.kernels.push_back(rows(p, Stage::forward, 2));  // read a row, write it for the network
    d.kernels.push_back(rows(p, Stage::backward, 3)); // read the gradient, read and write the row
    add_exchange(d, p, 2);
    d.footprint.weights += tables(p) / r.accelerators;
    d.checkpoint += tables(p);
    return d;
}

Demand recommendation_inference(const AiModel& m, const NetworkRun& r)
{
    const Pass p = pass(m, r, r.batch, 1);
    Demand d = network_inference(m, r);
    d.kernels.push_back(rows(p, Stage::prefill, 2));
    add_exchange(d, p, 1);
    d.footprint.weights += tables(p) / r.accelerators;
    return d;
}

Demand item_training(const AiModel& m, const NetworkRun& r)
{
    require(!is_transformer(m), "transformers train by sequences");
    return m.architecture == Architecture::recommendation ? recommendation_training(m, r) : network_training(m, r);
}

Demand item_inference(const AiModel& m, const NetworkRun& r)
{
    require(!is_transformer(m), "transformers answer by tokens");
    return m.architecture == Architecture::recommendation ? recommendation_inference(m, r) : network_inference(m, r);
}

} // namespace dcsim
