#include "models/environment/price_source.h"

namespace dcsim {

namespace {

struct FixedPriceParams {
    Price price;
    std::string currency;
};

void fields(Fields& f, FixedPriceParams& p)
{
    f.required("price", p.price, "price of energy, with its currency");
    p.currency = stated_currency(f);
}

class FixedPrice final : public PriceSource {
public:
    explicit FixedPrice(const FixedPriceParams& p) : p_{p} {}

    std::string currency(Inputs&) const override { return p_.currency; }

    PriceSeries series(const RunContext&) const override
    {
        return {Signal<Price>{p_.price}, p_.currency, "fixed, given by the scenario"};
    }

private:
    FixedPriceParams p_;
};

} // namespace

Row<PriceSource> fixed_price()
{
    return row<PriceSource, FixedPrice, FixedPriceParams>("fixed", "one price at all times");
}

} // namespace dcsim
