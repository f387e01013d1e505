#include "models/workload/request_file.h"
#include "models/vocabulary/text_file.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace dcsim {

RequestFile::RequestFile(Inputs& inputs, const std::filesystem::path& path)
    : csv_{open_text(inputs, path), path.string()},
      time_{csv_.column("TIMESTAMP")},
      prompt_{csv_.column("ContextTokens")},
      output_{csv_.column("GeneratedTokens")},
      last_ns_{std::numeric_limits<std::int64_t>::min()}
{
}

std::optional<RequestRow> RequestFile::next()
{
    if (!csv_.next()) return std::nullopt;
    const auto at = parse_timestamp(csv_.text(time_), 0);
    if (!at) csv_.fail(time_, "is no time stamp (such as 2023-11-16 18:15:46.6805900)");
    if (*at < last_ns_) csv_.fail(time_, "is earlier than the row above (sort the file)");
    last_ns_ = *at;
    return RequestRow{*at, tokens(prompt_), tokens(output_)};
}

std::uint32_t RequestFile::tokens(std::size_t column) const
{
    const std::int64_t count = csv_.integer(column);
    if (count < 0 || count > std::numeric_limits<std::uint32_t>::max()) csv_.fail(column, "is out of range");
    return static_cast<std::uint32_t>(count);
}

double TokenCounts::quantile(double p) const
{
    if (n_ == 0) return 0;
    const double place = p * static_cast<double>(n_ - 1);
    const auto below = static_cast<std::uint64_t>(place);
    const double low = at(below), high = at(std::min(below + 1, n_ - 1));
    return low + (place - static_cast<double>(below)) * (high - low);
}

std::uint32_t TokenCounts::at(std::uint64_t rank) const
{
    std::uint64_t passed = 0;
    for (const auto& [tokens, times] : counts_)
        if ((passed += times) > rank) return tokens;
    throw LogicError{"a rank lies among those counted"};
}

void RequestStatistics::add(const RequestRow& row)
{
    if (count_ == 0)
        first_ns_ = row.unix_ns;
    else
        gaps_.add(static_cast<double>(row.unix_ns - last_ns_) / ns_per_second);
    last_ns_ = row.unix_ns;
    ++count_;
    count_minute(row.unix_ns);
    const double prompt_off = row.prompt - prompt_.mean();
    prompt_.add(row.prompt);
    output_.add(row.output);
    co_moment_ += prompt_off * (row.output - output_.mean()); // one pass [Welford's update for two variables]
    prompts_.add(row.prompt);
    outputs_.add(row.output);
}

/// A minute is complete once a request comes after it.
void RequestStatistics::count_minute(std::int64_t unix_ns)
{
    constexpr std::int64_t minute_ns = 60 * static_cast<std::int64_t>(ns_per_second);
    for (const std::int64_t now = (unix_ns - first_ns_) / minute_ns; minute_ < now; ++minute_) {
        minutes_.add(in_minute_);
        in_minute_ = 0;
    }
    ++in_minute_;
}

Frequency RequestStatistics::rate() const
{
    return gaps_.mean() > 0 ? Frequency{1 / gaps_.mean()} : Frequency{};
}

double RequestStatistics::gap_cv() const
{
    return gaps_.mean() > 0 ? gaps_.sd() / gaps_.mean() : 0;
}

double RequestStatistics::dispersion_per_minute() const
{
    return minutes_.mean() > 0 ? minutes_.variance() / minutes_.mean() : 0;
}

double RequestStatistics::correlation() const
{
    const double scale = prompt_.sd() * output_.sd() * static_cast<double>(count_ - 1);
    return count_ > 1 && scale > 0 ? co_moment_ / scale : 0;
}

RequestStatistics request_statistics(Inputs& inputs, const std::filesystem::path& path)
{
    RequestFile file{inputs, path};
    RequestStatistics all;
    while (const auto row = file.next()) all.add(*row);
    return all;
}

} // namespace dcsim
