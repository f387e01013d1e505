#include "models/workload/arrivals.h"
#include "models/workload/request_file.h"
#include <algorithm>

namespace dcsim {

namespace {

class RequestTrace final : public Arrivals {
public:
    RequestTrace(const RequestTraceParams& params, const ArrivalContext& context)
        : params_{params}, inputs_{*context.inputs}, until_{context.until}
    {
        rewind();
    }

    std::optional<Time> next() override
    {
        const std::optional<Time> at = next_;
        if (at) advance();
        return at;
    }

    double expected(Time to) override
    {
        double count = 0;
        for (; next_ && *next_ < to; advance()) ++count;
        return count;
    }

    bool exact() const override { return true; }

    /// A file has no position that could be kept: rows are read again up to it.
    void state(Archive& archive) override
    {
        std::uint64_t taken = taken_;
        archive("taken", taken);
        if (taken == taken_) return;
        taken_ = 0;
        round_start_ = {};
        rewind();
        while (taken_ < taken && next_) advance();
    }

private:
    void rewind()
    {
        file_.emplace(inputs_, params_.file);
        const auto row = file_->next();
        first_ns_ = row ? row->unix_ns : 0;
        rows_ = row ? 1 : 0;
        set_next(row);
    }

    void advance()
    {
        ++taken_;
        auto row = file_->next();
        if (row || !params_.repeat || rows_ < 2) {
            ++rows_;
            return set_next(row);
        }
        const std::int64_t length = (*next_ - round_start_).ns;
        round_start_ = round_start_ + Span{length + std::max<std::int64_t>(1, length / (rows_ - 1))};
        rewind();
    }

    void set_next(const std::optional<RequestRow>& row)
    {
        next_.reset();
        if (!row) return;
        const Time at = round_start_ + Span{row->unix_ns - first_ns_};
        if (at < until_) next_ = at;
    }

    RequestTraceParams params_;
    Inputs& inputs_;
    Time until_;
    std::optional<RequestFile> file_;
    std::optional<Time> next_;
    Time round_start_{};       ///< where the first row of this round stands
    std::int64_t first_ns_{0}; ///< its stamp
    std::int64_t rows_{0};     ///< read in this round
    std::uint64_t taken_{0};
};

} // namespace

std::unique_ptr<Arrivals> make_request_trace(const RequestTraceParams& params, const ArrivalContext& context)
{
    require(context.inputs != nullptr, "arrivals of a file need inputs");
    return std::make_unique<RequestTrace>(params, context);
}

} // namespace dcsim
