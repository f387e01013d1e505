#include "sim/config/visit.h"
#include "sim/config/fields_node.h"

namespace dcsim {

namespace {

void name_currency(Tree& value, const std::string& currency)
{
    if (auto* list = std::get_if<Tree::Array>(&value.data))
        for (Tree& element : *list) name_currency(element, currency);
    if (auto* text = std::get_if<std::string>(&value.data))
        if (const std::size_t at = text->find(any_currency); at != std::string::npos)
            text->replace(at, any_currency.size(), currency);
}

/// Prices are written down before it is known which currency the scenario speaks: name it afterwards.
void name_currency(std::vector<Declared>& members, const std::string& currency)
{
    for (Declared& d : members) {
        const bool is_quantity = !d.type.units.empty();
        if (is_quantity && d.value) name_currency(*d.value, currency);
        name_currency(d.members, currency);
    }
}

Resolved visited(FieldsSession session, const Tree& tree, const std::function<void(Fields&)>& declaration)
{
    FieldsNode top{session, tree, ""};
    Fields f{top};
    declaration(f);
    std::vector<Declared> members = top.finish();
    const bool describing = session.visit == Visit::describe;
    if (!session.catalogue_kinds.empty()) {
        members.push_back({.role = Declared::Role::table, .key = "catalog", .meaning = "rows of the catalogue"});
        members.back().members = std::move(session.catalogue_kinds);
    }
    if (describing) name_currency(members, "EUR"); // an example
    if (!session.currency.empty()) name_currency(members, session.currency);
    return {std::move(members), std::move(session.currency), std::move(session.used_rows)};
}

} // namespace

Resolved visit_tree(const Tree& tree, const Catalogue& catalogue, std::vector<Problem>& problems,
                    const std::function<void(Fields&)>& declaration)
{
    require(tree.table(), "a scenario is a table");
    return visited({.catalogue = catalogue, .problems = problems, .visit = Visit::read}, tree, declaration);
}

void read_tree(const Tree& tree, const Catalogue& catalogue, std::vector<Problem>& problems,
               const std::function<void(Fields&)>& declaration)
{
    require(tree.table(), "a scenario is a table");
    visited({.catalogue = catalogue, .problems = problems, .visit = Visit::read_only}, tree, declaration);
}

Resolved describe(const Catalogue& catalogue, const std::function<void(Fields&)>& declaration)
{
    std::vector<Problem> none;
    return visited({.catalogue = catalogue, .problems = none, .visit = Visit::describe}, {}, declaration);
}

} // namespace dcsim
