#include "sim/config/document.h"
#include "sim/config/render.h"
#include "tests/sim/config/sample.h"
#include <cstdint>

using namespace sample;

namespace {

void read_policy(const Document& document, std::size_t policy)
{
    Scenario scenario;
    std::vector<Problem> problems;
    const Resolved resolved =
        visit_tree(document.resolved(policy), document.catalogue(), problems, [&](Fields& f) { fields(f, scenario); });
    if (!problems.empty()) {
        for (const Problem& problem : combined({{"p", problems}})) headline(problem);
        return;
    }
    const std::string text = resolved_text(resolved);
    const Read again = read_text(text);
    require(again.problems.empty() && resolved_text(again.resolved) == text, "a resolved scenario must read back");
}

} // namespace

/// Any bytes give a scenario or problems; a scenario without problems reads back from its resolved text. Texts with an
/// include are left out, so that the fuzzer does not read files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (text.find("include") != std::string_view::npos || text.find('\\') != std::string_view::npos) return 0;
    try {
        const Document document = parse_document(text, "f.toml", {}, catalogue());
        for (std::size_t policy = 0; policy < document.policies().size(); ++policy) read_policy(document, policy);
    } catch (const ConfigError&) {
        return 0; // the expected answer to most inputs
    }
    return 0;
}
