#include "models/workload/work_model.h"

namespace dcsim {

namespace {

struct Phase {
    std::string name;
    double times{1};
    Maker<WorkModel> work;
};

struct PhasedParams {
    std::vector<Phase> phases;
};

std::string joined(const std::string& before, const std::string& label)
{
    return before.empty() || label.empty() ? before + label : before + ", " + label;
}

/// One work after another on one gang, as a project goes through pre-training, tuning and evaluation.
class Phased final : public WorkModel {
public:
    explicit Phased(const PhasedParams& p) : params_{p}
    {
        for (const Phase& phase : p.phases) works_.push_back(phase.work());
    }

    Work on(std::uint32_t accelerators) const override
    {
        Work all{.ways = {{}}, .items = 1, .item = "campaign"};
        for (std::size_t i = 0; i < works_.size(); ++i) {
            const Work phase = works_[i]->on(accelerators);
            if (phase.refusal) all.refusal = "phase " + params_.phases[i].name + ": " + *phase.refusal;
            if (phase.refusal) return all;
            all.ways = continued(all.ways, phase.ways, params_.phases[i]);
        }
        return all;
    }

    /// The one that all phases share: techniques which exchange it have no other to go by.
    const AiModel* model() const override
    {
        const AiModel* first = works_.front()->model();
        for (const auto& work : works_)
            if (!first || !work->model() || work->model()->name != first->name) return nullptr;
        return first;
    }

private:
    /// Every way of what comes before with every way of the phase.
    static std::vector<Way> continued(const std::vector<Way>& before, const std::vector<Way>& ways, const Phase& phase)
    {
        std::vector<Way> all;
        for (const Way& start : before)
            for (const Way& way : ways) {
                Way longer = start;
                longer.label = joined(start.label, way.label.empty() ? "" : phase.name + ' ' + way.label);
                for (Stretch stretch : way.stretches) {
                    stretch.name = stretch.name.empty() ? phase.name : phase.name + ", " + stretch.name;
                    stretch.at_rest = nearest_span(phase.times * seconds(stretch.at_rest));
                    stretch.iterations *= phase.times;
                    stretch.saves *= phase.times;
                    longer.stretches.push_back(std::move(stretch));
                }
                all.push_back(std::move(longer));
            }
        return all;
    }

    PhasedParams params_;
    std::vector<std::unique_ptr<WorkModel>> works_;
};

} // namespace

Row<WorkModel> phased_work(const WorkRows& phases)
{
    return {"phases", "a campaign: several works one after another on the same accelerators",
            [phases](Fields& f) -> Maker<WorkModel> {
                PhasedParams p;
                f.each("phase", "in this order", [&](const std::string& name, Fields& table) {
                    Phase phase{.name = name, .work = {}};
                    table.optional("times", phase.times, "how often it is done, one after the other", {.above = 0.0});
                    table.kind(phases, phase.work, "what the phase does");
                    if (phase.work) p.phases.push_back(std::move(phase));
                });
                if (p.phases.empty() && !f.describing())
                    f.problem("phase", "is missing (such as phase.tuning = { kind = \"training\", ... })");
                return [p] { return std::make_unique<Phased>(p); };
            }};
}

} // namespace dcsim
