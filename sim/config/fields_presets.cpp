#include "sim/config/fields.h"
#include "sim/config/fields_node.h"
#include "sim/config/suggest.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::string_view example_name = "NAME"; // stands for the user's rows in descriptions

/// The names written, each once and known; what is wrong with the others is noted.
std::vector<std::string> names_written(const Tree& written, const ReadContext& context,
                                       std::span<const std::string_view> known)
{
    std::vector<std::string> names;
    const auto* list = std::get_if<Tree::Array>(&written.data);
    if (!list) {
        context.fault(written.origin, "is " + std::string{kind_of(written)} + " where a list belongs (write [ ... ])");
        return names;
    }
    for (const Tree& element : *list) {
        const std::optional<std::size_t> chosen = read_choice(element, context, known);
        if (!chosen) continue;
        const std::string name{known[*chosen]};
        if (std::find(names.begin(), names.end(), name) != names.end())
            context.fault(element.origin, "names " + quoted_text(name) + " twice (each counts once)");
        else
            names.push_back(name);
    }
    return names;
}

/// The place where rows of a catalogue kind declare themselves, made when first asked for.
Declared& kind_in(FieldsSession& session, std::string_view kind)
{
    auto& kinds = session.catalogue_kinds;
    const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const Declared& d) { return d.key == kind; });
    if (at != kinds.end()) return *at;
    kinds.push_back({.role = Declared::Role::entries, .key = std::string{kind}, .meaning = "rows by name"});
    return kinds.back();
}

Tree list_of(const std::vector<std::string>& names)
{
    Tree::Array list;
    for (const std::string& name : names) list.push_back(Tree{name, {}});
    return {std::move(list), {}};
}

/// Order does not count.
std::string canonical(std::vector<std::string> names)
{
    std::sort(names.begin(), names.end());
    std::string text{'['};
    for (const std::string& name : names) text += quoted_text(name) + ',';
    return text + ']';
}

/// Visits one row; what it declares is kept once, wherever else the row is named.
void visit_row(FieldsSession& session, std::string_view kind, const std::string& name, const Tree& row,
               const std::function<void(const std::string&, Fields&)>& read)
{
    Tree empty;
    empty.origin = row.origin;
    FieldsNode node{session, std::move(empty), "catalog." + std::string{kind} + '.' + name};
    node.fill(row);
    Fields inner{node};
    read(name, inner);
    std::vector<Declared> members = node.finish();
    if (!node.keeps()) return;
    std::vector<Declared>& rows = kind_in(session, kind).members;
    if (std::any_of(rows.begin(), rows.end(), [&](const Declared& d) { return d.key == name; })) return;
    rows.push_back({.role = Declared::Role::optional_table, .key = name, .meaning = "a row of the user's or ours"});
    rows.back().members = std::move(members);
}

} // namespace

void Fields::each_preset(std::string_view key, std::string_view catalogue_kind, std::string_view meaning,
                         const std::function<void(const std::string&, Fields&)>& read)
{
    FieldsSession& session = node_->session();
    const std::vector<std::string_view> known = session.catalogue.names(catalogue_kind);
    Declared d{.key = std::string{key}, .meaning = std::string{meaning}};
    if (node_->keeps())
        d.type = {"row of the catalogue", "string", {}, std::vector<std::string>(known.begin(), known.end()), true};
    const Tree* written = node_->ask(key);
    std::vector<std::string> names;
    if (written) {
        const std::string path = node_->path_of(key);
        const std::size_t before = session.problems.size();
        names = names_written(*written, node_->context(path), known);
        if (session.problems.size() > before) node_->note_fault();
        d.origin = written->origin;
    }
    d.value = list_of(names);
    d.canonical = canonical(names);
    node_->declare(std::move(d));
    for (const std::string& name : names) {
        const Tree row = *session.catalogue.row(catalogue_kind, name);
        session.use_row(catalogue_kind, name, row);
        visit_row(session, catalogue_kind, name, row, read);
    }
    if (describing()) visit_row(session, catalogue_kind, std::string{example_name}, {}, read);
}

std::string Fields::written_kind() const
{
    const Tree* written = node_->find("kind");
    return written && written->text() ? *written->text() : std::string{};
}

} // namespace dcsim
