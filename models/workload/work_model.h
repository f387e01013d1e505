#pragma once
#include "models/neural/ai_model.h"
#include "models/vocabulary/work.h"
#include "sim/config/fields.h"
#include <functional>
#include <memory>

namespace dcsim {

/// What the jobs of a workload do, before hardware turns it into time and energy.
class WorkModel {
public:
    virtual ~WorkModel() = default;
    /// What one job does on a gang of so many accelerators.
    virtual Work on(std::uint32_t accelerators) const = 0;
    /// The AI model that it trains or asks; null where there is none.
    virtual const AiModel* model() const { return nullptr; }
};

using WorkRows = Registry<WorkModel>;

/// Rows: `items`, `campaign`, `training`, `network`, `growth`, `search` over trials of any of these, and `phases` of
/// any of them one after another.
WorkRows work_models();

WorkRows item_work();  ///< rows whose demand per item is given by numbers
WorkRows model_work(); ///< rows whose demand follows from an AI model
Row<WorkModel> search_work(const WorkRows& trials);
Row<WorkModel> phased_work(const WorkRows& phases);

/// What is the same for all jobs that are given by their work.
struct WorkParams {
    Maker<WorkModel> model;
    Control control; ///< of the accelerators
    double cv{0};    ///< coefficient of variation of the amount of work, by a lognormal of mean 1
    std::uint32_t pool_cores{0};
};

/// The work of a gang of so many accelerators, as `techniques` change it.
Work work_on(const WorkModel& model, const WorkParams& params, std::uint32_t accelerators,
             const std::function<void(Demand&)>& techniques);

/// Reads `kind = "fixed"` (one clock, one cap) or `kind = "best"` (the best of several).
void fields(Fields& f, Control& control);
/// One clock, one cap.
void fields(Fields& f, Operating& point);
/// Clocks times caps to choose from; where none are written, clocks in steps of so many percent: 1 or 5.
void read_points(Fields& f, std::vector<Operating>& points, int percent_step);

} // namespace dcsim
