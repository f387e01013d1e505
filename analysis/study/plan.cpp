#include "analysis/study/program.h"
#include "analysis/study/study.h"
#include "sim/base/digest.h"
#include "sim/config/report.h"

namespace dcsim {

namespace {

/// Every file that the parameters name, in the order of their declaration.
void add_input_files(const std::vector<Declared>& members, std::vector<std::filesystem::path>& files)
{
    static const std::string file_type = Codec<std::filesystem::path>::type().name;
    for (const Declared& d : members) {
        if (d.role == Declared::Role::value && d.type.name == file_type && d.value)
            files.emplace_back(*d.value->text());
        add_input_files(d.members, files);
    }
}

} // namespace

std::vector<RunIndex> StudyPlan::runs() const
{
    std::vector<RunIndex> all;
    const std::uint32_t replications = file_->policies.front().scenario.replications;
    for (std::uint32_t replication = 0; replication < replications; ++replication)
        for (std::size_t policy = 0; policy < file_->policies.size(); ++policy) all.push_back({policy, replication});
    return all;
}

std::string StudyPlan::fingerprint(const RunIndex& run) const
{
    const Resolved& resolved = policy(run).resolved;
    std::string text = program_identity() + "\nreplication " + std::to_string(run.replication) + '\n';
    text += fingerprint_text(resolved);
    std::vector<std::filesystem::path> files;
    add_input_files(resolved.members, files);
    for (const auto& path : files) text += inputs_->file(path)->sha256 + '\n';
    return sha256_hex(text);
}

} // namespace dcsim
