#include "sim/config/catalogue.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Puts a file's values together again.
class Reader {
public:
    Reader(std::string_view file, std::span<const EmbeddedValue> values) : file_{file}, rest_{values} {}

    Tree next()
    {
        const EmbeddedValue& value = rest_.front();
        rest_ = rest_.subspan(1);
        return {std::visit([this](const auto& data) { return read(data); }, value.data),
                Origin{file_, value.line, value.column}};
    }

private:
    template <class T> Tree::Data read(const T& data) { return data; }
    Tree::Data read(std::string_view text) { return std::string{text}; }

    Tree::Data read(const EmbeddedValue::Table& table)
    {
        Tree::Table entries;
        entries.reserve(table.members);
        for (std::size_t i = 0; i < table.members; ++i) {
            const EmbeddedValue& value = rest_.front();
            Origin place{file_, value.key_line, value.key_column};
            entries.push_back({std::string{value.key}, std::move(place), next()});
        }
        return entries;
    }

    /// Numbers of a list carry no copy of the file's name, and are made in place: typical years have thousands of them,
    /// which every start would allocate.
    Tree::Data read(const EmbeddedValue::List& list)
    {
        Tree::Array values;
        values.reserve(list.members);
        for (std::size_t i = 0; i < list.members; ++i) {
            const EmbeddedValue& value = rest_.front();
            if (const auto* number = std::get_if<double>(&value.data))
                add(values, value, *number);
            else if (const auto* whole = std::get_if<std::int64_t>(&value.data))
                add(values, value, *whole);
            else
                values.push_back(next());
        }
        return values;
    }

    template <class Number> void add(Tree::Array& values, const EmbeddedValue& from, Number number)
    {
        Tree& element = values.emplace_back();
        element.data.emplace<Number>(number);
        element.origin.line = from.line;
        element.origin.column = from.column;
        rest_ = rest_.subspan(1);
    }

    std::string file_;
    std::span<const EmbeddedValue> rest_;
};

using EmbeddedValues = std::span<const EmbeddedValue>;

/// The values that a value consists of, itself included.
struct Extent {
    template <class T> std::size_t operator()(const T&) const { return 1; }
    std::size_t operator()(const EmbeddedValue::Table& table) const { return 1 + table.values; }
    std::size_t operator()(const EmbeddedValue::List& list) const { return 1 + list.values; }
};

/// Calls `of` with the values of each member of a table, until it returns true.
template <class Of> void each_member(EmbeddedValues table, const Of& of)
{
    for (EmbeddedValues rest = table.subspan(1); !rest.empty();) {
        const EmbeddedValues first = rest.first(std::visit(Extent{}, rest.front().data));
        if (of(first)) return;
        rest = rest.subspan(first.size());
    }
}

EmbeddedValues member(EmbeddedValues table, std::string_view key)
{
    EmbeddedValues found;
    each_member(table, [&](EmbeddedValues candidate) {
        if (candidate.front().key != key) return false;
        found = candidate;
        return true;
    });
    return found;
}

std::optional<Tree> row_of(std::span<const EmbeddedFile> files, std::string_view kind, std::string_view name)
{
    for (const EmbeddedFile& file : files)
        if (const EmbeddedValues rows = member(file.values, kind); !rows.empty())
            if (const EmbeddedValues row = member(rows, name); !row.empty()) return Reader{file.name, row}.next();
    return std::nullopt;
}

Tree all_of(std::span<const EmbeddedFile> files)
{
    Tree all;
    for (const EmbeddedFile& file : files) {
        Tree kinds = Reader{file.name, file.values}.next();
        for (Entry& kind : std::get<Tree::Table>(kinds.data)) {
            require(!all.find(kind.key), "a kind of the catalogue is spread over two files");
            all.set(kind.key, std::move(kind.value), std::move(kind.origin));
        }
    }
    return all;
}

} // namespace

Tree embedded_catalogue()
{
    return all_of(embedded_catalogue_files());
}

std::vector<std::string_view> Catalogue::names(std::string_view kind) const
{
    std::vector<std::string_view> names;
    for (const EmbeddedFile& file : files_)
        if (const EmbeddedValues rows = member(file.values, kind); !rows.empty())
            each_member(rows, [&](EmbeddedValues row) {
                names.push_back(row.front().key);
                return false;
            });
    for (const Tree& layer : laid_)
        if (const Tree* rows = layer.find(kind); rows && rows->table())
            for (const Entry& row : *rows->table())
                if (std::ranges::find(names, row.key) == names.end()) names.push_back(row.key);
    return names;
}

std::optional<Tree> Catalogue::row(std::string_view kind, std::string_view name) const
{
    std::optional<Tree> row = row_of(files_, kind, name);
    for (const Tree& layer : laid_) {
        const Tree* const rows = layer.find(kind);
        const Tree* const laid = rows ? rows->find(name) : nullptr;
        if (laid && row)
            merge(*row, *laid);
        else if (laid)
            row = *laid;
    }
    return row;
}

Tree Catalogue::all() const
{
    Tree all = all_of(files_);
    for (const Tree& layer : laid_) merge(all, layer);
    return all;
}

} // namespace dcsim
