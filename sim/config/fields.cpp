#include "sim/config/fields.h"
#include "sim/config/fields_node.h"
#include "sim/config/names.h"
#include "sim/config/suggest.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::string_view example_name = "NAME"; // stands for the user's names in descriptions

Declared declared(std::string_view key, std::string_view meaning, Declared::Role role)
{
    return {.role = role, .key = std::string{key}, .meaning = std::string{meaning}};
}

/// `enabled = false` takes out a table that may be left out; the keys beside it are then not looked at.
bool enabled(FieldsNode& node)
{
    bool on = true;
    const Tree* written = node.ask("enabled");
    if (written) {
        const std::string path = node.path_of("enabled");
        read_value(*written, node.context(path), on);
    }
    if (written || node.describing()) {
        Declared d = declared("enabled", "false leaves this table out", Declared::Role::value);
        d.type = Codec<bool>::type();
        d.value = Codec<bool>::write(on);
        d.canonical = Codec<bool>::canonical(on);
        if (written) d.origin = written->origin;
        node.declare(std::move(d));
    }
    return on;
}

/// Visits a nested table and hands what it declared to the table around it.
void visit(FieldsNode& around, FieldsNode& node, Declared head, const std::function<void(Fields&)>& read)
{
    const bool may_be_off = head.role == Declared::Role::optional_table;
    if (may_be_off && !enabled(node)) {
        head.members = node.take_members();
    } else {
        Fields inner{node};
        read(inner);
        head.members = node.finish();
    }
    around.declare(std::move(head));
}

std::vector<std::string_view> keys_of(const Tree* table)
{
    std::vector<std::string_view> keys;
    if (table && table->table())
        for (const Entry& e : *table->table()) keys.push_back(e.key);
    return keys;
}

std::vector<std::string> texts(std::span<const std::string_view> words)
{
    return {words.begin(), words.end()};
}

} // namespace

std::string display(const Tree& value)
{
    if (const std::string* text = value.text()) return *text;
    if (const double* number = std::get_if<double>(&value.data)) return plain_number(*number);
    return inline_toml(value);
}

std::optional<std::size_t> read_choice(const Tree& from, const ReadContext& context,
                                       std::span<const std::string_view> words)
{
    std::string word;
    if (!read_value(from, context, word)) return std::nullopt;
    const auto at = std::find(words.begin(), words.end(), word);
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    context.fault(from.origin, "is unknown: " + quoted_text(word) + " (" + suggestion(word, texts(words)) + ")");
    return std::nullopt;
}

void Fields::value(std::string_view key, std::string_view meaning, Need need, ValueAccess& access)
{
    const Tree* written = node_->ask(key);
    if (written) {
        const std::string path = node_->path_of(key);
        if (!access.read(*written, node_->context(path))) node_->note_fault();
    } else if (need == Need::required) {
        node_->missing(key, std::string{meaning});
    }
    if (!node_->keeps()) return;
    Declared d = declared(key, meaning, Declared::Role::value);
    d.required = need == Need::required;
    d.type = access.type();
    d.range = access.range();
    d.least = access.least();
    d.most = access.most();
    if (written) d.origin = written->origin;
    if (!(d.required && node_->describing())) d.value = access.write();
    d.canonical = access.canonical();
    node_->declare(std::move(d));
}

void Fields::choose(const std::vector<Choice>& choices, std::string_view meaning, std::string_view preselected,
                    const std::function<void(std::size_t)>& read)
{
    std::vector<std::string_view> names;
    for (const Choice& c : choices) names.push_back(c.name);
    Declared d = declared("kind", meaning, Declared::Role::value);
    d.required = preselected.empty();
    if (node_->keeps()) d.type = {"word", "string", {}, texts(names)};
    const Tree* written = node_->ask("kind");
    if (written) d.origin = written->origin;
    if (node_->describing()) {
        if (!d.required) d.value = Tree{std::string{preselected}, {}};
        node_->declare(std::move(d));
        std::vector<Declared> members = node_->take_members();
        for (std::size_t i = 0; i < choices.size(); ++i) {
            read(i);
            members.push_back(declared(choices[i].name, choices[i].summary, Declared::Role::variant));
            members.back().members = node_->take_members();
        }
        node_->put_members(std::move(members));
        return;
    }
    if (!written && d.required) {
        node_->missing("kind", "known: " + joined_list(texts(names)));
        node_->note_unread();
        return;
    }
    const std::string path = node_->path_of("kind");
    const Tree word = written ? *written : Tree{std::string{preselected}, {}};
    const std::optional<std::size_t> chosen = read_choice(word, node_->context(path), names);
    if (!chosen) {
        node_->note_fault();
        node_->note_unread();
        return;
    }
    const std::string name{names[*chosen]};
    node_->note_kind(name);
    d.value = Tree{name, {}};
    d.canonical = quoted_text(name);
    node_->declare(std::move(d));
    read(*chosen);
}

void Fields::table(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read)
{
    if (std::optional<FieldsNode> node = node_->child(key))
        visit(*node_, *node, declared(key, meaning, Declared::Role::table), read);
}

bool Fields::optional_table(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read)
{
    if (!node_->ask(key) && !describing()) return false;
    std::optional<FieldsNode> node = node_->child(key);
    if (!node) return false;
    bool was_read = false;
    visit(*node_, *node, declared(key, meaning, Declared::Role::optional_table), [&](Fields& f) {
        was_read = true;
        read(f);
    });
    return was_read;
}

void Fields::each(std::string_view key, std::string_view meaning,
                  const std::function<void(const std::string& name, Fields&)>& read)
{
    std::optional<FieldsNode> all = node_->child(key);
    if (!all) return;
    std::vector<std::string> names = texts(keys_of(node_->find(key)));
    if (describing()) names = {std::string{example_name}};
    for (const std::string& name : names) {
        if (!is_name(name)) all->problem(name, std::string{name_rule});
        if (std::optional<FieldsNode> entry = all->child(name))
            visit(*all, *entry, declared(name, meaning, Declared::Role::optional_table),
                  [&](Fields& f) { read(name, f); });
    }
    Declared head = declared(key, meaning, Declared::Role::entries);
    head.members = all->finish();
    node_->declare(std::move(head));
}

std::string Fields::preset(std::string_view key, std::string_view catalogue_kind, std::string_view meaning,
                           std::string_view preselected)
{
    FieldsSession& session = node_->session();
    const std::vector<std::string_view> known = session.catalogue.names(catalogue_kind);
    Declared d = declared(key, meaning, Declared::Role::value);
    if (node_->keeps()) d.type = {"row of the catalogue", "string", {}, texts(known)};
    const Tree* written = node_->ask(key);
    const Tree fallback{std::string{preselected}, {}};
    if (!written && !preselected.empty() && !describing()) written = &fallback;
    const std::string path = node_->path_of(key);
    std::string name;
    if (written) {
        const std::optional<std::size_t> chosen = read_choice(*written, node_->context(path), known);
        if (!chosen) {
            node_->note_hollow();
            return {};
        }
        name = known[*chosen];
        d.origin = written->origin;
        d.value = Tree{name, {}};
        d.canonical = quoted_text(name);
        const Tree row = *session.catalogue.row(catalogue_kind, name);
        session.use_row(catalogue_kind, name, row);
        node_->fill(row);
    }
    if (describing() && !preselected.empty()) d.value = fallback;
    node_->declare(std::move(d));
    return name;
}

void Fields::shorthand(std::string_view key, std::string_view kind, std::string_view inner)
{
    node_->expand(key, kind, inner);
}

bool Fields::has(std::string_view key) const
{
    return node_->find(key) != nullptr;
}

void Fields::problem(std::string_view key, std::string text)
{
    node_->cross_problem(key, std::move(text));
}

std::string Fields::path() const
{
    return node_->path();
}

std::string Fields::currency() const
{
    return node_->session().currency;
}

bool Fields::describing() const
{
    return node_->describing();
}

} // namespace dcsim
