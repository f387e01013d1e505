#include "models/efficiency/demand_parts.h"
#include "models/efficiency/rows.h"
#include "models/efficiency/technique_row.h"
#include "models/neural/block.h"
#include "models/neural/transformer.h"

namespace dcsim {

namespace {

/// Ratios of two models of one family, the second over the first.
struct Ratios {
    double flops, attention, parameters, activations, heads, cache, layers, width, logits, core_time;
};

double over(double a, double b)
{
    return b > 0 ? a / b : 1;
}

double values(const AiModel& m)
{
    if (!is_transformer(m)) return m.steps * m.passes * m.activations.si();
    return all_layers(m) * (matrix_values(m) + expert_values(m));
}

/// Of queries, keys, values and what attention makes of them.
double head_values(const AiModel& m)
{
    return is_transformer(m) ? all_layers(m) * attention_width(m) * (1 + kv_share(m)) : 0;
}

double kernels(const AiModel& m)
{
    return is_transformer(m) ? all_layers(m) : m.steps * m.kernels;
}

Ratios ratios(const AiModel& from, const AiModel& to)
{
    const bool transformers = is_transformer(from);
    const double flops =
        over(to.steps * to.passes * matrix_flops(to).si(), from.steps * from.passes * matrix_flops(from).si());
    return {.flops = flops,
            .attention = transformers ? over(attention_flops(to, 1).si(), attention_flops(from, 1).si()) : flops,
            .parameters = over(to.parameters, from.parameters),
            .activations = over(values(to), values(from)),
            .heads = over(head_values(to), head_values(from)),
            .cache = over(cache_per_token(to, 2).si(), cache_per_token(from, 2).si()),
            .layers = over(kernels(to), kernels(from)),
            .width = transformers ? over(to.hidden, from.hidden) : over(values(to), values(from)),
            .logits = transformers ? over(logit_bytes(to).si(), logit_bytes(from).si()) : 1,
            .core_time = over(to.core_time.si(), from.core_time.si())};
}

/// Kernels of a training step that go by the vocabulary and not by layers.
bool is_words(const Kernels& k)
{
    return k.stage == Stage::other && k.flops <= Flops{};
}

void exchange(const AiModel& from, const AiModel& to, Demand& d)
{
    const Ratios r = ratios(from, to);
    const KernelTest matrices = matrices_of(d);
    for (Kernels& k : d.kernels) {
        if (is_transformer(from) && is_words(k))
            scale(k, {.activations = r.width, .logits = r.logits});
        else if (k.flops > Flops{} && !matrices(k))
            scale(k, {r.attention, r.parameters, r.heads, r.cache, r.layers});
        else
            scale(k, {r.flops, r.parameters, r.activations, r.cache, r.layers});
    }
    for (Message& message : d.messages) {
        scale(message.bytes, message.parameters ? r.parameters : r.width);
        if (!message.parameters && is_transformer(from)) message.count *= r.layers;
    }
    scale(d.footprint, {r.parameters, r.parameters, r.activations, r.cache, r.logits});
    scale(d.cache_per_token, r.cache);
    scale(d.checkpoint, r.parameters);
    scale(d.core_time, r.core_time);
}

/// Ratios are of the model that is replaced: they say nothing of another.
std::optional<std::string> not_of(const AiModel& replaced, const AiModel* m)
{
    if (!m) return "replaces " + replaced.name + ", and the work names no model";
    const bool same = m->architecture == replaced.architecture && m->parameters == replaced.parameters &&
                      m->layers == replaced.layers && m->hidden == replaced.hidden &&
                      matrix_flops(*m) == matrix_flops(replaced);
    if (same) return std::nullopt;
    return "replaces " + replaced.name + ", and the work is of " + m->name +
           (m->name == replaced.name ? " as changed" : "");
}

/// Ratios between models of unlike kinds say nothing.
void check_pair(Fields& f, std::string_view key, const AiModel& from, const AiModel& to)
{
    if (f.describing()) return;
    if (from.experts > 0 || to.experts > 0)
        f.problem(key, "is not dense, or replaces one that is not (what experts read depends on the batch: name the "
                       "model as that of the work)");
    else if (from.architecture != to.architecture)
        f.problem(key, "is of another architecture than what it replaces (name the model as that of the work)");
}

struct Distillation {
    AiModel teacher, student;
    double items{0}, teacher_items{0};

    std::optional<OneOff> one_off() const
    {
        if (items <= 0 && teacher_items <= 0) return std::nullopt;
        OneOff runs = distillation_run(student, teacher, items);
        if (teacher_items > 0) runs = together(runs, training_run(teacher, teacher_items));
        return runs;
    }
};

void fields(Fields& f, Distillation& p)
{
    model_field(f, "teacher", p.teacher, "model that is replaced, and whose answers the other learns");
    model_field(f, "student", p.student, "model that replaces it");
    f.optional("items", p.items, "items of the student's training, each answered by the teacher, too", {.least = 0.0});
    f.optional("teacher_items", p.teacher_items, "items of the teacher's training; 0 = there was a teacher anyway",
               {.least = 0.0});
    check_pair(f, "student", p.teacher, p.student);
}

void distil(const Distillation& p, const AiModel*, Demand& d)
{
    exchange(p.teacher, p.student, d);
}

std::optional<std::string> not_of_teacher(const Distillation& p, const AiModel* m)
{
    return not_of(p.teacher, m);
}

struct Search {
    AiModel replaced, found;
    double candidates{0}, candidate_items{0};

    std::optional<OneOff> one_off() const
    {
        if (candidates * candidate_items <= 0) return std::nullopt;
        return training_run(found, candidates * candidate_items);
    }
};

void fields(Fields& f, Search& p)
{
    model_field(f, "replaced", p.replaced, "model that is replaced");
    model_field(f, "found", p.found, "model that the search found");
    f.optional("candidates", p.candidates, "models that the search trains, each as large as the one found",
               {.least = 0.0});
    f.optional("candidate_items", p.candidate_items, "items that each candidate is trained on", {.least = 0.0});
    check_pair(f, "found", p.replaced, p.found);
}

void take_found(const Search& p, const AiModel*, Demand& d)
{
    exchange(p.replaced, p.found, d);
}

std::optional<std::string> not_of_replaced(const Search& p, const AiModel* m)
{
    return not_of(p.replaced, m);
}

} // namespace

TechniqueRegistry exchange_rows()
{
    return {technique_row<Distillation>("distillation", "a smaller model learns from a larger one",
                                        {distil, nullptr, not_of_teacher}),
            technique_row<Search>("architecture-search", "a model that a search has found replaces another",
                                  {take_found, nullptr, not_of_replaced})};
}

} // namespace dcsim
