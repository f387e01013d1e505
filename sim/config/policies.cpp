#include "sim/config/policies.h"
#include "sim/config/names.h"
#include "sim/config/suggest.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr const char* default_name = "baseline";

class Composer {
public:
    Composer(const Tree& policies, std::vector<Problem>& problems) : policies_{&policies}, problems_{&problems} {}

    std::vector<ComposedPolicy> compose()
    {
        for (const Entry& e : *policies_->table()) names_.push_back(e.key);
        std::vector<ComposedPolicy> composed;
        for (const Entry& e : *policies_->table()) {
            if (!is_name(e.key)) report(e.origin, path(e.key), std::string{name_rule});
            if (!e.value.table()) {
                report(e.value.origin, path(e.key),
                       "is " + std::string{kind_of(e.value)} + " where a table belongs (write [policy.NAME])");
                continue;
            }
            ComposedPolicy policy{e.key, says_baseline(e), {}};
            lay(e.key, policy.layers);
            composed.push_back(std::move(policy));
        }
        if (composed.empty()) composed.push_back({default_name, true, {}});
        choose_baseline(composed);
        return composed;
    }

private:
    static std::string path(const std::string& name) { return "policy." + name; }

    void report(const Origin& origin, std::string key, std::string text)
    {
        const Problem problem{origin, std::move(key), std::move(text)};
        if (std::find(problems_->begin(), problems_->end(), problem) == problems_->end()) problems_->push_back(problem);
    }

    bool says_baseline(const Entry& policy)
    {
        const Tree* written = policy.value.find("baseline");
        if (!written) return false;
        if (const bool* value = std::get_if<bool>(&written->data)) return *value;
        report(written->origin, path(policy.key) + ".baseline",
               "is " + std::string{kind_of(*written)} + " where true or false belongs");
        return false;
    }

    /// Depth first, each layer once, at its first place.
    void lay(const std::string& name, std::vector<std::string>& layers)
    {
        chain_.push_back(name);
        for (const Tree& base : extended(name)) {
            const std::string& other = *base.text();
            const auto first = std::find(chain_.begin(), chain_.end(), other);
            if (std::find(names_.begin(), names_.end(), other) == names_.end())
                report(base.origin, path(name) + ".extends",
                       "names the unknown policy " + quoted_text(other) + " (" + suggestion(other, names_) + ")");
            else if (first != chain_.end())
                report(base.origin, path(name) + ".extends", "goes in a circle (" + cycle(first) + other + ")");
            else if (std::find(layers.begin(), layers.end(), other) == layers.end())
                lay(other, layers);
        }
        chain_.pop_back();
        layers.push_back(name);
    }

    std::string cycle(std::vector<std::string>::const_iterator from) const
    {
        std::string text;
        for (; from != chain_.end(); ++from) text += *from + " -> ";
        return text;
    }

    std::vector<Tree> extended(const std::string& name)
    {
        const Tree* written = policies_->find(name)->find("extends");
        if (!written) return {};
        std::vector<Tree> bases{*written};
        if (const auto* list = std::get_if<Tree::Array>(&written->data)) bases = *list;
        std::erase_if(bases, [&](const Tree& base) {
            if (!base.text())
                report(base.origin, path(name) + ".extends",
                       "is " + std::string{kind_of(base)} + " where names of policies in quotes belong");
            return !base.text();
        });
        return bases;
    }

    void choose_baseline(std::vector<ComposedPolicy>& all)
    {
        const auto marked = [](const ComposedPolicy& p) { return p.is_baseline; };
        const auto first = std::find_if(all.begin(), all.end(), marked);
        if (first == all.end()) {
            const auto named =
                std::find_if(all.begin(), all.end(), [](const auto& p) { return p.name == default_name; });
            if (named != all.end())
                named->is_baseline = true;
            else
                report(policies_->origin, "policy",
                       "has no baseline (write baseline = true in one of: " + joined_list(names_) + ")");
            return;
        }
        for (auto other = std::find_if(first + 1, all.end(), marked); other != all.end();
             other = std::find_if(other + 1, all.end(), marked))
            report(policies_->find(other->name)->find("baseline")->origin, path(other->name) + ".baseline",
                   "is a second baseline (the first is " + first->name + "; a study has one)");
    }

    const Tree* policies_;
    std::vector<Problem>* problems_;
    std::vector<std::string> names_, chain_;
};

} // namespace

std::vector<ComposedPolicy> compose_policies(const Tree& policies, std::vector<Problem>& problems)
{
    return Composer{policies, problems}.compose();
}

Tree overlay_of(const Tree& policies, const std::string& name)
{
    const Tree* written = policies.find(name);
    if (!written) return {};
    Tree overlay = *written;
    overlay.erase("extends");
    overlay.erase("baseline");
    return overlay;
}

} // namespace dcsim
