#include "sim/config/report.h"
#include <nlohmann/json.hpp>

namespace dcsim {

namespace {

using Json = nlohmann::ordered_json;
using Role = Declared::Role;

Json table_schema(const std::vector<Declared>& members);

Json plain(const Tree& value)
{
    return std::visit(
        []<class T>(const T& v) -> Json {
            if constexpr (std::is_same_v<T, Tree::Array>) {
                Json list = Json::array();
                for (const Tree& element : v) list.push_back(plain(element));
                return list;
            } else if constexpr (std::is_same_v<T, Instant>)
                return instant_text(v);
            else if constexpr (std::is_same_v<T, LocalTime>)
                return v.text;
            else if constexpr (std::is_same_v<T, Tree::Table>)
                return Json::object();
            else
                return v;
        },
        value.data);
}

Json value_schema(const Declared& d)
{
    Json schema{{"type", d.type.json}};
    if (!d.type.words.empty()) schema["enum"] = d.type.words;
    if (d.least) schema["minimum"] = *d.least;
    if (d.most) schema["maximum"] = *d.most;
    if (d.type.list) schema = Json{{"type", "array"}, {"items", schema}};
    std::string text = d.meaning;
    if (!d.type.units.empty()) text += " [" + d.type.name + ": " + d.type.units + "]";
    if (!d.range.empty()) text += " (" + d.range + ")";
    schema["description"] = text;
    if (d.value) schema["default"] = plain(*d.value);
    return schema;
}

/// A table that lists the keys of one row of a registry, true where `kind` names that row.
Json variant_schema(const Declared& row, const std::string& preselected)
{
    Json schema = table_schema(row.members);
    schema.erase("additionalProperties"); // the table around it knows its own keys
    Json condition{{"properties", {{"kind", {{"const", row.key}}}}}};
    if (row.key != preselected) condition["required"] = Json::array({"kind"});
    return {{"if", condition}, {"then", schema}};
}

/// The schema of the bare value that may stand for a table.
Json shorthand_schema(const Declared& d)
{
    const std::vector<Declared>* values = d.shorthand->kind.empty() ? &d.members : nullptr;
    for (const Declared& row : d.members)
        if (row.role == Role::variant && row.key == d.shorthand->kind) values = &row.members;
    if (values)
        for (const Declared& value : *values)
            if (value.key == d.shorthand->inner) return value_schema(value);
    throw LogicError{"a shorthand names a value of its table, or a row and a value of it"};
}

void add_member(Json& schema, const Declared& d, const std::string& preselected)
{
    if (d.role == Role::value) {
        schema["properties"][d.key] = value_schema(d);
    } else if (d.role == Role::variant) {
        for (const Declared& inner : d.members)
            if (!schema["properties"].contains(inner.key)) schema["properties"][inner.key] = true;
        schema["allOf"].push_back(variant_schema(d, preselected));
    } else if (d.role == Role::entries) {
        schema["properties"][d.key] = {{"type", "object"},
                                       {"description", d.meaning},
                                       {"additionalProperties", table_schema(d.members.front().members)}};
    } else {
        Json& table = schema["properties"][d.key];
        table = table_schema(d.members);
        if (d.shorthand) table = Json{{"anyOf", Json::array({shorthand_schema(d), table})}};
        table["description"] = d.meaning;
    }
}

/// Nothing is "required" here: a policy, an include or a preset may give what one table lacks.
Json table_schema(const std::vector<Declared>& members)
{
    Json schema{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
    std::string preselected;
    for (const Declared& d : members)
        if (d.role == Role::value && d.key == "kind" && d.value && d.value->text()) preselected = *d.value->text();
    for (const Declared& d : members) add_member(schema, d, preselected);
    return schema;
}

} // namespace

std::string json_schema(const Resolved& described)
{
    Json scenario = table_schema(described.members);
    Json policy = scenario;
    policy["properties"].erase("catalog");
    policy["properties"]["extends"] = {{"type", Json::array({"string", "array"})},
                                       {"description", "policies below this one"}};
    policy["properties"]["baseline"] = {{"type", "boolean"}, {"description", "what the others are compared with"}};
    Json& keys = scenario["properties"];
    keys["schema"] = {{"const", 1}};
    keys["include"] = {{"type", Json::array({"string", "array"})}, {"description", "files below this one"}};
    keys["policy"] = {{"type", "object"}, {"additionalProperties", policy}};
    keys["sweep"] = {{"type", "object"}, {"description", "dotted paths and the values that they take"}};
    keys["catalog"]["type"] = "object"; // kinds that fill other tables are not spelled out here
    keys["catalog"]["description"] = "[catalog.KIND.ROW] adds or overrides rows";
    keys["catalog"].erase("additionalProperties");
    if (keys["catalog"].contains("properties"))
        for (auto& kind : keys["catalog"]["properties"])
            for (const char* remark : {"summary", "source", "note", "mark"})
                kind["additionalProperties"]["properties"][remark] = {{"type", "string"}};
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "dcsim scenario"}};
    schema.update(scenario);
    return schema.dump(2) + '\n';
}

} // namespace dcsim
