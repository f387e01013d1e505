#pragma once
#include "sim/config/tree.h"
#include "sim/config/visit.h"

namespace dcsim {

/// What a registry makes from a table as a scenario would write it; throws ConfigError on any problem.
template <class I, class... Context>
std::unique_ptr<I> made(const Registry<I, Context...>& rows, const std::string& toml, Context... context)
{
    Maker<I, Context...> chosen;
    std::vector<Problem> problems;
    visit_tree(parse_toml(toml, "test.toml"), Tree{}, problems,
               [&](Fields& f) { f.kind(rows, chosen, "the model under test"); });
    if (!problems.empty()) throw ConfigError{problems};
    return chosen(context...);
}

} // namespace dcsim
