#pragma once
#include "sim/config/tree.h"
#include <string>
#include <vector>

namespace dcsim {

/// A policy as composed: its overlays in the order in which they apply, its own last.
struct ComposedPolicy {
    std::string name;
    bool is_baseline{false};
    std::vector<std::string> layers; ///< names of policies
};

/// Reads `[policy.NAME]` tables: names, `extends`, `baseline`. Adds problems; the result is usable if there were none.
std::vector<ComposedPolicy> compose_policies(const Tree& policies, std::vector<Problem>& problems);

/// The changes of one policy, without the keys that speak about the policy itself.
Tree overlay_of(const Tree& policies, const std::string& name);

} // namespace dcsim
