#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// Text that comes in pieces, so that a file need not fit into memory.
class TextSource {
public:
    virtual ~TextSource() = default;
    /// Fills `to` from its front; how many characters came, fewer than there is room for only at the end.
    virtual std::size_t read(std::span<char> to) = 0;
    /// All of it, where it lies in memory as long as this lives.
    virtual std::string_view whole() const { return {}; }
};

/// Reads comma-separated text row by row [RFC 4180]: quoted cells, LF and CRLF, a UTF-8 byte order mark, blank lines
/// and lines that start with `#` (both skipped). Throws IoError `<file>:<line>:<column>: ...` where the text breaks its
/// format.
class CsvReader {
public:
    enum class Header : std::uint8_t {
        names, ///< the first row names the columns; every row must have as many cells
        none   ///< rows may have any number of cells
    };
    /// `contents` must outlive the reader; `file` is used in messages only.
    CsvReader(std::string_view contents, std::string file, Header header = Header::names, char delimiter = ',');
    /// Holds a megabyte of the text at a time, unless the source has it whole; rows longer than a quarter of that are
    /// an error.
    CsvReader(std::unique_ptr<TextSource> source, std::string file, Header header = Header::names,
              char delimiter = ',');
    CsvReader(const CsvReader&) = delete; ///< cells point into it
    CsvReader& operator=(const CsvReader&) = delete;

    const std::vector<std::string>& header() const { return header_; }
    std::optional<std::size_t> find(std::string_view name) const; ///< index of a column
    std::size_t column(std::string_view name) const;              ///< the same; a missing column is an error

    bool next(); ///< moves on to the next row; false at the end
    std::size_t size() const { return cells_.size(); }
    std::size_t line() const { return row_line_; } ///< of the current row, from 1

    // Cells of the current row, valid until the next call of next(). A cell that the row does not have is an error.
    std::string_view text(std::size_t column) const
    {
        if (column >= cells_.size()) [[unlikely]]
            fail_missing(column);
        return cells_[column];
    }
    double number(std::size_t column) const ///< finite
    {
        const auto value = number_if_any(column);
        if (!value) fail(column, "is blank (expected a number)");
        return *value;
    }
    std::optional<double> number_if_any(std::size_t column) const; ///< none if the cell is blank
    std::int64_t integer(std::size_t column) const;

    /// Throws IoError that points at a cell of the current row.
    [[noreturn]] void fail(std::size_t column, std::string_view what) const;

private:
    struct Quoted {
        std::string text; ///< without the quotes around it, its doubled ones single
        const char* at;   ///< the opening quote
    };
    void start(Header header);
    void refill();
    bool skip_to_row();
    void read_row();
    std::string_view read_quoted(const char* at);
    std::string_view take_line();
    [[noreturn]] void fail_missing(std::size_t column) const;
    [[noreturn]] void fail_ragged() const;
    [[noreturn]] void fail_at(const char* at, std::string_view what) const;

    std::unique_ptr<TextSource> source_;
    bool more_{false};               ///< comes from there, behind rest_
    std::unique_ptr<char[]> buffer_; ///< not cleared: most files are short
    std::string_view rest_;
    std::string file_;
    char delimiter_;
    std::vector<std::string> header_;
    std::vector<std::string_view> cells_;
    std::deque<Quoted> quoted_; ///< those of the cells whose text is not in the row as it stands
    const char* row_{nullptr};  ///< the start of the current row
    std::size_t line_{1}, row_line_{0}, header_line_{0};
};

} // namespace dcsim
