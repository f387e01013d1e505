#include "models/workload/lengths.h"
#include "models/workload/request_file.h"

namespace dcsim {

namespace {

enum class Tokens : std::uint8_t { prompt, output };

struct RequestLengthsParams {
    std::filesystem::path file;
    Tokens tokens{Tokens::prompt};
};

void fields(Fields& f, RequestLengthsParams& p)
{
    f.required("file", p.file, "CSV of requests: TIMESTAMP, ContextTokens, GeneratedTokens; .gz is read as well");
    std::string tokens;
    f.required("tokens", tokens, "which of the two counts, prompt (ContextTokens) or output (GeneratedTokens)");
    p.tokens = tokens == "output" ? Tokens::output : Tokens::prompt;
    if (!f.describing() && !tokens.empty() && tokens != "prompt" && tokens != "output")
        f.problem("tokens", "is neither prompt nor output");
}

/// All counts of the file, whenever they came.
class RequestLengths final : public Lengths {
public:
    RequestLengths(const RequestLengthsParams& p, Inputs* inputs) : prompts_{p.tokens == Tokens::prompt}
    {
        require(inputs != nullptr, "lengths of a file need inputs");
        all_ = inputs->once<RequestStatistics>("requests of " + p.file.string(),
                                               [&] { return request_statistics(*inputs, p.file); });
        if (all_->count() == 0) throw IoError{p.file.string() + ": has no requests"};
    }

    double mean() const override { return statistics().mean(); }
    double second_moment() const override
    {
        const auto n = static_cast<double>(all_->count());
        return statistics().mean() * statistics().mean() + statistics().variance() * (n - 1) / n;
    }
    double quantile(double p) const override { return (prompts_ ? all_->prompts() : all_->outputs()).quantile(p); }

private:
    const OnlineStats& statistics() const { return prompts_ ? all_->prompt() : all_->output(); }

    std::shared_ptr<const RequestStatistics> all_;
    bool prompts_;
};

} // namespace

Row<Lengths, Inputs*> request_lengths()
{
    return row<Lengths, RequestLengths, RequestLengthsParams, Inputs*>(
        "requests", "the counts of a file of requests, the same at all times of a run");
}

} // namespace dcsim
