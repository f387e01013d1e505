#include "sim/config/fields_node.h"
#include "sim/config/suggest.h"
#include <algorithm>

namespace dcsim {

FieldsNode::FieldsNode(FieldsSession& session, Tree table, std::string path)
    : session_{&session}, table_{std::move(table)}, path_{std::move(path)}
{
}

std::string FieldsNode::path_of(std::string_view key) const
{
    return path_.empty() ? std::string{key} : path_ + '.' + std::string{key};
}

bool FieldsNode::asked(std::string_view key) const
{
    return std::find(asked_.begin(), asked_.end(), key) != asked_.end();
}

const Tree* FieldsNode::ask(std::string_view key)
{
    if (!asked(key)) asked_.emplace_back(key);
    return table_.find(key);
}

std::optional<FieldsNode> FieldsNode::child(std::string_view key)
{
    const Tree* written = ask(key);
    if (!written || written->table()) {
        Tree absent;
        absent.origin = place_without();
        FieldsNode node{*session_, written ? *written : std::move(absent), path_of(key)};
        node.hollow_ = hollow_;
        return node;
    }
    problem(key, "is " + std::string{kind_of(*written)} + " where a table belongs (write [" + path_of(key) + "])");
    return std::nullopt;
}

void FieldsNode::fill(const Tree& row)
{
    for (const char* remark : {"summary", "source", "note", "mark", "spread", "provenance"})
        if (row.find(remark) && !table_.find(remark)) remarks_.emplace_back(remark);
    Tree filled = row;
    merge(filled, table_);
    filled.origin = table_.origin;
    table_ = std::move(filled);
}

void FieldsNode::declare(Declared declared)
{
    if (!keeps()) return;
    for (const auto& [key, shorthand] : shorthands_)
        if (key == declared.key) declared.shorthand = shorthand;
    members_.push_back(std::move(declared));
}

void FieldsNode::expand(std::string_view key, std::string_view kind, std::string_view inner)
{
    shorthands_.push_back({std::string{key}, {std::string{kind}, std::string{inner}}});
    Tree* written = table_.find(key);
    if (!written || written->table()) return;
    Tree bare = std::exchange(*written, Tree{});
    written->origin = bare.origin;
    if (!kind.empty()) written->set("kind", Tree{std::string{kind}, bare.origin}, bare.origin);
    written->set(inner, bare, bare.origin);
}

void FieldsNode::problem(std::string_view key, std::string text)
{
    if (describing()) return;
    const Tree* written = table_.find(key);
    session_->problems.push_back({written ? written->origin : place_without(), path_of(key), std::move(text)});
}

/// What is not there belongs to the table that lacks it; what the top lacks belongs to the file, to no line of it.
Origin FieldsNode::place_without() const
{
    return path_.empty() ? Origin{table_.origin.file, 0, 0} : table_.origin;
}

void FieldsNode::cross_problem(std::string_view key, std::string text)
{
    if (!faulty_ && !hollow_) problem(key, std::move(text));
}

void FieldsNode::missing(std::string_view key, const std::string& what)
{
    note_fault();
    if (!hollow_) problem(key, "is missing (" + what + ")");
}

std::vector<Declared> FieldsNode::finish()
{
    const std::string of_kind = kind_.empty() ? "" : " with kind = " + quoted_text(kind_);
    for (const Entry& e : *table_.table()) {
        if (unread_) break;
        const bool remark = std::find(remarks_.begin(), remarks_.end(), e.key) != remarks_.end();
        if (asked(e.key) || remark) continue;
        session_->problems.push_back(
            {e.origin, path_of(e.key), "is not a known key" + of_kind + " (" + suggestion(e.key, asked_) + ")"});
    }
    return take_members();
}

} // namespace dcsim
