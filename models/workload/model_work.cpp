#include "models/neural/network.h"
#include "models/neural/transformer.h"
#include "models/workload/work_model.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

struct TrainingParams {
    AiModel model;
    Layout layout;                     ///< its `data` is that of a gang
    std::optional<std::uint32_t> data; ///< absent = as many as the gang holds
    TrainingStep step;
    double tokens{0}, steps_per_checkpoint{1000};
    std::vector<double> batches, batch_tokens; ///< to choose from, instead of those of `step` and `tokens`
    bool batch_by_copies{false};               ///< nothing states one: a micro-batch of each copy
    Span start_up{};
};

void batch_fields(Fields& f, TrainingParams& p)
{
    f.optional("batches", p.batches, "batch sizes in sequences to choose from, instead of batch", {.least = 1.0});
    f.optional("batch_tokens", p.batch_tokens,
               "that the model is trained on with each of batches to reach its target, "
               "instead of tokens",
               {.above = 0.0});
    if (f.describing()) return;
    if (p.batches.size() != p.batch_tokens.size())
        f.problem("batch_tokens", "must have one number for each of batches");
    else if (p.batches.empty() && !f.has("tokens"))
        f.problem("tokens", "is missing (or give batches and batch_tokens)");
    if (!p.batches.empty()) return;
    p.batch_by_copies = !f.has("batch");
    p.batches = {p.step.batch};
    p.batch_tokens = {p.tokens};
}

void fields(Fields& f, TrainingParams& p)
{
    model_field(f, "model", p.model, "the language model that is trained");
    f.optional("tokens", p.tokens, "that the model is trained on; required without batches", {.least = 0.0});
    fields(f, p.step);
    batch_fields(f, p);
    fields(f, p.layout);
    f.optional("data", p.data, "copies that share the batch; absent = as many as the job's accelerators hold",
               {.least = 1U});
    f.optional("steps_per_checkpoint", p.steps_per_checkpoint, "optimizer steps between two checkpoints",
               {.least = 1.0});
    f.optional("start_up", p.start_up, "time at rest before the first step", {.least = Span{}});
    if (f.describing()) return;
    if (!is_transformer(p.model)) return f.problem("model", "is no transformer (use kind = \"network\")");
    Layout least = p.layout; // of those that experts leave, where the gang decides
    least.data = p.data.value_or(p.layout.expert);
    std::vector<Misfit> fewest; // of the batch that fits best: the others are not chosen
    for (const double batch : p.batches) {
        p.step.batch = p.batch_by_copies ? p.step.micro_batch * least.data : batch;
        std::vector<Misfit> all = misfits(p.model, least, p.step);
        if (batch == p.batches.front() || all.size() < fewest.size()) fewest = std::move(all);
    }
    for (const Misfit& misfit : fewest) f.problem(misfit.key, misfit.why);
}

/// Data ranks fill the gang, unless it is said how many there are; what is no whole copy rests. More than one batch:
/// they reach the target after different numbers of tokens, and the best of those that divide among the data ranks is
/// chosen for the hardware [You et al., Zeus, NSDI 2023].
class Training final : public WorkModel {
public:
    explicit Training(const TrainingParams& p) : params_{p} {}
    Work on(std::uint32_t accelerators) const override
    {
        Work work{.items = params_.batch_tokens.front(), .item = "token"};
        work.refusal = shortage(accelerators);
        if (work.refusal) return work;
        Layout layout = params_.layout;
        layout.data = params_.data.value_or(accelerators / one_copy());
        std::optional<std::string> misfit;
        for (std::size_t i = 0; i < params_.batches.size(); ++i) {
            TrainingStep step = params_.step;
            step.batch = params_.batch_by_copies ? step.micro_batch * layout.data : params_.batches[i];
            const std::vector<Misfit> all = misfits(params_.model, layout, step);
            if (all.empty()) work.ways.push_back({{stretch(layout, step, params_.batch_tokens[i])}, label(step)});
            if (!all.empty() && !misfit) misfit = all.front().key + ' ' + all.front().why;
        }
        if (work.ways.empty()) work.refusal = misfit;
        return work;
    }

    const AiModel* model() const override { return &params_.model; }

private:
    std::uint32_t one_copy() const { return params_.layout.tensor * params_.layout.pipeline; }

    std::optional<std::string> shortage(std::uint32_t accelerators) const
    {
        if (!is_transformer(params_.model)) return "the model is no transformer";
        const std::uint64_t copies = params_.data.value_or(1), needed = copies * one_copy();
        if (accelerators >= needed) return std::nullopt;
        const std::string what = copies == 1 ? "one copy of the model is" : fmt::format("data = {} copies are", copies);
        return fmt::format("{} spread over {} accelerators, the job holds {}", what, needed, accelerators);
    }

    Stretch stretch(const Layout& layout, const TrainingStep& step, double tokens) const
    {
        Stretch stretch{.at_rest = params_.start_up, .demand = training_step(params_.model, layout, step)};
        stretch.each = layout.accelerators();
        stretch.iterations = tokens / (step.batch * step.sequence);
        stretch.saves = stretch.iterations / params_.steps_per_checkpoint;
        return stretch;
    }

    static std::string label(const TrainingStep& step) { return fmt::format("batch {:g}", step.batch); }

    TrainingParams params_;
};

/// Networks other than transformers. More than one batch size: they converge in different numbers of epochs, and the
/// best of them is chosen for the hardware.
struct NetworkWorkParams {
    AiModel model;
    NetworkRun run;
    bool training{true};
    double items{1};
    std::vector<double> batches, epochs{1};
    Span start_up{};
};

void fields(Fields& f, NetworkWorkParams& p)
{
    model_field(f, "model", p.model, "the network");
    f.word("pass", p.training, {{"training", true}, {"inference", false}}, "what is done with each item");
    f.required("items", p.items, "items of one epoch", {.least = 1.0});
    fields(f, p.run);
    f.optional("batches", p.batches, "batch sizes to choose from, instead of batch", {.least = 1.0});
    f.optional("epochs", p.epochs, "that each of the batches needs to its target; one number without batches",
               {.above = 0.0});
    f.optional("start_up", p.start_up, "time at rest before the first batch", {.least = Span{}});
    if (f.describing()) return;
    if (is_transformer(p.model)) f.problem("model", "is a transformer (use kind = \"training\" or \"evaluation\")");
    if (p.epochs.size() != std::max<std::size_t>(1, p.batches.size()))
        f.problem("epochs", "must have one number for each of batches, or one without batches");
}

class NetworkWork final : public WorkModel {
public:
    explicit NetworkWork(const NetworkWorkParams& p) : params_{p}
    {
        if (params_.batches.empty()) params_.batches = {p.run.batch};
    }
    Work on(std::uint32_t accelerators) const override
    {
        Work work{.items = params_.items, .item = params_.model.item};
        if (is_transformer(params_.model)) {
            work.refusal = "the model is a transformer";
            return work;
        }
        NetworkRun run = params_.run;
        run.accelerators = accelerators;
        for (std::size_t i = 0; i < params_.batches.size(); ++i) {
            run.batch = params_.batches[i];
            if (params_.training && run.batch < accelerators) continue; // no half items on a copy
            Stretch stretch{.at_rest = params_.start_up, .iterations = params_.items * params_.epochs[i] / run.batch};
            stretch.demand = params_.training ? item_training(params_.model, run) : item_inference(params_.model, run);
            work.ways.push_back({{std::move(stretch)}, fmt::format("batch {:g}", run.batch)});
        }
        if (work.ways.empty())
            work.refusal = fmt::format("a batch of {:g} leaves some of {} accelerators without one {}",
                                       std::ranges::max(params_.batches), accelerators, params_.model.item);
        return work;
    }

    const AiModel* model() const override { return &params_.model; }

private:
    NetworkWorkParams params_;
};

/// Prompts that nobody waits for: read and answered in batches.
struct EvaluationParams {
    AiModel model;
    double prompts{1}, batch{32}, prompt_tokens{512}, output_tokens{128};
    std::uint32_t tensor{1};
    Precision precision{Precision::bf16};
    Span start_up{};
};

void fields(Fields& f, EvaluationParams& p)
{
    model_field(f, "model", p.model, "the language model that answers");
    f.required("prompts", p.prompts, "that one job answers", {.least = 1.0});
    f.optional("batch", p.batch, "prompts answered at once by one copy of the model", {.least = 1.0});
    f.optional("prompt_tokens", p.prompt_tokens, "length of a prompt", {.least = 1.0});
    f.optional("output_tokens", p.output_tokens, "length of an answer", {.least = 0.0});
    f.optional("tensor", p.tensor, "accelerators that one copy of the model is spread over", {.least = 1U});
    f.word("precision", p.precision,
           {{"bf16", Precision::bf16}, {"fp8", Precision::fp8}, {"int8", Precision::int8}, {"fp32", Precision::fp32}},
           "of weights and arithmetic");
    f.optional("start_up", p.start_up, "time at rest before the first prompt", {.least = Span{}});
    if (!f.describing() && !is_transformer(p.model)) f.problem("model", "is no transformer (use kind = \"network\")");
}

class Evaluation final : public WorkModel {
public:
    explicit Evaluation(const EvaluationParams& p) : params_{p} {}
    Work on(std::uint32_t accelerators) const override
    {
        const EvaluationParams& p = params_;
        Work work{.items = p.prompts, .item = "prompt"};
        if (!is_transformer(p.model)) {
            work.refusal = "the model is no transformer";
            return work;
        }
        if (accelerators < p.tensor) {
            work.refusal = fmt::format("one copy of the model is spread over {} accelerators, the job holds {}",
                                       p.tensor, accelerators);
            return work;
        }
        // Copies work side by side without exchange: each is a stretch of the gang's part that holds one copy.
        const std::uint32_t copies = accelerators / p.tensor;
        const double rounds = p.prompts / p.batch / copies;
        const ServingLayout layout{.tensor = p.tensor, .precision = p.precision};
        Stretch reading{
            .at_rest = p.start_up, .iterations = rounds, .copies = copies, .each = p.tensor, .name = "prompts"};
        reading.demand = prefill(p.model, layout, p.batch, p.prompt_tokens);
        Stretch answering{
            .iterations = rounds * p.output_tokens, .copies = copies, .each = p.tensor, .name = "answers"};
        answering.demand = decode(p.model, layout, p.batch, p.prompt_tokens + p.output_tokens / 2);
        work.ways.push_back({{std::move(reading), std::move(answering)}});
        return work;
    }

    const AiModel* model() const override { return &params_.model; }

private:
    EvaluationParams params_;
};

} // namespace

WorkRows model_work()
{
    return {
        row<WorkModel, Training, TrainingParams>("training", "a transformer trained on so many tokens, whole or by "
                                                             "adapters"),
        row<WorkModel, NetworkWork, NetworkWorkParams>("network", "a network that trains on items or answers them"),
        row<WorkModel, Evaluation, EvaluationParams>("evaluation", "a language model that answers prompts in batches"),
    };
}

} // namespace dcsim
