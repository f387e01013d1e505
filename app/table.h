#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// Columns that a UTF-8 text takes on a terminal: one per code point, none for combining marks, two for wide
/// characters.
std::size_t display_width(std::string_view utf8);

/// The text cut to at most `columns`, its last column then an ellipsis; never in the middle of a character.
std::string shortened(std::string_view utf8, std::size_t columns);

/// A text table with aligned columns: the first column of words to the left, numbers to the right.
class TextTable {
public:
    enum class Align : std::uint8_t { left, right };
    struct Column {
        std::string title, unit; ///< the unit stands in a second line of the header; both may be empty
        Align align{Align::right};
    };

    static constexpr std::size_t default_columns = 100;
    explicit TextTable(std::vector<Column> columns, std::size_t most_columns = default_columns);

    /// One cell per column; a row of empty cells is left out.
    void add_row(std::vector<std::string> cells);
    /// A line between the rows added before and after.
    void add_rule();

    /// Lines end with a newline and have no blanks before it. What is wider than allowed loses the ends of its longest
    /// left-aligned cells; numbers are never cut.
    std::string text() const;

private:
    std::vector<std::size_t> widths() const;
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_; ///< an empty row is a rule
    std::size_t most_columns_;
};

} // namespace dcsim
