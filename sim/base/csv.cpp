#include "sim/base/csv.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <fast_float/fast_float.h>

namespace dcsim {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t longest_row = 1 << 18, buffer_size = 4 * longest_row;

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view s)
{
    while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
    return s;
}

} // namespace

CsvReader::CsvReader(std::string_view contents, std::string file, Header header, char delimiter)
    : rest_{contents}, file_{std::move(file)}, delimiter_{delimiter}
{
    start(header);
}

CsvReader::CsvReader(std::unique_ptr<TextSource> source, std::string file, Header header, char delimiter)
    : source_{std::move(source)}, buffer_(buffer_size), file_{std::move(file)}, delimiter_{delimiter}
{
    refill();
    start(header);
}

void CsvReader::start(Header header)
{
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    line_start_ = rest_.data();
    if (header == Header::none) return;
    if (!next()) throw IoError{file_ + ": is empty (expected a row of column names)"};
    for (const Cell& c : cells_) header_.emplace_back(trimmed(c.text));
}

/// Keeps a whole row at hand. Only at the start of a line: cells and positions point into the buffer.
void CsvReader::refill()
{
    if (!source_ || rest_.size() >= longest_row) return;
    std::copy(rest_.begin(), rest_.end(), buffer_.begin());
    const std::size_t size = rest_.size() + source_->read(std::span{buffer_}.subspan(rest_.size()));
    rest_ = {buffer_.data(), size};
    line_start_ = rest_.data();
    if (size < buffer_.size()) source_.reset();
}

std::optional<std::size_t> CsvReader::find(std::string_view name) const
{
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
}

std::size_t CsvReader::column(std::string_view name) const
{
    if (const auto index = find(name)) return *index;
    std::string known;
    for (const std::string& h : header_) known += (known.empty() ? "" : ", ") + h;
    throw IoError{file_ + ": has no column '" + std::string{name} + "' (columns: " + known + ')'};
}

bool CsvReader::next()
{
    cells_.clear();
    if (!unescaped_.empty()) unescaped_.clear();
    if (!skip_to_row()) return false;
    row_line_ = line_;
    read_cell();
    while (!at_line_end()) {
        rest_.remove_prefix(1); // the delimiter
        read_cell();
    }
    end_line();
    if (source_ && rest_.empty()) fail_at(row_line_, 1, "row is longer than 262,144 characters");
    if (!header_.empty() && cells_.size() != header_.size())
        fail_at(row_line_, 1,
                "row has " + std::to_string(cells_.size()) + " cells, the header has " +
                    std::to_string(header_.size()));
    return true;
}

std::string_view CsvReader::text(std::size_t column) const
{
    return cell(column).text;
}

double CsvReader::number(std::size_t column) const
{
    const auto value = number_if_any(column);
    if (!value) fail(column, "is blank (expected a number)");
    return *value;
}

std::optional<double> CsvReader::number_if_any(std::size_t column) const
{
    const std::string_view s = trimmed(text(column));
    if (s.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = fast_float::from_chars(s.data(), s.data() + s.size(), value);
    if (error != std::errc{} || end != s.data() + s.size() || !std::isfinite(value))
        fail(column, "'" + std::string{s} + "' is not a number");
    return value;
}

std::int64_t CsvReader::integer(std::size_t column) const
{
    const double value = number(column);
    constexpr double exact = 9007199254740992; // 2^53: above it, doubles skip integers
    if (value != std::floor(value) || std::abs(value) > exact)
        fail(column, "'" + std::string{text(column)} + "' is not a whole number");
    return static_cast<std::int64_t>(value);
}

void CsvReader::fail(std::size_t column, std::string_view what) const
{
    const Cell& c = cell(column);
    const std::string name = column < header_.size() ? "'" + header_[column] + "' " : "";
    fail_at(c.line, c.position, name + std::string{what});
}

bool CsvReader::skip_to_row()
{
    for (refill(); !rest_.empty(); refill()) {
        if (rest_.front() == '#') rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
        if (!at_line_end()) return true;
        end_line();
    }
    return false;
}

void CsvReader::read_cell()
{
    const auto position = static_cast<std::size_t>(rest_.data() - line_start_) + 1;
    const std::size_t line = line_;
    std::string_view text;
    if (!rest_.empty() && rest_.front() == '"') {
        text = read_quoted();
        if (!at_line_end() && rest_.front() != delimiter_)
            fail_at(line, position, "text after the closing quote of a cell");
    } else {
        const auto ends = [delimiter = delimiter_](char c) { return c == delimiter || c == '\n'; };
        auto length = static_cast<std::size_t>(std::find_if(rest_.begin(), rest_.end(), ends) - rest_.begin());
        const bool carriage_return =
            length > 0 && rest_[length - 1] == '\r' && (length == rest_.size() || rest_[length] == '\n');
        if (carriage_return) --length;
        text = rest_.substr(0, length);
        rest_.remove_prefix(length);
    }
    cells_.push_back({text, line, position});
}

std::string_view CsvReader::read_quoted()
{
    const auto position = static_cast<std::size_t>(rest_.data() - line_start_) + 1;
    const std::size_t line = line_;
    std::string text;
    for (rest_.remove_prefix(1);; rest_.remove_prefix(1)) {
        const std::size_t quote = rest_.find('"');
        if (quote == std::string_view::npos) fail_at(line, position, "opening quote without a closing one");
        for (std::size_t i = 0; i < quote; ++i)
            if (rest_[i] == '\n') {
                ++line_;
                line_start_ = rest_.data() + i + 1;
            }
        text += rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        if (rest_.empty() || rest_.front() != '"') break;
        text += '"';
    }
    return unescaped_.emplace_back(std::move(text));
}

bool CsvReader::at_line_end() const
{
    return rest_.empty() || rest_.front() == '\n' || rest_ == "\r" || rest_.starts_with("\r\n");
}

void CsvReader::end_line()
{
    const std::size_t newline = rest_.find('\n');
    rest_.remove_prefix(newline == std::string_view::npos ? rest_.size() : newline + 1);
    line_start_ = rest_.data();
    ++line_;
}

const CsvReader::Cell& CsvReader::cell(std::size_t column) const
{
    if (column >= cells_.size())
        fail_at(row_line_, 1,
                "row has only " + std::to_string(cells_.size()) + " cells, cell " + std::to_string(column + 1) +
                    " is needed");
    return cells_[column];
}

void CsvReader::fail_at(std::size_t line, std::size_t position, std::string_view what) const
{
    throw IoError{file_ + ':' + std::to_string(line) + ':' + std::to_string(position) + ": " + std::string{what}};
}

} // namespace dcsim
