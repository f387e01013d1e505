#include "models/workload/work_model.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace dcsim {

namespace {

/// FLOPs that bind on arithmetic, and bytes that bind on memory, one after the other.
void add_kernels(Demand& demand, Flops flops, Bytes bytes)
{
    if (flops > Flops{0}) demand.kernels.push_back({.stage = Stage::forward, .flops = flops});
    if (bytes > Bytes{0}) demand.kernels.push_back({.stage = Stage::forward, .activations = bytes});
}

struct ItemParams {
    double items{1};
    Flops flops{};
    Bytes bytes{};
    Seconds core_time{};
    Bytes reduced{};
    Span start_up{};
};

void fields(Fields& f, ItemParams& p)
{
    f.required("items", p.items, "items that one job goes through", {.least = 0.0});
    f.optional("flops", p.flops, "matrix arithmetic of one item", {.least = Flops{0}});
    f.optional("bytes", p.bytes, "that kernels without arithmetic move for one item", {.least = Bytes{0}});
    f.optional("core_time", p.core_time, "of processor cores for one item, prepared ahead of the kernels",
               {.least = Seconds{0}});
    f.optional("all_reduce", p.reduced,
               "gradients that each accelerator sums with all others of the job, after the kernels of an item",
               {.least = Bytes{0}});
    f.optional("start_up", p.start_up, "time at rest before the first item", {.least = Span{}});
}

class ItemWork final : public WorkModel {
public:
    explicit ItemWork(const ItemParams& p) : params_{p} {}
    Work on(std::uint32_t accelerators) const override
    {
        Stretch stretch{.at_rest = params_.start_up, .iterations = params_.items};
        add_kernels(stretch.demand, params_.flops, params_.bytes);
        if (params_.reduced > Bytes{0})
            stretch.demand.messages.push_back({.bytes = params_.reduced, .ranks = accelerators, .parameters = true});
        stretch.demand.core_time = params_.core_time;
        return {.ways = {{{std::move(stretch)}}}, .items = params_.items};
    }

private:
    ItemParams params_;
};

/// A whole project in three sums: arithmetic, traffic, preparation. It waits and saves its state besides.
struct CampaignParams {
    Flops flops{};
    Bytes bytes{};
    Seconds core_time{};
    Span at_rest{};
    Bytes saved{};
};

void fields(Fields& f, CampaignParams& p)
{
    f.required("flops", p.flops, "matrix arithmetic of one campaign", {.least = Flops{0}});
    f.required("bytes", p.bytes, "that kernels without arithmetic move", {.least = Bytes{0}});
    f.required("core_time", p.core_time, "of processor cores that prepare data or act", {.least = Seconds{0}});
    f.required("at_rest", p.at_rest, "time in which accelerators are held and nothing runs", {.least = Span{}});
    f.required("saved", p.saved, "written by all checkpoints together, with nothing else running", {.least = Bytes{0}});
}

class CampaignWork final : public WorkModel {
public:
    explicit CampaignWork(const CampaignParams& p) : params_{p} {}
    Work on(std::uint32_t) const override
    {
        Stretch stretch{.at_rest = params_.at_rest, .iterations = 1, .saves = 1};
        add_kernels(stretch.demand, params_.flops, params_.bytes);
        stretch.demand.core_time = params_.core_time;
        stretch.demand.checkpoint = params_.saved;
        return {.ways = {{{std::move(stretch)}}}, .items = 1};
    }

private:
    CampaignParams params_;
};

/// How much a model of so many parameters was trained, by a curve: straight lines between its points in logarithms.
struct GrowthParams {
    double parameters{1e10};
    std::vector<double> sizes{1e10}, samples{1e12};
    Precision precision{Precision::fp32};
    bool extrapolate{false};
};

bool is_curve(const GrowthParams& p)
{
    return !p.sizes.empty() && p.sizes.size() == p.samples.size() && std::ranges::is_sorted(p.sizes, std::less_equal{});
}

void fields(Fields& f, GrowthParams& p)
{
    constexpr Range<double> some{.least = 1.0, .most = 1e18};
    f.required("parameters", p.parameters, "of the model, inside of the curve", some);
    f.required("sizes", p.sizes, "parameters of the models that the curve knows, increasing", some);
    f.required("samples", p.samples, "that each of them was trained on", some);
    f.word("precision", p.precision, {{"fp32", Precision::fp32}, {"bf16", Precision::bf16}}, "of its arithmetic");
    f.optional("extrapolate", p.extrapolate,
               "allow sizes outside of the curve: trained on as many samples as the nearest size inside");
    if (f.describing()) return;
    if (!is_curve(p)) return f.problem("samples", "must be as long as sizes, and sizes must increase");
    if ((p.parameters < p.sizes.front() || p.parameters > p.sizes.back()) && !p.extrapolate)
        f.problem("parameters",
                  fmt::format("is outside of what the curve knows, {:g} to {:g}: data and hardware matter beside size "
                              "(extrapolate = true continues it; the result is no forecast)",
                              p.sizes.front(), p.sizes.back()));
}

double samples_of(const GrowthParams& p)
{
    if (p.parameters <= p.sizes.front()) return p.samples.front();
    for (std::size_t i = 1; i < p.sizes.size(); ++i) {
        if (p.parameters > p.sizes[i]) continue;
        const double along = portable_log(p.parameters / p.sizes[i - 1]) / portable_log(p.sizes[i] / p.sizes[i - 1]);
        return p.samples[i - 1] * portable_exp(along * portable_log(p.samples[i] / p.samples[i - 1]));
    }
    return p.samples.back();
}

class GrowthWork final : public WorkModel {
public:
    explicit GrowthWork(const GrowthParams& p) : params_{p} {}
    Work on(std::uint32_t) const override
    {
        const double items = samples_of(params_);
        Stretch stretch{.iterations = items};
        stretch.demand.kernels.push_back(
            {.stage = Stage::forward, .precision = params_.precision, .flops = Flops{6 * params_.parameters}});
        return {.ways = {{{std::move(stretch)}}}, .items = items};
    }

private:
    GrowthParams params_;
};

} // namespace

WorkRows item_work()
{
    return {
        row<WorkModel, ItemWork, ItemParams>("items", "so many items, each with its FLOPs, bytes and core time"),
        row<WorkModel, CampaignWork, CampaignParams>("campaign", "FLOPs, bytes and core time of a whole project, its "
                                                                 "waiting and its checkpoints"),
        row<WorkModel, GrowthWork, GrowthParams>("growth",
                                                 "training of a model of given size as models grew 2010-2020"),
    };
}

} // namespace dcsim
