#pragma once
#include "models/vocabulary/run_context.h"
#include "sim/base/csv.h"
#include "sim/numerics/statistics.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

namespace dcsim {

/// One request to a language model, as a trace has it.
struct RequestRow {
    std::int64_t unix_ns;
    std::uint32_t prompt, output; ///< tokens
};

/// Requests of a CSV file with the columns TIMESTAMP, ContextTokens and GeneratedTokens, in its order, row by row in
/// constant memory [Azure LLM inference traces; Patel et al., ISCA 2024]. Stamps without offset are UTC.
///
/// Throws IoError `<file>:<line>:<column>: ...` for a cell that is no count or time, and for a row before the one
/// above.
class RequestFile {
public:
    RequestFile(Inputs& inputs, const std::filesystem::path& path);
    std::optional<RequestRow> next();

private:
    std::uint32_t tokens(std::size_t column) const;

    CsvReader csv_;
    std::size_t time_, prompt_, output_;
    std::int64_t last_ns_;
};

/// How often each count of tokens came: exact quantiles in the memory of the different counts.
class TokenCounts {
public:
    void add(std::uint32_t tokens) { ++counts_[tokens], ++n_; }
    double quantile(double p) const; ///< interpolated between neighbours; p in [0, 1]; 0 when empty

private:
    std::uint32_t at(std::uint64_t rank) const; ///< from 0

    std::map<std::uint32_t, std::uint64_t> counts_;
    std::uint64_t n_{0};
};

/// What a trace of requests looks like, in one pass.
class RequestStatistics {
public:
    void add(const RequestRow&);

    std::uint64_t count() const { return count_; }
    Frequency rate() const; ///< gaps over the time from the first to the last request
    double gap_cv() const;  ///< coefficient of variation of the gaps
    double
    dispersion_per_minute() const; ///< variance over mean of the counts of whole minutes from the first request on
    double correlation() const;    ///< of prompt and output
    const OnlineStats& prompt() const { return prompt_; }
    const OnlineStats& output() const { return output_; }
    const TokenCounts& prompts() const { return prompts_; }
    const TokenCounts& outputs() const { return outputs_; }

private:
    void count_minute(std::int64_t unix_ns);

    std::uint64_t count_{0};
    std::int64_t first_ns_{0}, last_ns_{0}, minute_{0};
    double in_minute_{0}, co_moment_{0};
    OnlineStats gaps_, minutes_, prompt_, output_;
    TokenCounts prompts_, outputs_;
};

RequestStatistics request_statistics(Inputs& inputs, const std::filesystem::path& path);

} // namespace dcsim
