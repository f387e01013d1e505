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
                         .range = d.range,
                         .meaning = d.meaning,
                         .fallback = d.value,
                         .words = d.type.words,
                         .required = d.required};
        if (d.role == Role::variant) {
            row.path = around.path;
            row.when = around.when.empty() ? "" : around.when + ", ";
            row.when += below(around.path, "kind") + " = " + d.key;
        } else {
            static constexpr const char* names[]{"", "table", "table, may be left out", "tables by name", ""};
            if (d.role != Role::value) row.type = names[static_cast<int>(d.role)];
            if (d.shorthand) row.type += ", or only its " + d.shorthand->inner;
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
        values.push_back({path, d.value, place_text(d.origin), d.least, d.most});
    });
    return values;
}

const Declared* declared_at(const Resolved& resolved, const std::string& path)
{
    const Declared* found = nullptr;
    for_each_value(resolved.members, "", [&](const std::string& at, const Declared& d) {
        if (at == path) found = &d;
    });
    return found;
}

Origin origin_of(const Resolved& resolved, const std::string& path)
{
    const Declared* const found = declared_at(resolved, path);
    return found ? found->origin : Origin{};
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
