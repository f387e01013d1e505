#include "sim/config/visit.h"
#include "sim/config/fields_node.h"

namespace dcsim {

namespace {

Resolved visited(FieldsSession session, const Tree& tree, const std::function<void(Fields&)>& declaration)
{
    FieldsNode top{session, tree, ""};
    Fields f{top};
    declaration(f);
    std::vector<Declared> members = top.finish();
    return {std::move(members), std::move(session.currency), std::move(session.used_rows)};
}

} // namespace

Resolved visit_tree(const Tree& tree, const Tree& catalogue, std::vector<Problem>& problems,
                    const std::function<void(Fields&)>& declaration)
{
    require(tree.table(), "a scenario is a table");
    return visited({.catalogue = catalogue, .problems = problems, .visit = Visit::read}, tree, declaration);
}

Resolved describe(const Tree& catalogue, const std::function<void(Fields&)>& declaration)
{
    std::vector<Problem> none;
    return visited({.catalogue = catalogue, .problems = none, .visit = Visit::describe}, {}, declaration);
}

} // namespace dcsim
