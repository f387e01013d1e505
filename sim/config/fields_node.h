#pragma once
#include "sim/config/catalogue.h"
#include "sim/config/declared.h"
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

enum class Visit {
    read,
    read_only, ///< the parameters, and nothing of what is declared
    describe
};

/// What all tables of one visit share.
struct FieldsSession {
    const Catalogue& catalogue;
    std::vector<Problem>& problems;
    Visit visit;
    std::string currency{};
    Tree used_rows{};                        ///< the catalogue's rows that presets took, as [kind.row]
    std::vector<Declared> catalogue_kinds{}; ///< what lists of presets declared in rows of the catalogue, by kind

    void use_row(std::string_view kind, const std::string& name, const Tree& row)
    {
        if (visit == Visit::read_only) return;
        Tree* used = used_rows.find(kind);
        if (!used) used = &used_rows.set(kind, {});
        used->set(name, row);
    }
};

/// One table of a scenario while a declaration visits it: what was written, and what has been asked for.
class FieldsNode {
public:
    FieldsNode(FieldsSession& session, Tree table, std::string path);

    FieldsSession& session() { return *session_; }
    const std::string& path() const { return path_; }
    std::string path_of(std::string_view key) const;
    bool describing() const { return session_->visit == Visit::describe; }
    bool keeps() const { return session_->visit != Visit::read_only; } ///< what is declared

    /// Notes that `key` is known here; returns what was written for it.
    const Tree* ask(std::string_view key);
    const Tree* find(std::string_view key) const { return table_.find(key); }
    /// A nested table, empty at this table's place when absent; reports anything that is no table.
    std::optional<FieldsNode> child(std::string_view key);
    /// Lays what was written over a catalogue row.
    void fill(const Tree& row);
    /// Turns a bare value into a table { kind = ..., inner = value } at the same place; without kind where it is empty.
    void expand(std::string_view key, std::string_view kind, std::string_view inner);
    void problem(std::string_view key, std::string text);
    /// A problem of several values at once; silent after a problem of one value, which may be its only cause.
    void cross_problem(std::string_view key, std::string text);
    /// "is missing", unless an unknown preset may be the cause.
    void missing(std::string_view key, const std::string& what);

    void note_fault() { faulty_ = true; }  ///< a value of this table could not be read
    void note_hollow() { hollow_ = true; } ///< what a preset would have filled is missing, here and below
    void note_unread() { unread_ = true; } ///< not all keys were asked for: unknown ones cannot be told
    void note_kind(std::string name) { kind_ = std::move(name); }
    ReadContext context(const std::string& path) { return {path, session_->problems, session_->currency}; }

    void declare(Declared declared);
    /// Reports keys that nobody asked for, and hands over what was declared.
    std::vector<Declared> finish();
    std::vector<Declared> take_members() { return std::exchange(members_, {}); }
    void put_members(std::vector<Declared> members) { members_ = std::move(members); }

private:
    bool asked(std::string_view key) const;
    Origin place_without() const;

    FieldsSession* session_;
    Tree table_;
    std::string path_;
    std::vector<std::string> asked_;
    std::vector<std::string> remarks_; ///< what a catalogue row says about itself, which is no parameter
    std::vector<Declared> members_;
    std::vector<std::pair<std::string, Declared::Shorthand>> shorthands_; ///< by key
    std::string kind_; ///< the chosen row of a registry, empty if nothing is chosen here
    bool faulty_{false}, hollow_{false}, unread_{false};
};

} // namespace dcsim
