#include "models/efficiency/techniques.h"
#include <algorithm>
#include <array>

namespace dcsim {

namespace {

constexpr std::array sets_precision{"int8", "fp8", "llm-int8", "int4-weight-only"};

bool clash(const std::string& a, const std::string& b)
{
    const auto sets = [](const std::string& kind) {
        return std::find(sets_precision.begin(), sets_precision.end(), kind) != sets_precision.end();
    };
    return a == b || (sets(a) && sets(b));
}

} // namespace

void techniques_field(Fields& f, const TechniqueRegistry& rows, ChosenTechniques& chosen)
{
    f.presets("techniques", "technique", rows, chosen, "techniques that change the work, of the catalogue");
    for (std::size_t i = 0; i < chosen.size(); ++i)
        for (std::size_t j = i + 1; j < chosen.size(); ++j) {
            const auto &a = chosen[i], &b = chosen[j];
            if (!clash(a.kind, b.kind)) continue;
            const std::string pair = "names \"" + a.name + "\" and \"" + b.name + "\", ";
            f.problem("techniques", a.kind == b.kind ? pair + "which are both " + a.kind + " (each kind counts once)"
                                                     : pair + "which both set the precision of weights (choose one)");
            return;
        }
}

Techniques::Techniques(const ChosenTechniques& chosen, const TechniqueContext& context)
{
    for (const auto& c : chosen) all_.push_back({c.name, c.make(context)});
}

void Techniques::apply(Demand& d) const
{
    for (const Named& n : all_) n.technique->apply(d);
}

std::vector<Techniques::NamedOneOff> Techniques::one_offs(Demand before) const
{
    std::vector<NamedOneOff> costs;
    for (const Named& n : all_) {
        if (auto work = n.technique->one_off(before)) costs.push_back({n.name, std::move(*work)});
        n.technique->apply(before);
    }
    return costs;
}

std::optional<std::string> Techniques::refusal(Demand before) const
{
    for (const Named& n : all_) {
        if (const auto why = n.technique->refusal(before)) return n.name + ": " + *why;
        n.technique->apply(before);
    }
    return std::nullopt;
}

std::vector<std::string> Techniques::names() const
{
    std::vector<std::string> names;
    for (const Named& n : all_) names.push_back(n.name);
    return names;
}

std::vector<std::string> Techniques::accuracies() const
{
    std::vector<std::string> labels;
    for (const Named& n : all_) labels.push_back(n.name + ": " + n.technique->accuracy());
    return labels;
}

} // namespace dcsim
