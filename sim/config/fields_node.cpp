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
    Tree absent;
    absent.origin = table_.origin;
    const Tree* written = ask(key);
    if (!written) return FieldsNode{*session_, std::move(absent), path_of(key)};
    if (written->table()) return FieldsNode{*session_, *written, path_of(key)};
    problem(key, "is " + std::string{kind_of(*written)} + " where a table belongs (write [" + path_of(key) + "])");
    return std::nullopt;
}

void FieldsNode::fill(const Tree& row)
{
    for (const char* remark : {"summary", "source"})
        if (row.find(remark) && !table_.find(remark)) remarks_.emplace_back(remark);
    Tree filled = row;
    merge(filled, table_);
    filled.origin = table_.origin;
    table_ = std::move(filled);
}

void FieldsNode::expand(std::string_view key, std::string_view kind, std::string_view inner)
{
    Tree* written = table_.find(key);
    if (!written || written->table()) return;
    Tree bare = std::exchange(*written, Tree{});
    written->origin = bare.origin;
    written->set("kind", Tree{std::string{kind}, bare.origin}, bare.origin);
    written->set(inner, bare, bare.origin);
}

void FieldsNode::problem(std::string_view key, std::string text)
{
    if (describing()) return;
    const Tree* written = table_.find(key);
    session_->problems.push_back({written ? written->origin : table_.origin, path_of(key), std::move(text)});
}

std::vector<Declared> FieldsNode::finish()
{
    for (const Entry& e : *table_.table()) {
        const bool remark = std::find(remarks_.begin(), remarks_.end(), e.key) != remarks_.end();
        if (asked(e.key) || remark) continue;
        session_->problems.push_back(
            {e.origin, path_of(e.key), "is not a known key (" + suggestion(e.key, asked_) + ")"});
    }
    return take_members();
}

} // namespace dcsim
