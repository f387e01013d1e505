#include "sim/config/document.h"
#include "sim/config/include.h"
#include "sim/config/names.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr std::int64_t schema_version = 1;
constexpr const char* own_keys[]{"include", "schema", "policy", "sweep", "catalog"};
constexpr std::string_view policy_prefix = "policy.";
constexpr std::string_view catalogue_prefix = "catalog.";
constexpr std::string_view sweep_prefix = "sweep.";

/// Removes a top-level table and returns it; reports anything that is no table.
Tree taken(Tree& root, const char* key, std::vector<Problem>& problems)
{
    const Tree* written = root.find(key);
    if (!written) return {};
    Tree part = *written;
    root.erase(key);
    if (part.table()) return part;
    problems.push_back({part.origin, key, "is " + std::string{kind_of(part)} + " where a table belongs"});
    return {};
}

void check_schema(Tree& root, std::vector<Problem>& problems)
{
    const Tree* written = root.find("schema");
    if (!written) return;
    const auto* version = std::get_if<std::int64_t>(&written->data);
    if (!version || *version != schema_version)
        problems.push_back(
            {written->origin, "schema",
             "is " + inline_toml(*written) + ", but this program reads schema " + std::to_string(schema_version)});
    root.erase("schema");
}

/// Digits after an optional sign.
bool is_whole_number(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A policy changes values of the scenario, not its structure.
void check_overlay(const Tree& policies, const std::string& name, std::vector<Problem>& problems)
{
    const Tree overlay = overlay_of(policies, name);
    for (const char* key : own_keys)
        if (const Entry* e = overlay.entry(key))
            problems.push_back({e->origin, "policy." + name + '.' + key, "belongs to the scenario, not to a policy"});
}

/// Tables of tables; anything else would only show where a preset asks for it.
void check_catalogue(const Tree& catalogue, std::vector<Problem>& problems)
{
    const auto check = [&](const Entry& e, const std::string& path) {
        if (!is_name(e.key)) problems.push_back({e.origin, path, std::string{name_rule}});
        if (e.value.table()) return true;
        problems.push_back({e.value.origin, path, "is " + std::string{kind_of(e.value)} + " where a table belongs"});
        return false;
    };
    for (const Entry& kind : *catalogue.table()) {
        if (!check(kind, "catalog." + kind.key)) continue;
        for (const Entry& row : *kind.value.table()) check(row, "catalog." + kind.key + '.' + row.key);
    }
}

void check_arrays(const Tree& tree, const std::string& path, std::vector<Problem>& problems)
{
    if (const auto* list = std::get_if<Tree::Array>(&tree.data)) {
        if (std::any_of(list->begin(), list->end(), [](const Tree& t) { return t.table() != nullptr; }))
            problems.push_back({tree.origin, path, "is a list of tables (name each: [" + path + ".NAME])"});
    } else if (const Tree::Table* entries = tree.table()) {
        for (const Entry& e : *entries) check_arrays(e.value, path.empty() ? e.key : path + '.' + e.key, problems);
    }
}

} // namespace

/// Takes a merged tree apart, and puts one together again for a point of a sweep.
class DocumentMaker {
public:
    static Document make(Tree root, const std::vector<std::string>& sets, Catalogue catalogue,
                         std::vector<Problem> problems)
    {
        Document d;
        check_schema(root, problems);
        check_arrays(root, "", problems);
        d.overlays_ = taken(root, "policy", problems);
        d.sweep_ = taken(root, "sweep", problems);
        const Tree own_rows = taken(root, "catalog", problems);
        check_catalogue(own_rows, problems);
        d.catalogue_ = with_rows(std::move(catalogue), own_rows);
        d.base_ = std::move(root);
        for (std::size_t i = 0; i < sets.size(); ++i)
            if (const auto set = parse_assignment(sets[i], static_cast<int>(i) + 1, problems))
                if (names_known_policy(d, *set, problems)) lay(d, *set, d.sets_);
        std::vector<Problem>& of_policies = d.policy_problems_;
        d.policies_ = compose_policies(d.overlays_, of_policies);
        for (const ComposedPolicy& policy : d.policies_) check_overlay(d.overlays_, policy.name, of_policies);
        if (problems.empty()) return d;
        problems.insert(problems.end(), of_policies.begin(), of_policies.end());
        throw ConfigError{std::move(problems)};
    }

    /// A path into a policy changes that policy, one into the sweep its values; any other path is kept for its turn in
    /// the order of merging.
    static void lay(Document& d, const Assignment& change, std::vector<Assignment>& others)
    {
        if (change.path.starts_with(sweep_prefix)) {
            const std::string_view swept = std::string_view{change.path}.substr(sweep_prefix.size());
            d.sweep_.erase(swept); // as a file may write it, the whole path in quotes
            assign(d.sweep_, swept, change.value);
        } else if (change.path.starts_with(policy_prefix))
            assign(d.overlays_, std::string_view{change.path}.substr(policy_prefix.size()), change.value);
        else
            others.push_back(change);
    }

    static bool names_known_policy(const Document& d, const Assignment& set, std::vector<Problem>& problems)
    {
        if (!set.path.starts_with(policy_prefix)) return true;
        const std::string name =
            set.path.substr(policy_prefix.size(), set.path.find('.', policy_prefix.size()) - policy_prefix.size());
        if (d.overlays_.find(name)) return true;
        std::vector<std::string> names;
        for (const Entry& policy : *d.overlays_.table()) names.push_back(policy.key);
        problems.push_back({{set.value.origin.file, set.value.origin.line, 1},
                            "policy." + name,
                            "is no policy of this scenario (" + suggestion(name, names) + ")"});
        return false;
    }

    static std::shared_ptr<const Catalogue> with_rows(Catalogue catalogue, const Tree& rows)
    {
        catalogue.lay(rows);
        return std::make_shared<const Catalogue>(std::move(catalogue));
    }

    static void recompose(Document& d)
    {
        std::vector<Problem> problems;
        d.policies_ = compose_policies(d.overlays_, problems);
        if (!problems.empty()) throw ConfigError{std::move(problems)};
    }
};

Tree Document::resolved(std::size_t policy) const
{
    require(policy < policies_.size(), "there is no policy with this number");
    Tree tree = base_;
    for (const std::string& layer : policies_[policy].layers) {
        Tree overlay = overlay_of(overlays_, layer);
        for (const char* key : own_keys) overlay.erase(key); // which is told already
        merge(tree, overlay);
    }
    for (const Assignment& set : sets_) assign(tree, set.path, set.value);
    return tree;
}

Document Document::at(const std::vector<Assignment>& point) const
{
    Document d = *this;
    std::vector<Assignment> to_base;
    std::vector<Problem> unknown;
    Tree rows;
    for (const Assignment& change : point)
        if (change.path.starts_with(catalogue_prefix))
            assign(rows, std::string_view{change.path}.substr(catalogue_prefix.size()), change.value);
        else if (DocumentMaker::names_known_policy(*this, change, unknown))
            DocumentMaker::lay(d, change, to_base);
    if (!rows.table()->empty()) d.catalogue_ = DocumentMaker::with_rows(*catalogue_, rows);
    for (const Assignment& change : to_base) assign(d.base_, change.path, change.value);
    DocumentMaker::recompose(d);
    return d;
}

std::vector<Problem> Document::unknown_policies(const std::vector<Assignment>& point) const
{
    std::vector<Problem> unknown;
    for (const Assignment& change : point) DocumentMaker::names_known_policy(*this, change, unknown);
    return unknown;
}

Document load_document(const std::filesystem::path& file, const std::vector<std::string>& sets, Catalogue catalogue)
{
    return parse_document(file_text(file), file.string(), sets, std::move(catalogue));
}

Document parse_document(std::string_view text, const std::string& file, const std::vector<std::string>& sets,
                        Catalogue catalogue)
{
    std::vector<Problem> problems;
    Tree root = with_includes(text, file, problems);
    return DocumentMaker::make(std::move(root), sets, std::move(catalogue), std::move(problems));
}

std::optional<Assignment> parse_assignment(std::string_view text, int line, std::vector<Problem>& problems)
{
    const std::size_t equals = text.find('=');
    const Origin start{"--set", line, 1};
    const std::string path{text.substr(0, equals)};
    const auto malformed = [&](std::string why) {
        problems.push_back({start, path, std::move(why)});
        return std::nullopt;
    };
    if (equals == std::string_view::npos || equals == 0) return malformed("is not a change (write path=value)");
    if (path.front() == '.' || path.back() == '.' || path.find("..") != std::string::npos)
        return malformed("is not a path (write names with single dots between them)");
    for (const char* key : own_keys)
        if (path == key || (path.starts_with(std::string{key} + '.') && !path.starts_with(policy_prefix) &&
                            !path.starts_with(sweep_prefix)))
            return malformed("cannot be set from the command line");
    const std::string_view written = text.substr(equals + 1);
    const Origin place{"--set", line, static_cast<int>(equals) + 2};
    Tree value{std::string{written}, place};
    try {
        if (const Tree parsed = parse_toml("value = " + std::string{written}, place.file); parsed.table()->size() == 1)
            value.data = parsed.find("value")->data;
    } catch (const ConfigError&) {
        // Not TOML: a bare word, which stands for itself.
        if (is_whole_number(written))
            problems.push_back({place, path,
                                "is " + std::string{written} + ", beyond what a whole number can be (" +
                                    std::to_string(std::numeric_limits<std::int64_t>::max()) + ")"});
    }
    return Assignment{path, std::move(value)};
}

} // namespace dcsim
