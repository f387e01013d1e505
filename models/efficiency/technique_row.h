#pragma once
#include "models/efficiency/one_off.h"
#include "models/efficiency/techniques.h"
#include <utility>

namespace dcsim {

/// How a technique with parameters P changes a demand, and why it cannot. The model is null where there is none.
template <class P> struct Change {
    void (*apply)(const P&, const AiModel*, Demand&);
    std::optional<std::string> (*refusal)(const P&, const Demand&) = nullptr;
    /// Why it is not for jobs with this model.
    std::optional<std::string> (*mismatch)(const P&, const AiModel*) = nullptr;
};

/// A technique from its parameters: what it says of accuracy and what it costs once is read beside them. P either tells
/// its own cost as `one_off()`, or is retrained.
template <class P> class ChangedDemand final : public Technique {
public:
    struct Params {
        P own;
        Retraining retraining;
        std::string accuracy{"not modelled"};
    };

    ChangedDemand(Params params, const Change<P>& change, const TechniqueContext& context)
        : p_{std::move(params)}, change_{change}, of_jobs_{context.of_jobs}
    {
        if (context.model) model_ = *context.model;
    }
    void apply(Demand& d) const override { change_.apply(p_.own, model(), d); }
    std::optional<OneOff> one_off(const Demand& before) const override
    {
        if constexpr (requires { p_.own.one_off(); }) return p_.own.one_off();
        if (p_.retraining.items > 0 && model_) return training_run(*model_, p_.retraining.items);
        if (p_.retraining.of_work > 0) return OneOff{before, 0, p_.retraining.of_work};
        return std::nullopt;
    }
    std::optional<std::string> refusal(const Demand& before) const override
    {
        if (p_.retraining.items > 0 && !model_) return "retraining_items are those of a model, and the work names none";
        if (of_jobs_ && change_.mismatch)
            if (auto why = change_.mismatch(p_.own, model())) return why;
        return change_.refusal ? change_.refusal(p_.own, before) : std::nullopt;
    }
    std::string accuracy() const override { return p_.accuracy; }

private:
    const AiModel* model() const { return model_ ? &*model_ : nullptr; }

    Params p_;
    Change<P> change_;
    bool of_jobs_;
    std::optional<AiModel> model_;
};

template <class P>
Row<Technique, const TechniqueContext&> technique_row(std::string name, std::string summary, Change<P> change)
{
    return {std::move(name), std::move(summary), [change](Fields& f) -> Maker<Technique, const TechniqueContext&> {
                typename ChangedDemand<P>::Params p;
                fields(f, p.own);
                if constexpr (!requires { p.own.one_off(); }) fields(f, p.retraining);
                f.optional("accuracy", p.accuracy, "what is known of the accuracy, with its source");
                return [p, change](const TechniqueContext& context) -> std::unique_ptr<Technique> {
                    return std::make_unique<ChangedDemand<P>>(p, change, context);
                };
            }};
}

} // namespace dcsim
