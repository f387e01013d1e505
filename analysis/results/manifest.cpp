#include "analysis/results/manifest.h"
#include "analysis/results/timestamp.h"
#include <nlohmann/json.hpp>

namespace dcsim {

std::string to_json(const Manifest& manifest)
{
    using Json = nlohmann::ordered_json;
    Json inputs = Json::array();
    for (const Manifest::Input& input : manifest.inputs)
        inputs.push_back(Json{{"path", input.path}, {"sha256", input.sha256}});
    const Json json{{"format", "dcsim-manifest"},
                    {"format_version", "1.0"},
                    {"dcsim_version", manifest.dcsim_version},
                    {"host", manifest.host},
                    {"started", timestamp(manifest.started_unix_ns, 'T') + "Z"},
                    {"finished", timestamp(manifest.finished_unix_ns, 'T') + "Z"},
                    {"wall_clock_s", static_cast<double>(manifest.finished_unix_ns - manifest.started_unix_ns) * 1e-9},
                    {"threads", manifest.threads},
                    {"inputs", inputs},
                    {"numbers_of_catalogue",
                     {{"measured", manifest.numbers.measured},
                      {"published", manifest.numbers.published},
                      {"unverified", manifest.numbers.unverified}}},
                    {"warnings", manifest.warnings}};
    // Paths need not be UTF-8; a replacement character is better than no manifest.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace dcsim
