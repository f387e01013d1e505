#pragma once
#include "models/vocabulary/scheduling.h"
#include "sim/config/fields.h"
#include <memory>
#include <optional>

namespace dcsim {

enum class Preference : std::uint8_t { intensity, price };

struct SlotParams {
    Preference signal{Preference::intensity};
};
void fields(Fields& f, SlotParams& p);

struct DeferWindowParams {
    Preference signal{Preference::intensity};
    std::optional<Span> grid; ///< only starts that are a multiple of this after the submission; absent = all
};
void fields(Fields& f, DeferWindowParams& p);

/// Starts at once.
std::unique_ptr<Deferral> no_deferral();

/// The first moment of the cheapest forecast interval among those that meet [now, latest start]
/// [Hanafy et al., GAIA, ASPLOS 2024].
std::unique_ptr<Deferral> lowest_slot(const SlotParams& p);

/// The start in [now, latest start] whose window of the expected length is cheapest, the earliest of equals
/// [Wiesner et al., Let's Wait Awhile, Middleware 2021]. Without a grid the search is exact: the mean over a window
/// that slides over a step function has its minimum where an end of the window meets a step.
std::unique_ptr<Deferral> lowest_window(const DeferWindowParams& p);

} // namespace dcsim
