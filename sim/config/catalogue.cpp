#include "sim/config/catalogue.h"

namespace dcsim {

namespace {

/// Puts a file's values together again.
class Reader {
public:
    explicit Reader(const EmbeddedFile& file) : file_{file.name}, rest_{file.values} {}

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

} // namespace

Tree embedded_catalogue()
{
    Tree all;
    for (const EmbeddedFile& file : embedded_catalogue_files()) {
        Tree kinds = Reader{file}.next();
        for (Entry& kind : std::get<Tree::Table>(kinds.data)) {
            require(!all.find(kind.key), "a kind of the catalogue is spread over two files");
            all.set(kind.key, std::move(kind.value), std::move(kind.origin));
        }
    }
    return all;
}

} // namespace dcsim
