#include "models/serving/llm_service.h"
#include "models/serving/rows.h"
#include <memory>

namespace dcsim {

namespace {

struct LlmParams {
    LlmSettings settings;
    Maker<Lengths, Inputs*> prompt, output;
    std::optional<std::uint32_t> batch;
};

void length_field(Fields& f, std::string_view key, std::string_view meaning, const Registry<Lengths, Inputs*>& laws,
                  Maker<Lengths, Inputs*>& chosen)
{
    f.shorthand(key, "fixed", "tokens");
    f.table(key, meaning, [&](Fields& table) {
        table.preset("preset", "length", "published distribution of request lengths");
        table.kind(laws, chosen, "law of lengths");
    });
}

void layout_fields(Fields& f, ServingLayout& l)
{
    f.optional("tensor", l.tensor, "accelerators of a replica: each holds a part of every layer", {.least = 1u});
    f.optional("expert_parallel", l.expert_parallel, "each accelerator holds whole experts");
    precision_field(f, l.precision);
}

void power_field(Fields& f, std::optional<PowerLine>& measured)
{
    f.shorthand("measured_power", "preset");
    PowerLine line;
    const bool given = f.optional_table(
        "measured_power", "draw of one accelerator by batch, where it has been measured for this model and hardware",
        [&](Fields& t) {
            t.preset("preset", "serving_power", "measured line of the catalogue");
            t.required("at_one", line.at_one, "with one sequence", {.least = Power{}});
            t.required("per_doubling", line.per_doubling, "more for each doubling of the batch", {.least = Power{}});
        });
    if (given) measured = line;
}

void fields(Fields& f, LlmParams& p, const Registry<Lengths, Inputs*>& laws)
{
    Served& s = p.settings.served;
    model_field(f, "model", s.model, "language model");
    layout_fields(f, s.layout);
    f.shorthand("engine", "preset");
    f.table("engine", "software that serves it", [&](Fields& t) { fields(t, s.engine); });
    length_field(f, "prompt", "tokens of a prompt", laws, p.prompt);
    length_field(f, "output", "tokens of an answer", laws, p.output);
    f.optional("batch", p.batch, "sequences at once at most, instead of the engine's", {.least = 1u, .most = 16384u});
    f.optional("adaptive_batch", p.settings.adaptive, "fewer at once where the objective's tpot asks for it");
    power_field(f, p.settings.measured);
    if (!f.describing() && !is_transformer(s.model)) f.problem("model", "is no language model");
    if (p.batch) s.engine.batch = *p.batch;
    s.layout.graphs = s.engine.graphs;
    s.layout.expert_bandwidth = s.engine.experts;
}

} // namespace

Row<ServiceModel, const ServiceContext&> llm_row(const Registry<Lengths, Inputs*>& laws)
{
    return {"llm", "language model under continuous batching",
            [laws](Fields& f) -> Maker<ServiceModel, const ServiceContext&> {
                LlmParams p;
                fields(f, p, laws);
                if (!f.describing() && (!is_transformer(p.settings.served.model) || !p.prompt || !p.output)) return {};
                return [p](const ServiceContext& context) -> std::unique_ptr<ServiceModel> {
                    LlmSettings settings = p.settings;
                    settings.served.prompt = moments(*p.prompt(context.inputs));
                    settings.served.output = moments(*p.output(context.inputs));
                    return std::make_unique<LlmService>(settings, context);
                };
            }};
}

} // namespace dcsim
