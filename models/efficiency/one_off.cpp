#include "models/efficiency/one_off.h"
#include "models/efficiency/demand_parts.h"
#include "models/neural/network.h"
#include "models/neural/transformer.h"

namespace dcsim {

namespace {

constexpr double batch_tokens = 524'288, batch_items = 1024;

double sequence(const AiModel& m)
{
    return m.architecture == Architecture::encoder ? 512 : 2048;
}

double batch(const AiModel& m)
{
    return is_transformer(m) ? batch_tokens : batch_items;
}

Demand step(const AiModel& m)
{
    if (!is_transformer(m)) return item_training(m, {.batch = batch_items});
    const double sequences = batch_tokens / sequence(m);
    return training_step(m, {}, {.batch = sequences, .sequence = sequence(m), .micro_batch = sequences});
}

Demand answers(const AiModel& m, double items)
{
    if (!is_transformer(m)) return item_inference(m, {.batch = items});
    return prefill(m, {}, items / sequence(m), sequence(m));
}

void append(Demand& all, const Demand& more, double times)
{
    for (Kernels k : more.kernels) {
        scale(k, {times, times, times, times, times, times});
        all.kernels.push_back(k);
    }
    all.core_time += times * more.core_time;
    all.feed += times * more.feed;
}

} // namespace

void fields(Fields& f, Retraining& r)
{
    f.optional(
        "retraining", r.of_work,
        "training that it costs once, as a part of the iterations of the work itself, as it is before; what hardware "
        "refuses of it is left out, with a warning",
        {.least = 0.0});
    f.optional("retraining_items", r.items, "items of the model that it is trained on once", {.least = 0.0});
    if (r.of_work > 0 && r.items > 0)
        f.problem("retraining_items", "does not go with retraining (the cost is told once)");
}

OneOff training_run(const AiModel& m, double items)
{
    OneOff run{.demand = step(m), .iterations = items / batch(m), .of_work = 0};
    run.demand.footprint = {};
    return run;
}

OneOff distillation_run(const AiModel& student, const AiModel& teacher, double items)
{
    OneOff run = training_run(student, items);
    append(run.demand, answers(teacher, batch(student)), 1);
    return run;
}

OneOff together(OneOff first, const OneOff& other)
{
    if (first.iterations <= 0) return other;
    append(first.demand, other.demand, other.iterations / first.iterations);
    return first;
}

} // namespace dcsim
