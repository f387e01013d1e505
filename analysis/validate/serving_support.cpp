#include "analysis/validate/serving_cases.h"
#include "models/compute/node_hardware.h"
#include "models/serving/service_params.h"
#include "models/workload/lengths.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace dcsim::serving_cases {

namespace {

/// Reads a text as a part of a scenario over the catalogue that comes with the program.
void read(const std::string& toml, const std::function<void(Fields&)>& declare)
{
    static const Catalogue catalogue = Catalogue::of_program();
    std::vector<Problem> problems;
    visit_tree(parse_toml(toml, "case.toml"), catalogue, problems, declare);
    if (!problems.empty()) throw ConfigError{problems};
}

} // namespace

std::unique_ptr<Hardware> accelerators(const std::string& name, const std::string& instead)
{
    NodeHardwareParams p;
    read("preset = \"" + name + "\"\n" + instead, [&](Fields& f) { fields(f, p.accelerator); });
    return make_hardware(p);
}

AiModel model(const std::string& name)
{
    AiModel m;
    read("model = \"" + name + "\"", [&](Fields& f) { model_field(f, "model", m, "a model"); });
    return m;
}

ServingEngine engine(const std::string& name)
{
    ServingEngine e;
    read("preset = \"" + name + "\"", [&](Fields& f) { fields(f, e); });
    return e;
}

std::unique_ptr<ServiceModel> service(const std::string& toml, const Hardware& hardware)
{
    ServiceParams p;
    read("[serve]\n" + toml, [&](Fields& f) { service_fields(f, p, service_models(lengths()), autoscalers()); });
    return p.model({.hardware = hardware, .techniques = {}, .name = "case", .objective = p.objective});
}

Served alike(const std::string& model_name, const std::string& engine_name, std::uint32_t tensor, double prompt,
             double output)
{
    Served s;
    s.model = model(model_name);
    s.engine = engine(engine_name);
    s.layout = {.tensor = tensor, .expert_parallel = false, .graphs = s.engine.graphs};
    s.layout.expert_bandwidth = s.engine.experts;
    s.prompt = {.mean = prompt, .second = prompt * prompt, .parts = {{prompt, prompt, 1}}};
    s.output = {.mean = output, .second = output * output, .parts = {{output, output, 1}}};
    return s;
}

ServiceContext on(const Hardware& hardware, std::function<void(Demand&)> techniques)
{
    return {.hardware = hardware, .techniques = std::move(techniques), .name = "case", .objective = {}};
}

double accelerator_watts(const ServicePoint& p, const Hardware& hardware, std::uint32_t accelerators)
{
    const Power all = p.above_idle + accelerators * hardware.idle_share();
    const double share = at(p.device, Device::accelerator_dynamic) + at(p.device, Device::accelerator_idle);
    return (all * share).si() / accelerators;
}

void Errors::add(double expected, double got)
{
    relative_.push_back(std::abs(got / expected - 1));
}

double Errors::median() const
{
    std::vector<double> sorted = relative_;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t n = sorted.size();
    require(n > 0, "a family has rows");
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double Errors::largest() const
{
    return *std::max_element(relative_.begin(), relative_.end());
}

ValidationRow family(const std::string& id, const std::string& what, const Errors& errors, double bound)
{
    return near(
        id, fmt::format("{}: median error of {} rows, largest {:.0f} %", what, errors.count(), 100 * errors.largest()),
        0, errors.median(), bound);
}

} // namespace dcsim::serving_cases
