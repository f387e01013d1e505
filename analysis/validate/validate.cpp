#include "analysis/validate/validate.h"
#include "analysis/validate/cases.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <exception>
#include <iterator>
#include <sstream>

namespace dcsim {

namespace {

/// `*` stands for any text, everything else for itself.
bool matches(std::string_view pattern, std::string_view text)
{
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '*')
        return matches(pattern.substr(1), text) || (!text.empty() && matches(pattern, text.substr(1)));
    return !text.empty() && pattern.front() == text.front() && matches(pattern.substr(1), text.substr(1));
}

std::vector<std::string> split(const std::string& patterns)
{
    std::vector<std::string> parts;
    std::istringstream in{patterns};
    for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
    return parts;
}

CaseReport report(const ValidationCase& subject, const ValidationContext& context)
{
    try {
        return {&subject, subject.run(context)};
    } catch (const MissingData& missing) {
        return {&subject, {skipped(subject.id, subject.what, missing.what())}};
    } catch (const std::exception& error) {
        return {&subject, {failed(subject.id, subject.what, error.what())}};
    }
}

} // namespace

std::filesystem::path ValidationContext::file(const std::filesystem::path& name) const
{
    const std::filesystem::path path = data / name;
    if (data.empty() || !std::filesystem::exists(path))
        throw MissingData{name.filename().string() + " not found (--data DIR)"};
    return path;
}

std::vector<ValidationCase> validation_cases()
{
    std::vector<ValidationCase> all;
    for (auto family :
         {queue_cases,      priority_cases,  path_cases,      schedule_cases, host_cases,      hosted_gpu_cases,
          workflow_cases,   energy_cases,    calendar_cases,  supply_cases,   thermal_cases,   random_cases,
          study_cases,      published_cases, compute_cases,   failure_cases,  hardware_cases,  network_cases,
          link_cases,       training_cases,  precision_cases, layout_cases,   technique_cases, task_cases,
          throughput_cases, campaign_cases,  growth_cases,    zeus_cases,     workload_cases,  generator_cases,
          service_cases})
        std::ranges::move(family(), std::back_inserter(all));
    return all;
}

std::vector<ValidationCase> selected(std::vector<ValidationCase> cases, const std::string& patterns)
{
    if (patterns.empty()) return cases;
    const std::vector<std::string> wanted = split(patterns);
    for (const std::string& pattern : wanted)
        if (std::ranges::none_of(cases, [&](const ValidationCase& c) { return matches(pattern, c.id); }))
            throw ConfigError{{{{}, "--only", "names no case: '" + pattern + "' (--list shows all)"}}};
    std::erase_if(cases, [&](const ValidationCase& c) {
        return std::ranges::none_of(wanted, [&](const std::string& pattern) { return matches(pattern, c.id); });
    });
    return cases;
}

std::vector<CaseReport> validate(const std::vector<ValidationCase>& cases, const ValidationContext& context)
{
    std::vector<CaseReport> reports;
    for (const ValidationCase& c : cases) reports.push_back(report(c, context));
    return reports;
}

std::vector<std::vector<double>> replicate(std::uint32_t n, const std::function<std::vector<double>(std::uint32_t)>& of)
{
    std::vector<std::vector<double>> values(n);
    std::vector<std::exception_ptr> errors(n);
#pragma omp parallel for schedule(dynamic, 1)
    for (std::uint32_t k = 0; k < n; ++k) {
        try {
            values[k] = of(k);
        } catch (...) {
            errors[k] = std::current_exception();
        }
    }
    for (const std::exception_ptr& error : errors)
        if (error) std::rethrow_exception(error);
    return values;
}

} // namespace dcsim
