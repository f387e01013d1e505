#include "sim/config/tree.h"
#include <algorithm>

namespace dcsim {

namespace {

bool other_kind(const Tree& base, const Tree& over)
{
    const Tree* before = base.find("kind");
    const Tree* after = over.find("kind");
    return before && after && !same_data(*before, *after);
}

bool same_tables(const Tree::Table& a, const Tree::Table& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Entry& x, const Entry& y) { return x.key == y.key && same_data(x.value, y.value); });
}

} // namespace

Tree::Tree(Data value, Origin place) : origin{std::move(place)}, data{std::move(value)} {}

const Entry* Tree::entry(std::string_view key) const
{
    const Table* entries = table();
    if (!entries) return nullptr;
    const auto at = std::find_if(entries->begin(), entries->end(), [&](const Entry& e) { return e.key == key; });
    return at == entries->end() ? nullptr : &*at;
}

const Tree* Tree::find(std::string_view key) const
{
    const Entry* found = entry(key);
    return found ? &found->value : nullptr;
}

Tree* Tree::find(std::string_view key)
{
    return const_cast<Tree*>(std::as_const(*this).find(key));
}

Tree& Tree::set(std::string_view key, Tree value, Origin key_origin)
{
    Table* entries = std::get_if<Table>(&data);
    require(entries, "only a table has keys");
    if (Tree* present = find(key)) return *present = std::move(value);
    return entries->emplace_back(Entry{std::string{key}, std::move(key_origin), std::move(value)}).value;
}

void Tree::erase(std::string_view key)
{
    if (Table* entries = std::get_if<Table>(&data))
        std::erase_if(*entries, [&](const Entry& e) { return e.key == key; });
}

std::string_view kind_of(const Tree& value)
{
    static constexpr std::string_view names[]{"a table",  "a list",        "a string",        "a whole number",
                                              "a number", "true or false", "a point in time", "a local time"};
    static_assert(std::size(names) == std::variant_size_v<Tree::Data>);
    return names[value.data.index()];
}

bool same_data(const Tree& a, const Tree& b)
{
    if (a.data.index() != b.data.index()) return false;
    if (const Tree::Table* entries = a.table()) return same_tables(*entries, *b.table());
    if (const auto* list = std::get_if<Tree::Array>(&a.data)) {
        const auto& other = std::get<Tree::Array>(b.data);
        return std::equal(list->begin(), list->end(), other.begin(), other.end(), same_data);
    }
    return std::visit(
        [&]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, Tree::Table> || std::is_same_v<T, Tree::Array>)
                return false;
            else
                return value == std::get<T>(b.data);
        },
        a.data);
}

void merge(Tree& base, const Tree& over)
{
    const Tree::Table* changes = over.table();
    if (!changes || !base.table() || other_kind(base, over)) {
        base = over;
        return;
    }
    for (const Entry& change : *changes) {
        if (Tree* present = base.find(change.key))
            merge(*present, change.value);
        else
            base.set(change.key, change.value, change.origin);
    }
}

void assign(Tree& root, std::string_view dotted_path, Tree value)
{
    const std::size_t last = dotted_path.rfind('.');
    Tree wrapped;
    wrapped.origin = value.origin;
    const Origin place = value.origin;
    const std::string_view key = last == std::string_view::npos ? dotted_path : dotted_path.substr(last + 1);
    wrapped.set(key, std::move(value), place);
    if (last == std::string_view::npos)
        merge(root, wrapped);
    else
        assign(root, dotted_path.substr(0, last), std::move(wrapped));
}

} // namespace dcsim
