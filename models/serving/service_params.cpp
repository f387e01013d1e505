#include "models/serving/service_params.h"

namespace dcsim {

namespace {

void objective_fields(Fields& f, Objective& o)
{
    f.optional("ttft", o.first, "until the first token, or the answer where there are no tokens", {.least = Seconds{}});
    f.optional("tpot", o.between, "time per token after the first, mean of a request", {.least = Seconds{}});
    double percentile = 100 * o.attained;
    f.optional("percentile", percentile, "percent of requests for which it must hold", {.least = 1.0, .most = 100.0});
    o.attained = percentile / 100;
}

} // namespace

void service_fields(Fields& f, ServiceParams& p, const ServiceRegistry& models, const Registry<Autoscaler>& scalers)
{
    f.one_of("serve", models, p.model, "what is served and how");
    f.table("slo", "what is promised to a request", [&](Fields& t) { objective_fields(t, p.objective); });
    f.one_of("autoscale", scalers, p.autoscaler, "how many replicas there are", "fixed");
    f.optional("dispersion", p.requests.dispersion, "variance over mean of the requests of a minute; 1 as by chance",
               {.least = 1.0, .most = 1e6});
    std::optional<Seconds> patience;
    f.optional("patience", patience, "for so long a request waits for capacity, then it leaves; without, for ever",
               {.least = 1 * second});
    if (patience) p.requests.patience = *patience;
    double cv = 1;
    f.optional("arrivals_cv", cv, "coefficient of variation of the times between requests, for waits; 1 as by chance",
               {.least = 0.0, .most = 100.0});
    p.arrivals_cv2 = cv * cv;
}

} // namespace dcsim
