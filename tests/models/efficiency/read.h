#pragma once
#include "models/efficiency/techniques.h"
#include "sim/config/catalogue.h"
#include "sim/config/document.h"
#include "sim/config/visit.h"
#include "tests/models/efficiency/roofline.h"

namespace dcsim::testing {

inline const Tree& catalogue()
{
    static const Tree rows = embedded_catalogue();
    return rows;
}

struct ReadTechniques {
    ChosenTechniques chosen;
    std::vector<Problem> problems;
};

inline ReadTechniques read(const std::string& toml)
{
    ReadTechniques r;
    const Document document = parse_document(toml, "s.toml", {}, catalogue());
    visit_tree(document.resolved(0), document.catalogue(), r.problems, [&](Fields& f) {
        f.table("work", "work", [&](Fields& w) { techniques_field(w, technique_models(), r.chosen); });
    });
    return r;
}

/// `names` as they stand between the brackets of the list; `more` is added to the scenario.
inline Techniques techniques(const std::string& names, const AiModel* model = nullptr, const std::string& more = {})
{
    const ReadTechniques r = read("[work]\ntechniques = [" + names + "]\n" + more);
    if (!r.problems.empty()) throw ConfigError{r.problems};
    return Techniques{r.chosen, {model}};
}

inline AiModel model(const std::string& name)
{
    return catalogue_model(catalogue(), name);
}

inline Demand with(const std::string& names, Demand d, const AiModel* model = nullptr, const std::string& more = {})
{
    techniques(names, model, more).apply(d);
    return d;
}

} // namespace dcsim::testing
