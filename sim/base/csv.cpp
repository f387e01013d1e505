#include "sim/base/csv.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <cstring>
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
    : source_{std::move(source)}, rest_{source_->whole()}, file_{std::move(file)}, delimiter_{delimiter}
{
    if (rest_.empty()) {
        buffer_ = std::make_unique_for_overwrite<char[]>(buffer_size);
        more_ = true;
        refill();
    }
    start(header);
}

void CsvReader::start(Header header)
{
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    if (header == Header::none) return;
    if (!next()) throw IoError{file_ + ": is empty (expected a row of column names)"};
    header_line_ = row_line_;
    for (const std::string_view name : cells_) header_.emplace_back(trimmed(name));
}

/// Keeps a whole row at hand. Only between rows: cells point into the buffer.
void CsvReader::refill()
{
    std::copy(rest_.begin(), rest_.end(), buffer_.get());
    const std::size_t size = rest_.size() + source_->read({buffer_.get() + rest_.size(), buffer_size - rest_.size()});
    rest_ = {buffer_.get(), size};
    more_ = size == buffer_size;
}

std::optional<std::size_t> CsvReader::find(std::string_view name) const
{
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end()) return std::nullopt;
    if (std::find(found + 1, header_.end(), name) != header_.end())
        throw IoError{file_ + ':' + std::to_string(header_line_) + ": has two columns '" + std::string{name} +
                      "' (name one of them otherwise)"};
    return static_cast<std::size_t>(found - header_.begin());
}

std::size_t CsvReader::column(std::string_view name) const
{
    if (const auto index = find(name)) return *index;
    std::string known;
    for (const std::string& h : header_) known += (known.empty() ? "" : ", ") + h;
    throw IoError{file_ + ": has no column '" + std::string{name} + "' (columns: " + known + ')'};
}

/// The rest of the line, without its end, which is passed as well.
inline std::string_view CsvReader::take_line()
{
    const char *const at = rest_.data(), *const end = at + rest_.size();
    const auto* newline = static_cast<const char*>(std::memchr(at, '\n', rest_.size()));
    if (!newline) newline = end;
    rest_ = {std::min(newline + 1, end), end};
    ++line_;
    return {at, newline > at && newline[-1] == '\r' ? newline - 1 : newline};
}

inline bool CsvReader::skip_to_row()
{
    const auto is_blank = [this] { return rest_.front() == '\n' || rest_ == "\r" || rest_.starts_with("\r\n"); };
    for (;; take_line()) {
        if (more_ && rest_.size() < longest_row) refill();
        if (rest_.empty()) return false;
        if (rest_.front() != '#' && !is_blank()) return true;
    }
}

inline void CsvReader::read_row()
{
    for (std::string_view line = take_line();; line.remove_prefix(1)) { // the delimiter
        if (line.starts_with('"')) {
            const char* const at = line.data();
            cells_.push_back(read_quoted(at));
            line = take_line();
            if (!line.empty() && line.front() != delimiter_) fail_at(at, "text after the closing quote of a cell");
        } else {
            cells_.push_back(line.substr(0, line.find(delimiter_)));
            line.remove_prefix(cells_.back().size());
        }
        if (line.empty()) break;
    }
}

bool CsvReader::next()
{
    cells_.clear();
    if (!quoted_.empty()) quoted_.clear();
    if (!skip_to_row()) return false;
    row_ = rest_.data();
    row_line_ = line_;
    read_row();
    if (more_ && rest_.empty()) fail_at(row_, "row is longer than 262,144 characters");
    if (!header_.empty() && cells_.size() != header_.size()) fail_ragged();
    return true;
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
    const std::string name = column < header_.size() ? "'" + header_[column] + "' " : "";
    const char* at = text(column).data();
    for (const Quoted& q : quoted_)
        if (q.text.data() == at) {
            at = q.at;
            break;
        }
    fail_at(at, name + std::string{what});
}

/// The cell whose opening quote stands at `at` in the line just taken; goes back there and stops behind its closing
/// one.
std::string_view CsvReader::read_quoted(const char* at)
{
    rest_ = {at + 1, rest_.data() + rest_.size()};
    --line_;
    std::string text;
    for (;; rest_.remove_prefix(1)) {
        const std::size_t quote = rest_.find('"');
        if (quote == std::string_view::npos) fail_at(at, "opening quote without a closing one");
        line_ += static_cast<std::size_t>(std::count(rest_.data(), rest_.data() + quote, '\n'));
        text += rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        if (!rest_.starts_with('"')) break;
        text += '"';
    }
    return quoted_.emplace_back(Quoted{std::move(text), at}).text;
}

void CsvReader::fail_ragged() const
{
    fail_at(row_,
            "row has " + std::to_string(cells_.size()) + " cells, the header has " + std::to_string(header_.size()));
}

void CsvReader::fail_missing(std::size_t column) const
{
    fail_at(row_, "row has only " + std::to_string(cells_.size()) + " cells, cell " + std::to_string(column + 1) +
                      " is needed");
}

/// Points at a character of the current row, which may have several lines.
void CsvReader::fail_at(const char* at, std::string_view what) const
{
    const std::string_view before{row_, static_cast<std::size_t>(at - row_)};
    const std::size_t line = row_line_ + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t position = before.size() - (before.rfind('\n') + 1) + 1; // npos + 1 = 0
    throw IoError{file_ + ':' + std::to_string(line) + ':' + std::to_string(position) + ": " + std::string{what}};
}

} // namespace dcsim
