#include "models/environment/grid_source.h"

namespace dcsim {

namespace {

struct ConstantGridParams {
    Intensity intensity;
    double carbon_free{0};
};

void fields(Fields& f, ConstantGridParams& p)
{
    f.required("intensity", p.intensity, "average carbon intensity", {.least = Intensity{}});
    f.optional("carbon_free", p.carbon_free, "share of generation without direct emissions", {.least = 0, .most = 1});
}

class ConstantGrid final : public GridSource {
public:
    explicit ConstantGrid(const ConstantGridParams& p) : p_{p} {}

    GridSeries series(const RunContext&) const override
    {
        GridSeries grid;
        grid.average = Signal<Intensity>{p_.intensity};
        grid.carbon_free = Signal<double>{p_.carbon_free};
        grid.basis = "average, assumed";
        grid.source = "constant, given by the scenario";
        return grid;
    }

private:
    ConstantGridParams p_;
};

} // namespace

Row<GridSource> constant_grid()
{
    return row<GridSource, ConstantGrid, ConstantGridParams>("constant", "one intensity at all times");
}

} // namespace dcsim
