#include "models/energy/dispatch.h"

namespace dcsim {

namespace {

/// Charges with the surplus of the site's own generation and discharges into its deficit.
class SelfConsumption final : public Dispatch {
public:
    DispatchRule choose(const SupplyView&) override { return {DispatchRule::Follow::surplus}; }
    void state(Archive&) override {}
};

class NoDispatch final : public Dispatch {
public:
    DispatchRule choose(const SupplyView&) override { return {DispatchRule::Follow::hold}; }
    void state(Archive&) override {}
};

template <class Model> Row<Dispatch> without_parameters(const char* name, const char* summary)
{
    return {name, summary, [](Fields&) -> Maker<Dispatch> { return [] { return std::make_unique<Model>(); }; }};
}

} // namespace

Row<Dispatch> self_consumption()
{
    return without_parameters<SelfConsumption>("self-consumption",
                                               "charge with the surplus, discharge into the deficit");
}

Row<Dispatch> no_dispatch()
{
    return without_parameters<NoDispatch>("none", "leave the battery alone");
}

} // namespace dcsim
