#pragma once
#include "analysis/validate/validate.h"
#include "models/serving/llm_service.h"
#include <memory>

/// What the cases about services share.
namespace dcsim::serving_cases {

/// Servers of eight accelerators of the catalogue, without their hosts: that is what the published figures measured.
/// A row of the catalogue, with what is written `instead` of some of its numbers.
std::unique_ptr<Hardware> accelerators(const std::string& name, const std::string& instead = {});
AiModel model(const std::string& name);
ServingEngine engine(const std::string& name);

/// A service as a scenario would write it: `toml` is its table, `kind` included.
std::unique_ptr<ServiceModel> service(const std::string& toml, const Hardware& hardware);

/// Every request alike.
Served alike(const std::string& model_name, const std::string& engine_name, std::uint32_t tensor, double prompt,
             double output);
/// On this hardware, techniques applied.
ServiceContext on(const Hardware& hardware, std::function<void(Demand&)> techniques = {});

/// Power of the accelerators alone, as monitors of accelerators report it, per accelerator.
double accelerator_watts(const ServicePoint& p, const Hardware& hardware, std::uint32_t accelerators);

/// Relative errors of one family; the median is what a row is held to.
class Errors {
public:
    void add(double expected, double got);
    double median() const;
    double largest() const;
    std::size_t count() const { return relative_.size(); }

private:
    std::vector<double> relative_;
};
/// The median error of a family against its bound; the text tells how many rows and the largest error.
ValidationRow family(const std::string& id, const std::string& what, const Errors& errors, double bound);

/// Prompt and token phases, by setting.
std::vector<ValidationRow> splitwise_rows(const ValidationContext& context);
/// Full batches: time, power and energy of a token.
std::vector<ValidationRow> leaderboard_rows(const ValidationContext& context);
/// One published setting after the other, where the rows above hold families of them.
std::vector<ValidationRow> single_settings(const ValidationContext& context);
/// Power of an accelerator by the number of those that share a model, over its maximum.
std::vector<ValidationRow> power_by_ranks(const ValidationContext& context);
/// The law of power at measured speeds, and lines through measured power.
std::vector<ValidationRow> power_laws(const ValidationContext& context);

/// Output of copies that are never without work, at 8 bit.
std::vector<ValidationRow> capacity_rows(const ValidationContext& context);

} // namespace dcsim::serving_cases
