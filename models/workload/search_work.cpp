#include "models/workload/work_model.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

struct SearchParams {
    double trials{64};
    double keep_one_in{1};
    std::uint32_t rungs{1};
    Maker<WorkModel> trial;
};

/// Successive halving [Jamieson and Talwalkar, AISTATS 2016]: every trial runs a small part, the best of them go on.
/// Each trial has one accelerator; trials run side by side on the gang, in waves.
class Search final : public WorkModel {
public:
    explicit Search(const SearchParams& p) : params_{p}, trial_{p.trial()} {}

    Work on(std::uint32_t accelerators) const override
    {
        const Work one = trial_->on(1);
        Work work{.refusal = one.refusal, .items = params_.trials, .item = "trial"};
        for (const Way& way : one.ways) work.ways.push_back(all_rungs(way, accelerators));
        return work;
    }

    const AiModel* model() const override { return trial_->model(); }

private:
    /// With rungs r, the first trains 1 / keep^(r-1) of a trial, the last the whole of it.
    Way all_rungs(const Way& trial, std::uint32_t accelerators) const
    {
        Way all{{}, trial.label};
        for (std::uint32_t rung = 0; rung < params_.rungs; ++rung) {
            const double fraction = std::pow(params_.keep_one_in, static_cast<double>(rung) - (params_.rungs - 1.0));
            double left = std::ceil(params_.trials * std::pow(params_.keep_one_in, -static_cast<double>(rung)));
            const double waves = std::floor(left / accelerators);
            add(all, trial, fraction * waves, waves, accelerators);
            left -= waves * accelerators;
            if (left > 0) add(all, trial, fraction, 1, static_cast<std::uint32_t>(left));
        }
        return all;
    }

    /// `starts` waves that together run `amount` of a trial on each of `trials` accelerators.
    static void add(Way& all, const Way& trial, double amount, double starts, std::uint32_t trials)
    {
        if (starts <= 0) return;
        for (Stretch stretch : trial.stretches) {
            stretch.at_rest = Span{static_cast<std::int64_t>(static_cast<double>(stretch.at_rest.ns) * starts)};
            stretch.iterations *= amount;
            stretch.saves *= amount;
            stretch.copies = trials;
            stretch.each = 1;
            all.stretches.push_back(std::move(stretch));
        }
    }

    SearchParams params_;
    std::unique_ptr<WorkModel> trial_;
};

} // namespace

Row<WorkModel> search_work(const WorkRows& trials)
{
    return {"search", "hyper-parameter search: many trials on one accelerator each, most of them stopped early",
            [trials](Fields& f) -> Maker<WorkModel> {
                SearchParams p;
                f.required("trials", p.trials, "that start", {.least = 1.0, .most = 1e6});
                f.optional("keep_one_in", p.keep_one_in, "trials that go on from each rung to the next; 1 = all",
                           {.least = 1.0, .most = 1e3});
                f.optional(
                    "rungs", p.rungs,
                    "parts of a trial; each runs keep_one_in times as long as the one before, the last the whole "
                    "trial; 1 = no early stopping",
                    {.least = 1U, .most = 20U});
                f.one_of("trial", trials, p.trial, "what one trial does");
                return [p] { return std::make_unique<Search>(p); };
            }};
}

Work work_on(const WorkModel& model, const WorkParams& params, std::uint32_t accelerators,
             const std::function<void(Demand&)>& techniques)
{
    Work work = model.on(accelerators);
    work.control = params.control;
    if (techniques)
        for (Way& way : work.ways)
            for (Stretch& stretch : way.stretches) techniques(stretch.demand);
    return work;
}

WorkRows work_models()
{
    WorkRows rows = item_work();
    for (const auto& row : model_work()) rows.push_back(row);
    rows.push_back(search_work(rows));
    rows.push_back(phased_work(rows));
    return rows;
}

} // namespace dcsim
