#pragma once
#include "models/neural/ai_model.h"
#include "models/vocabulary/technique.h"
#include <memory>
#include <string>
#include <vector>

/// What makes work ask for less: techniques that change a demand, never a duration or an energy.
namespace dcsim {

/// What a technique is made for.
struct TechniqueContext {
    const AiModel* model{nullptr}; ///< of the work, where there is one; copied
    bool of_jobs{false};           ///< that have no other model; that of a service is not told
};

using TechniqueRegistry = Registry<Technique, const TechniqueContext&>;
using ChosenTechniques = std::vector<Chosen<Technique, const TechniqueContext&>>;

/// What can be chosen, in the order in which it is applied: other models first, then fewer parameters, then fewer bits,
/// then how well kernels fit.
TechniqueRegistry technique_models();

/// `techniques = ["row", ...]` of the catalogue's kind `technique`. Reports two rows of one kind, and two that set the
/// precision of the same matrices.
void techniques_field(Fields& f, const TechniqueRegistry& rows, ChosenTechniques& chosen);

/// Techniques of one workload. They are applied in the order of the registry: the order written changes no bit.
class Techniques {
public:
    Techniques() = default;
    Techniques(const ChosenTechniques& chosen, const TechniqueContext& context);

    bool empty() const { return all_.empty(); }
    void apply(Demand& d) const;
    /// What they cost once, by name; each meets the demand that those before it leave.
    struct NamedOneOff {
        std::string technique;
        OneOff work;
    };
    std::vector<NamedOneOff> one_offs(Demand before) const;
    /// Why the first that cannot change this work cannot: "kv-int8: finds no cache of keys and values".
    std::optional<std::string> refusal(Demand before) const;
    std::vector<std::string> names() const;
    /// One label per technique, with its source: "pruning: ...".
    std::vector<std::string> accuracies() const;

private:
    struct Named {
        std::string name;
        std::shared_ptr<const Technique> technique;
    };
    std::vector<Named> all_;
};

} // namespace dcsim
