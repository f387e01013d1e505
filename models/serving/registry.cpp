#include "models/serving/rows.h"

namespace dcsim {

void precision_field(Fields& f, Precision& p)
{
    f.word("precision", p,
           {{"fp32", Precision::fp32},
            {"tf32", Precision::tf32},
            {"bf16", Precision::bf16},
            {"fp8", Precision::fp8},
            {"int8", Precision::int8},
            {"int4", Precision::int4},
            {"fp4", Precision::fp4}},
           "of weights and matrix arithmetic");
}

ServiceRegistry service_models(const Registry<Lengths, Inputs*>& lengths)
{
    ServiceRegistry rows = network_rows();
    rows.insert(rows.begin(), llm_row(lengths));
    return rows;
}

} // namespace dcsim
