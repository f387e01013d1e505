#include "sim/config/report.h"
#include "sim/config/render.h"
#include <algorithm>

namespace dcsim {

namespace {

using Role = Declared::Role;

std::string below(const std::string& path, const std::string& key)
{
    return path.empty() ? key : path + '.' + key;
}

std::string value_text(const Declared& d)
{
    return d.value ? inline_toml(*d.value) : "unset";
}

/// Calls `use(path, value)` for every value, in the order of declaration.
template <class Use> void for_each_value(const std::vector<Declared>& members, const std::string& path, const Use& use)
{
    for (const Declared& d : members) {
        if (d.role == Role::value)
            use(below(path, d.key), d);
        else
            for_each_value(d.members, below(path, d.key), use);
    }
}

std::string source_of(const Origin& origin)
{
    constexpr const char* embedded = "catalog/";
    return (origin.file.starts_with(embedded) ? "catalogue row at " : "") + place_text(origin);
}

/// A key may be declared twice (a shared key of a table and of its chosen row); the later declaration stands.
Tree effective(const std::vector<Declared>& members)
{
    Tree table;
    for (const Declared& d : members) {
        if (d.role != Role::value)
            table.set(d.key, effective(d.members));
        else if (d.value)
            table.set(d.key, *d.value);
    }
    return table;
}

std::string type_text(const TypeText& type)
{
    const std::string one = type.units.empty() ? type.name : type.name + " (" + type.units + ")";
    return type.list ? "list of " + one : one;
}

void add_rows(std::vector<ReferenceRow>& rows, const std::vector<Declared>& members, const ReferenceRow& around)
{
    for (const Declared& d : members) {
        ReferenceRow row{.path = below(around.path, d.key),
                         .when = around.when,
                         .type = type_text(d.type),
                         .fallback = d.value ? inline_toml(*d.value) : "",
                         .range = d.range,
                         .meaning = d.meaning,
                         .words = d.type.words,
                         .required = d.required};
        if (d.role == Role::variant) {
            row.path = around.path;
            row.when = around.when.empty() ? "" : around.when + ", ";
            row.when += below(around.path, "kind") + " = " + d.key;
        } else {
            static constexpr const char* names[]{"", "table", "table, may be left out", "tables by name", ""};
            if (d.role != Role::value) row.type = names[static_cast<int>(d.role)];
            rows.push_back(row);
        }
        add_rows(rows, d.members, row);
    }
}

} // namespace

std::vector<ListedValue> listing(const Resolved& resolved)
{
    std::vector<ListedValue> values;
    for_each_value(resolved.members, "", [&](const std::string& path, const Declared& d) {
        values.push_back({path, value_text(d), source_of(d.origin)});
    });
    return values;
}

std::string resolved_toml(const Resolved& resolved)
{
    Tree document;
    document.set("schema", Tree{std::int64_t{1}, {}});
    merge(document, effective(resolved.members));
    if (!resolved.used_rows.table()->empty()) document.set("catalog", resolved.used_rows);
    return to_toml(document);
}

std::string fingerprint_text(const Resolved& resolved)
{
    std::vector<std::string> lines{"currency = " + resolved.currency + '\n'};
    for_each_value(resolved.members, "", [&](const std::string& path, const Declared& d) {
        lines.push_back(path + " = " + d.canonical + '\n');
    });
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

std::vector<ReferenceRow> reference_rows(const Resolved& described)
{
    std::vector<ReferenceRow> rows;
    add_rows(rows, described.members, {});
    return rows;
}

} // namespace dcsim
