#pragma once
#include "sim/config/catalogue.h"
#include "sim/config/fields.h"

namespace dcsim {

/// What one visit of a declaration left behind: every declared key with its value and origin.
struct Resolved {
    std::vector<Declared> members; ///< of the top table
    std::string currency;          ///< empty if no price was written
    Tree used_rows;                ///< catalogue rows that presets took, as [kind.row]
};

/// Visits a declaration over a merged tree and adds all problems, unknown keys included.
Resolved visit_tree(const Tree& tree, const Catalogue& catalogue, std::vector<Problem>& problems,
                    const std::function<void(Fields&)>& declaration);

/// The same for a tree that has been visited before: only what the declaration reads into is wanted.
void read_tree(const Tree& tree, const Catalogue& catalogue, std::vector<Problem>& problems,
               const std::function<void(Fields&)>& declaration);

/// Visits the declaration without a scenario: every row of every registry, one entry NAME of every named table.
Resolved describe(const Catalogue& catalogue, const std::function<void(Fields&)>& declaration);

/// Reads P by its `fields(Fields&, P&)`; values with problems keep their defaults.
template <class P> P read(const Tree& tree, const Catalogue& catalogue, std::vector<Problem>& problems)
{
    P params{};
    visit_tree(tree, catalogue, problems, [&](Fields& f) { fields(f, params); });
    return params;
}

} // namespace dcsim
