#include "sim/config/tree.h"
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

/// Run by the build: `embed_catalogue OUTPUT FILE...` writes TOML files as a table in C++, see catalogue.h.
namespace dcsim {

namespace {

/// The values that a table or list has, with theirs.
std::size_t values_in(const Tree& tree)
{
    std::size_t values = 0;
    if (const Tree::Table* entries = tree.table())
        for (const Entry& entry : *entries) values += 1 + values_in(entry.value);
    if (const auto* list = std::get_if<Tree::Array>(&tree.data))
        for (const Tree& element : *list) values += 1 + values_in(element);
    return values;
}

/// What a file says, value by value in its order.
class Writer {
public:
    explicit Writer(std::ostream& out) : out_{out} { out_ << std::hexfloat; }

    void value(const Tree& tree, const Entry* entry)
    {
        const Origin key = entry ? entry->origin : Origin{};
        out_ << "    {" << quoted_text(entry ? entry->key : "") << ", " << key.line << ", " << key.column << ", "
             << tree.origin.line << ", " << tree.origin.column << ", ";
        std::visit([&](const auto& data) { write(data, tree); }, tree.data);
    }

private:
    void write(const Tree::Table& table, const Tree& tree)
    {
        out_ << "EmbeddedValue::Table{" << table.size() << ", " << values_in(tree) << "}},\n";
        for (const Entry& entry : table) value(entry.value, &entry);
    }
    void write(const Tree::Array& list, const Tree& tree)
    {
        out_ << "EmbeddedValue::List{" << list.size() << ", " << values_in(tree) << "}},\n";
        for (const Tree& element : list) value(element, nullptr);
    }
    void write(const std::string& text, const Tree&) { out_ << quoted_text(text) << "sv},\n"; }
    void write(std::int64_t number, const Tree&) { out_ << "std::int64_t{" << number << "}},\n"; }
    void write(double number, const Tree&) { out_ << number << "},\n"; }
    void write(bool is, const Tree&) { out_ << (is ? "true" : "false") << "},\n"; }
    template <class Date> void write(const Date&, const Tree& tree)
    {
        throw ConfigError{{{tree.origin, "", "is a date, which no row of the catalogue needs"}}};
    }

    std::ostream& out_;
};

std::string contents(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw IoError{path.string() + " cannot be read"};
    return text;
}

void embed(std::ostream& out, const std::vector<std::filesystem::path>& files)
{
    out << "#include \"sim/config/catalogue.h\"\n#include <array>\n\nnamespace dcsim {\n\nnamespace {\n\n"
           "using namespace std::string_view_literals;\n";
    std::string table;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string text = contents(files[i]), name = "catalog/" + files[i].filename().string();
        out << "\nconstexpr EmbeddedValue values" << i << "[]{\n";
        Writer{out}.value(parse_toml(text, name), nullptr);
        out << "};\n";
        table +=
            "    EmbeddedFile{\"" + name + "\", R\"toml~(" + text + ")toml~\", values" + std::to_string(i) + "},\n";
    }
    out << "\nconstexpr std::array files{\n"
        << table << "};\n\n} // namespace\n\nstd::span<const EmbeddedFile> embedded_catalogue_files()\n{\n"
        << "    return files;\n}\n\n} // namespace dcsim\n";
}

} // namespace

} // namespace dcsim

int main(int count, char** words)
{
    try {
        std::ofstream out{words[1]};
        dcsim::embed(out, {words + 2, words + count});
        if (!out.flush()) throw dcsim::IoError{std::string{words[1]} + " cannot be written"};
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
