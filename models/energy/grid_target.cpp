#include "models/energy/dispatch.h"

namespace dcsim {

namespace {

struct GridTargetParams {
    Power target;
    bool charge_from_grid{true};
};

void fields(Fields& f, GridTargetParams& p)
{
    f.required("target", p.target, "import that the battery holds: discharge above, charge below", {.least = Power{}});
    f.optional("charge_from_grid", p.charge_from_grid, "whether the battery may charge from the grid");
}

/// Holds the import at a given target while the battery lasts.
class GridTarget final : public Dispatch {
public:
    explicit GridTarget(const GridTargetParams& p)
        : rule_{DispatchRule::Follow::grid_target, p.target, p.charge_from_grid}
    {
    }
    DispatchRule choose(const SupplyView&) override { return rule_; }
    void state(Archive&) override {}

private:
    DispatchRule rule_;
};

} // namespace

Row<Dispatch> grid_target()
{
    return row<Dispatch, GridTarget, GridTargetParams>("grid-target", "hold the import at a target");
}

} // namespace dcsim
