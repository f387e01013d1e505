#pragma once
#include "sim/config/catalogue.h"
#include "sim/config/policies.h"
#include "sim/config/tree.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// One value at a dotted path, from `--set` or from a swept point.
struct Assignment {
    std::string path;
    Tree value;
};

/// A scenario file with its includes and everything that changes it: a base, overlays by policy, a sweep.
///
/// Order of merging: includes < file < point < policy (in the order of `extends`) < `--set`.
class Document {
public:
    /// In the order of the file. Exactly one is the baseline; without any policy there is one, called "baseline".
    const std::vector<ComposedPolicy>& policies() const { return policies_; }
    /// What is wrong with how policies are put together (no baseline, an unknown `extends`, ...). The values of the
    /// scenario can be read all the same, so that all problems are told at once.
    const std::vector<Problem>& policy_problems() const { return policy_problems_; }

    /// The base with one policy and `--set` laid over it, without `schema`, `policy`, `sweep` and `catalog`.
    Tree resolved(std::size_t policy) const;

    /// `[sweep]` as written: dotted paths and their lists of values. Empty if there is none.
    const Tree& sweep() const { return sweep_; }
    /// The same document at one point of a sweep; paths may begin with `policy.NAME`, or with `catalog.KIND.ROW`
    /// for a number of the catalogue. What names no policy is left out.
    Document at(const std::vector<Assignment>& point) const;
    /// Values of a point that name no policy of this document.
    std::vector<Problem> unknown_policies(const std::vector<Assignment>& point) const;

    /// With the scenario's own `[catalog.KIND.ROW]` laid over it.
    const Catalogue& catalogue() const { return *catalogue_; }

private:
    friend class DocumentMaker;

    Tree base_, overlays_, sweep_;
    std::shared_ptr<const Catalogue> catalogue_; ///< of all points of a sweep
    std::vector<ComposedPolicy> policies_;
    std::vector<Problem> policy_problems_;
    std::vector<Assignment> sets_;
};

/// Loads a scenario file. `sets` are `path=value` texts: the value is TOML, a bare word is a string.
/// Throws IoError if the file cannot be read and ConfigError with all problems of its structure, if there are others
/// than those of policies.
Document load_document(const std::filesystem::path& file, const std::vector<std::string>& sets, Catalogue catalogue);

/// The same from a text; `file` names it in messages, and includes are relative to it.
Document parse_document(std::string_view text, const std::string& file, const std::vector<std::string>& sets,
                        Catalogue catalogue);

/// `path=value`, number `line` of the command line's; adds a problem and returns nothing if it is malformed.
std::optional<Assignment> parse_assignment(std::string_view text, int line, std::vector<Problem>& problems);

} // namespace dcsim
