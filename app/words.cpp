#include "app/words.h"
#include "app/table.h"
#include <sstream>

namespace dcsim {

namespace {

std::string brief_list(const Tree::Array& list, std::size_t columns)
{
    const std::string end = "... " + std::to_string(list.size()) + " values]";
    std::string text = "[";
    for (const Tree& element : list) {
        const std::string longer = text + inline_toml(element) + ", ";
        if (longer.size() + end.size() > columns) break;
        text = longer;
    }
    return text + end;
}

} // namespace

std::string brief(const std::optional<Tree>& value, std::size_t columns)
{
    if (!value) return "unset";
    std::string text = inline_toml(*value);
    if (display_width(text) <= columns) return text;
    if (const auto* list = std::get_if<Tree::Array>(&value->data)) return brief_list(*list, columns);
    if (value->text()) return shortened(text, columns - 1) + '"';
    return text;
}

std::string wrapped(const std::string& head, const std::string& text, std::size_t indent)
{
    std::istringstream words{text};
    std::string out, line = head;
    for (std::string word; words >> word;) {
        const bool glued = line.empty() || line.back() == ' ';
        if (display_width(line) + (glued ? 0 : 1) + display_width(word) > screen_columns) {
            out += line + '\n';
            line = std::string(indent, ' ') + word;
        } else {
            line += (glued ? "" : " ") + word;
        }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return out + line;
}

} // namespace dcsim
