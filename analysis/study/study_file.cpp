#include "analysis/study/study_file.h"
#include "analysis/study/assemble.h"
#include "models/world/evidence.h"
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace dcsim {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "dcsim-study";
constexpr int format_version = 3;

Json axis_json(const SweptAxis& axis)
{
    Json keys = Json::array();
    for (const SweptKey& key : axis.keys) {
        Json k{{"name", key.name}, {"path", key.path}, {"unit", key.unit}};
        std::visit([&](const auto& values) { k["values"] = values; }, key.values);
        if (key.logarithmic) k["scale"] = "log";
        keys.push_back(std::move(k));
    }
    return {{"name", axis.name}, {"levels", axis.levels}, {"keys", std::move(keys)}};
}

SweptAxis axis_of(const Json& json)
{
    SweptAxis axis{json.at("name"), {}, json.at("levels")};
    for (const Json& k : json.at("keys")) {
        SweptKey key{k.at("name"), k.at("path"), k.at("unit"), {}};
        key.logarithmic = k.contains("scale");
        const Json& values = k.at("values");
        if (!values.empty() && values.front().is_string())
            key.values = values.get<std::vector<std::string>>();
        else
            key.values = values.get<std::vector<double>>();
        axis.keys.push_back(std::move(key));
    }
    return axis;
}

Json metric_json(const MetricInfo& m)
{
    return {m.name, m.unit, m.boundary, m.meaning, m.numerator, m.denominator, static_cast<int>(m.better)};
}

MetricInfo metric_of(const Json& j)
{
    return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4), j.at(5), static_cast<Better>(j.at(6).get<int>())};
}

Json attributes_json(const Attributes& attributes)
{
    Json all = Json::array();
    for (const auto& [name, value] : attributes)
        std::visit([&, &key = name](const auto& v) { all.push_back(Json::array({key, v})); }, value);
    return all;
}

Attributes attributes_of(const Json& json)
{
    Attributes all;
    for (const Json& pair : json) {
        const Json& value = pair.at(1);
        const std::string name = pair.at(0);
        if (value.is_string())
            all.emplace_back(name, value.get<std::string>());
        else if (value.is_number_integer())
            all.emplace_back(name, value.get<std::int64_t>());
        else
            all.emplace_back(name, value.get<double>());
    }
    return all;
}

Json shape_json(const ResultShape& shape)
{
    Json json{{"axes", Json::array()},
              {"policies", shape.policies},
              {"sites", shape.sites},
              {"replications", shape.replications.size()},
              {"metrics", Json::array()},
              {"start_unix_ns", shape.start_unix_ns},
              {"sample_every_ns", shape.sample_every.ns},
              {"window_ns", {shape.window.from.ns, shape.window.to.ns}},
              {"attributes", attributes_json(shape.attributes)}};
    for (const SweptAxis& axis : shape.axes) json["axes"].push_back(axis_json(axis));
    for (const MetricInfo& metric : shape.metrics) json["metrics"].push_back(metric_json(metric));
    return json;
}

ResultShape shape_of(const Json& json)
{
    ResultShape shape;
    for (const Json& axis : json.at("axes")) shape.axes.push_back(axis_of(axis));
    shape.policies = json.at("policies").get<std::vector<std::string>>();
    shape.sites = json.at("sites").get<std::vector<std::string>>();
    for (std::uint32_t k = 0; k < json.at("replications").get<std::uint32_t>(); ++k) shape.replications.push_back(k);
    for (const Json& metric : json.at("metrics")) shape.metrics.push_back(metric_of(metric));
    shape.start_unix_ns = json.at("start_unix_ns");
    shape.sample_every = {json.at("sample_every_ns").get<std::int64_t>()};
    shape.window = {{json.at("window_ns").at(0).get<std::int64_t>()}, {json.at("window_ns").at(1).get<std::int64_t>()}};
    shape.attributes = attributes_of(json.at("attributes"));
    return shape;
}

StudyFile study_of(const Json& json)
{
    if (json.at("format") != format || json.at("format_version") != format_version)
        throw IoError{"is no study of this version of dcsim"};
    StudyFile study;
    study.shape = shape_of(json.at("shape"));
    study.baseline = json.at("baseline");
    study.replications = json.at("replications");
    if (const Json& p = json.at("precision"); !p.is_null())
        study.precision = {p.at("metrics").get<std::vector<std::string>>(), p.at("half_width"), p.at("least"),
                           p.at("most")};
    study.digests = json.at("digests").get<std::vector<std::string>>();
    study.labels = json.at("labels").get<std::vector<std::string>>();
    study.sampled = json.at("sampled");
    for (const Json& probe : json.at("probes"))
        study.probes.push_back({probe.at("path"), probe.at("digests").get<std::vector<std::string>>()});
    if (study.labels.size() != study.shape.points() ||
        study.digests.size() != study.points() * study.shape.policies.size() ||
        study.baseline >= study.shape.policies.size() ||
        !std::ranges::all_of(study.probes, [&](const StudyFile::ProbedKey& probe) {
            return probe.digests.size() == study.shape.policies.size();
        }))
        throw IoError{"does not fit together"};
    const Json& numbers = json.at("numbers");
    study.numbers = {numbers.at(0), numbers.at(1), numbers.at(2)};
    for (const Json& input : json.at("inputs")) study.inputs.push_back({input.at(0), input.at(1)});
    return study;
}

} // namespace

Manifest::Numbers numbers_of(const StudyPlan& plan)
{
    const MarkCounts counts = count_marks(numbers_used(plan.file()));
    return {counts.measured, counts.published, counts.unverified};
}

StudyFile study_file(const StudyPlan& plan)
{
    StudyFile study{shape_of(plan, plan.replications()),
                    plan.file().baseline(),
                    plan.precision(),
                    plan.replications_first(),
                    {},
                    {},
                    {},
                    numbers_of(plan),
                    false,
                    {}};
    for (std::size_t point = 0; point < plan.points(); ++point) {
        for (std::size_t policy = 0; policy < plan.policies(); ++policy)
            study.digests.push_back(plan.digest(point, policy));
        study.labels.push_back(plan.design().label(point));
    }
    for (std::size_t i = 0; i < plan.probes().size(); ++i) {
        study.probes.push_back({plan.probes()[i].path, {}});
        for (std::size_t policy = 0; policy < plan.policies(); ++policy)
            study.probes.back().digests.push_back(plan.digest(plan.points() + i, policy));
    }
    for (const DesignAxis& axis : plan.design().axes())
        study.sampled = study.sampled || axis.kind == DesignAxis::Kind::sampled;
    for (const auto& file : plan.inputs().files()) study.inputs.push_back({file->path.string(), file->sha256()});
    return study;
}

std::string plan_digest(const StudyPlan& plan)
{
    return sha256_hex(to_json(study_file(plan)));
}

std::string to_json(const StudyFile& study)
{
    Json json{{"format", format},
              {"format_version", format_version},
              {"baseline", study.baseline},
              {"replications", study.replications},
              {"precision", nullptr},
              {"sampled", study.sampled},
              {"probes", Json::array()},
              {"shape", shape_json(study.shape)},
              {"inputs", Json::array()},
              {"labels", study.labels},
              {"digests", study.digests},
              {"numbers", {study.numbers.measured, study.numbers.published, study.numbers.unverified}}};
    if (const auto& p = study.precision)
        json["precision"] = {
            {"metrics", p->metrics}, {"half_width", p->half_width}, {"least", p->least}, {"most", p->most}};
    for (const auto& probe : study.probes) json["probes"].push_back({{"path", probe.path}, {"digests", probe.digests}});
    for (const auto& input : study.inputs) json["inputs"].push_back(Json::array({input.path, input.sha256}));
    return json.dump(1) + '\n';
}

StudyFile read_study_file(const std::filesystem::path& path)
{
    const std::string text = file_bytes(path);
    try {
        return study_of(Json::parse(text));
    } catch (const IoError& error) {
        throw IoError{path.string() + ' ' + error.what()};
    } catch (const Json::exception& error) {
        throw IoError{path.string() + " is no study of this version of dcsim: " + error.what()};
    }
}

} // namespace dcsim
