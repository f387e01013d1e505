#include "analysis/validate/cases.h"
#include "models/neural/transformer.h"
#include "sim/config/catalogue.h"

/// What a layout of training sends and keeps, worked out for GPT-3.
namespace dcsim {

namespace {

/// A sum over the messages of one kind, and how many there are.
struct Sent {
    double gigabytes{0}, count{0};
};

Sent sent(const Demand& d, Collective kind, bool parameters)
{
    Sent all;
    for (const Message& m : d.messages)
        if (m.collective == kind && m.parameters == parameters) {
            all.count += m.count;
            all.gigabytes += m.count * m.bytes.si() / 1e9;
        }
    return all;
}

/// 175 B parameters, 96 layers of width 12,288 on 8 tensor ranks, 8 stages and 2 copies: micro-batches of one sequence
/// of 2,048 at 16 bit, 32 for each copy.
std::vector<ValidationRow> traffic(const ValidationContext&)
{
    constexpr double parameters = 175e9, layers = 96, micro = 32, tensor = 8, stages = 8, interleave = 3;
    constexpr double stream = 2048 * 12'288 * 2.0 / 1e9, bubble = (stages - 1) / (interleave * micro);
    const AiModel gpt = catalogue_model(Catalogue::of_program(), "gpt-3");
    const TrainingStep step{.batch = 64, .sequence = 2048, .micro_batch = 1};
    Layout l{.tensor = 8, .pipeline = 8, .data = 2, .interleave = 3};
    const Demand plain = training_step(gpt, l, step);
    l.sequence_parallel = true;
    const Demand split = training_step(gpt, l, step);
    l.sequence_parallel = false;
    l.zero = 3;
    const Demand sharded = training_step(gpt, l, step);
    const Demand once = training_step(gpt, l, {.batch = 2, .sequence = 2048, .micro_batch = 1});
    const double each = 4 * layers / stages * micro * (1 + bubble);
    const double gradients = parameters / (tensor * stages) * 2 / 1e9;
    const auto gathered = sent(sharded, Collective::all_gather, true),
               scattered = sent(sharded, Collective::reduce_scatter, true);
    const Footprint whole = training_step(gpt, {}, {.batch = 1, .sequence = 2048, .gradients_32_bit = false}).footprint;
    return {
        exact("K25.bubble", "waiting of 8 stages in 3 parts over 32 micro-batches: (p - 1) / (v m)", bubble,
              pipeline_bubble(l, step)),
        exact("K25.tensor", "sums among tensor ranks: 4 per layer and micro-batch, the bubble's wait with them", each,
              sent(plain, Collective::all_reduce, false).count),
        exact("K25.tensor.bytes", "of b s h each, GB in a step", each * stream,
              sent(plain, Collective::all_reduce, false).gigabytes),
        exact("K25.sequence", "sequence parallelism: as many of them scattered", each * stream,
              sent(split, Collective::reduce_scatter, false).gigabytes),
        exact("K25.stages", "sent between stages in b s h / t, GB", 2 * micro * interleave * stream / tensor,
              sent(plain, Collective::point_to_point, false).gigabytes),
        exact("K25.copies", "sum of gradients, N / (t p) at 16 bit, GB", gradients,
              sent(plain, Collective::all_reduce, true).gigabytes),
        exact("K25.state", "bytes of weights, gradients and moments per parameter", 16,
              (whole.weights + whole.optimizer).si() / parameters),
        exact("K25.scattered", "sharded parameters: gradients scattered after each micro-batch, GB", micro * gradients,
              scattered.gigabytes),
        exact("K25.gathered", "the same: parameters gathered twice for each micro-batch, over gradients scattered", 2,
              gathered.gigabytes / scattered.gigabytes),
        exact("K25.sharded", "one micro-batch with sharded parameters, over the sum of gradients without", 1.5,
              (sent(once, Collective::all_gather, true).gigabytes +
               sent(once, Collective::reduce_scatter, true).gigabytes) /
                  (2 * gradients)),
    };
}

} // namespace

std::vector<ValidationCase> layout_cases()
{
    return {{"K25", "what a layout of training sends and keeps", "arXiv 2104.04473, 2205.05198, 1910.02054, 2304.11277",
             'C', "accelerators", traffic}};
}

} // namespace dcsim
