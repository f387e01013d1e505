#include "sim/config/report.h"

namespace dcsim {

namespace {

/// A key may be declared twice (a shared key of a table and of its chosen row); the later declaration stands.
Tree effective(const std::vector<Declared>& members)
{
    Tree table;
    for (const Declared& d : members) {
        if (d.role != Declared::Role::value)
            table.set(d.key, effective(d.members));
        else if (d.value)
            table.set(d.key, *d.value);
    }
    return table;
}

/// What two tables have in common. A table without anything in common is left out, and so is one of which the two
/// differ in `kind`: its keys belong to different things.
Tree shared(const Tree& a, const Tree& b)
{
    Tree common;
    for (const Entry& e : *a.table()) {
        const Tree* other = b.find(e.key);
        if (!other) continue;
        if (same_data(e.value, *other)) {
            common.set(e.key, e.value);
        } else if (e.value.table() && other->table()) {
            Tree part = shared(e.value, *other);
            if (!part.table()->empty()) common.set(e.key, std::move(part));
        }
    }
    const Tree* kind = a.find("kind");
    const Tree* other = b.find("kind");
    return kind && other && !same_data(*kind, *other) ? Tree{} : common;
}

/// What `whole` has beyond `part`, which is contained in it.
Tree beyond(const Tree& whole, const Tree& part)
{
    Tree rest;
    for (const Entry& e : *whole.table()) {
        const Tree* present = part.find(e.key);
        if (!present)
            rest.set(e.key, e.value);
        else if (!same_data(e.value, *present))
            rest.set(e.key, beyond(e.value, *present));
    }
    return rest;
}

} // namespace

std::string resolved_toml(const std::vector<PolicyValues>& policies)
{
    require(!policies.empty(), "a study has a policy");
    Tree document, overlays, rows;
    document.set("schema", Tree{std::int64_t{1}, {}});
    std::vector<Tree> values;
    for (const PolicyValues& p : policies) {
        merge(rows, p.resolved.used_rows);
        values.push_back(effective(p.resolved.members));
        if (const Tree* of_catalogue = values.back().find("catalog")) merge(rows, *of_catalogue);
        values.back().erase("catalog"); // rows are the scenario's, not a policy's
    }
    Tree base = values.front();
    for (const Tree& v : values) base = shared(base, v);
    for (std::size_t i = 0; i < policies.size(); ++i) {
        Tree overlay;
        if (policies[i].is_baseline) overlay.set("baseline", Tree{true, {}});
        merge(overlay, beyond(values[i], base));
        overlays.set(policies[i].name, std::move(overlay));
    }
    merge(document, base);
    document.set("policy", std::move(overlays));
    if (!rows.table()->empty()) document.set("catalog", std::move(rows));
    return to_toml(document);
}

} // namespace dcsim
