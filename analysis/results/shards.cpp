#include "analysis/results/shards.h"
#include "analysis/results/atomic_file.h"
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace dcsim {

namespace {

// magic, version digits, newline | fingerprint, newline | archive | 64 digits of SHA-256 over all before
constexpr std::string_view heading = "dcsim-shard 3\n";
constexpr std::size_t digest_size = 64;

/// Somewhat more than a record takes, if series are most of it.
std::size_t bytes_expected(const RunRecord& run)
{
    std::size_t bytes = 1 << 16;
    for (const SiteRecord& site : run.sites)
        for (const PackedSeries& series : site.series)
            bytes += 1024 + series.encoded.size() + series.ends.size() * sizeof series.ends.front();
    return bytes;
}

RunRecord unpack(const std::string& fingerprint, std::string_view text)
{
    if (!text.starts_with(heading)) throw IoError{"is not a shard of this version"};
    const std::size_t start = heading.size() + fingerprint.size() + 1;
    if (text.size() < start + digest_size) throw IoError{"is cut short"};
    if (text.substr(heading.size(), fingerprint.size()) != fingerprint) throw IoError{"is another run's"};
    const std::string_view body = text.substr(0, text.size() - digest_size);
    if (sha256_hex(body) != text.substr(body.size())) throw IoError{"is torn: its checksum does not fit"};
    std::vector<std::byte> bytes(body.size() - start);
    std::memcpy(bytes.data(), body.data() + start, bytes.size());
    Archive archive{std::move(bytes)};
    RunRecord run;
    archive("run", run);
    return run;
}

} // namespace

Shards::Shards(std::filesystem::path folder, Use use) : folder_{std::move(folder)}
{
    if (use == Use::writing) require_can_create_folder(folder_);
}

bool Shards::are_none() const
{
    std::error_code unknown;
    return !std::filesystem::exists(folder_, unknown) && !unknown;
}

std::optional<RunRecord> Shards::find(const std::string& fingerprint)
{
    const std::filesystem::path path = path_of(fingerprint);
    if (!std::filesystem::exists(path)) return std::nullopt;
    try {
        return unpack(fingerprint, held_file(path).text);
    } catch (const IoError& problem) {
        const std::scoped_lock lock{mutex_};
        const std::string told = path.string() + " " + problem.what() + " and is not used";
        if (std::ranges::find(ignored_, told) == ignored_.end()) ignored_.push_back(told);
        return std::nullopt;
    }
}

void Shards::finish(const std::string& fingerprint, RunRecord run)
{
    create_folder(folder_);
    Archive archive;
    archive.reserve(bytes_expected(run));
    archive("run", run);
    const std::string head = std::string{heading} + fingerprint + '\n';
    const std::string_view body{reinterpret_cast<const char*>(archive.bytes().data()), archive.bytes().size()};
    ReplacedText file{path_of(fingerprint)};
    file.append(head);
    file.append(body);
    file.append(sha256_hex({head, body}));
    // Not waiting for the disk: what a crash of the machine tears, its checksum tells, and the run is done again.
    std::move(file).finish().commit_soon();
}

std::vector<std::string> Shards::ignored() const
{
    const std::scoped_lock lock{mutex_};
    return ignored_;
}

std::filesystem::path Shards::path_of(const std::string& fingerprint) const
{
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    require(!fingerprint.empty() && std::all_of(fingerprint.begin(), fingerprint.end(), is_hex),
            "a fingerprint is lower-case hexadecimal");
    return folder_ / (fingerprint + ".shard");
}

} // namespace dcsim
