#include "models/neural/network.h"
#include "models/serving/batch_service.h"
#include "models/serving/rows.h"
#include <memory>

namespace dcsim {

namespace {

struct NetworkParams {
    AiModel model;
    Precision precision{Precision::bf16};
    std::uint32_t accelerators{1}, batch{1};
    bool adaptive{false};
    Seconds per_kernel{}, per_batch{};
    double memory{0.9};
    Seconds start{20};
};

/// Whether the model is of the architecture; reported otherwise.
bool read(Fields& f, NetworkParams& p, Architecture architecture)
{
    model_field(f, "model", p.model, "network that answers");
    precision_field(f, p.precision);
    f.optional("accelerators", p.accelerators, "that share each item", {.least = 1u});
    f.optional("batch", p.batch, "items at once at most", {.least = 1u, .most = 65536u});
    f.optional("adaptive_batch", p.adaptive, "fewer at once where the objective's ttft asks for it");
    f.optional("per_kernel", p.per_kernel, "host work that starts a kernel, hidden where kernels last longer",
               {.least = Seconds{}});
    f.optional("per_batch", p.per_batch, "host work of each batch that no kernel hides", {.least = Seconds{}});
    f.optional("memory", p.memory, "part of device memory that may be used", {.least = 0.1, .most = 1.0});
    f.optional("start", p.start, "of the program, before it loads the weights", {.least = Seconds{}});
    if (f.describing() || p.model.architecture == architecture) return true;
    f.problem("model", "is of another architecture than this kind of service answers with");
    return false;
}

BatchSettings settings_of(const NetworkParams& p)
{
    const auto batch = [p](double items) {
        return item_inference(p.model, {.batch = items, .accelerators = p.accelerators, .precision = p.precision});
    };
    return {.work = batch,
            .item = p.model.item,
            .accelerators = p.accelerators,
            .batch = p.batch,
            .adaptive = p.adaptive,
            .start_of_kernels = started_kernels(p.model, p.accelerators) * p.per_kernel,
            .per_batch = p.per_batch,
            .memory = p.memory,
            .start = p.start};
}

Row<ServiceModel, const ServiceContext&> network_row(std::string name, std::string summary, Architecture architecture,
                                                     std::uint32_t batch)
{
    return {std::move(name), std::move(summary),
            [architecture, batch](Fields& f) -> Maker<ServiceModel, const ServiceContext&> {
                NetworkParams p;
                p.batch = batch;
                if (!read(f, p, architecture)) return {};
                return [p](const ServiceContext& context) -> std::unique_ptr<ServiceModel> {
                    return std::make_unique<BatchService>(settings_of(p), context);
                };
            }};
}

} // namespace

ServiceRegistry network_rows()
{
    return {
        network_row("image", "images by diffusion: steps of a network", Architecture::diffusion, 1),
        network_row("recommendation", "records by embedding tables and a small network", Architecture::recommendation,
                    8192),
        network_row("vision", "images through a network, in batches", Architecture::network, 32),
        network_row("speech", "utterances through a network, in batches", Architecture::network, 16),
    };
}

} // namespace dcsim
