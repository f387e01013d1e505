#include "app/table.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <numeric>

namespace dcsim {

namespace {

constexpr std::size_t gap = 2;        // columns between columns
constexpr std::size_t least_text = 8; // columns that a cut cell keeps

struct Character {
    std::string_view bytes;
    std::size_t width;
};

/// Wide ranges of Unicode: Hangul, CJK, full-width forms, emoji [Unicode UAX 11, abridged].
bool is_wide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0x1F300 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_combining(char32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x20D0 && c <= 0x20FF) || c == 0x200B || c == 0x200D ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

bool continues(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

/// The first character of a text that is not empty; a stray byte counts as a character.
Character first_of(std::string_view text)
{
    std::size_t size = 1;
    while (size < text.size() && size < 4 && continues(text[size])) ++size;
    const auto lead = static_cast<unsigned char>(text.front());
    char32_t code = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {text.substr(0, size), is_combining(code) ? 0U : is_wide(code) ? 2U : 1U};
}

} // namespace

std::size_t display_width(std::string_view utf8)
{
    std::size_t width = 0;
    while (!utf8.empty()) {
        const Character c = first_of(utf8);
        width += c.width;
        utf8.remove_prefix(c.bytes.size());
    }
    return width;
}

std::string shortened(std::string_view utf8, std::size_t columns)
{
    if (display_width(utf8) <= columns) return std::string{utf8};
    if (columns == 0) return {};
    std::string kept;
    std::size_t width = 0;
    for (Character c = first_of(utf8); width + c.width < columns; c = first_of(utf8)) {
        kept += c.bytes;
        width += c.width;
        utf8.remove_prefix(c.bytes.size());
    }
    return kept + "…";
}

TextTable::TextTable(std::vector<Column> columns, std::size_t most_columns)
    : columns_{std::move(columns)}, most_columns_{most_columns}
{
}

void TextTable::add_row(std::vector<std::string> cells)
{
    require(cells.size() == columns_.size() && !cells.empty(), "a row has a cell for each column");
    const bool blank = std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
    if (!blank) rows_.push_back(std::move(cells));
}

void TextTable::add_rule()
{
    rows_.emplace_back();
}

std::vector<std::size_t> TextTable::widths() const
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = std::max(display_width(columns_[i].title), display_width(columns_[i].unit));
        for (const auto& row : rows_)
            if (!row.empty()) width = std::max(width, display_width(row[i]));
        widths.push_back(width);
    }
    std::size_t total = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
    while (total > most_columns_) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (columns_[i].align == Align::left && widths[i] > least_text && (!widest || widths[i] > *widest))
                widest = &widths[i];
        if (!widest) break; // only numbers are left
        --*widest;
        --total;
    }
    return widths;
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool left = columns_[i].align == Align::left;
        const std::string cell = left ? shortened(cells[i], widths[i]) : cells[i];
        const std::string padding(widths[i] - std::min(widths[i], display_width(cell)), ' ');
        if (i > 0) line += std::string(gap, ' ');
        line += left ? cell + padding : padding + cell;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

std::string TextTable::text() const
{
    const std::vector<std::size_t> width = widths();
    std::vector<std::string> titles, units;
    for (const Column& column : columns_) {
        titles.push_back(column.title);
        units.push_back(column.unit);
    }
    std::string rule;
    const std::size_t total = std::accumulate(width.begin(), width.end(), gap * (width.size() - 1));
    for (std::size_t i = 0; i < total; ++i) rule += "─";
    rule += '\n';

    std::string text = line(titles, width);
    if (std::any_of(units.begin(), units.end(), [](const std::string& u) { return !u.empty(); }))
        text += line(units, width);
    text += rule;
    for (const auto& row : rows_) text += row.empty() ? rule : line(row, width);
    return text;
}

} // namespace dcsim
