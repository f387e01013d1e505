#pragma once
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/numerics/random.h"
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

namespace dcsim {

/// Files and derived series, read or computed once per process and shared by all runs. Thread-safe.
class Inputs {
public:
    struct File {
        std::filesystem::path path;
        std::string_view contents{}; ///< decompressed if the name ends in .gz
        std::shared_ptr<const void> holder{};
        LateDigest digest{};
        /// Of the bytes on disk, lower-case hex.
        const std::string& sha256() const { return digest.of(contents); }
    };
    /// Reads a file once; throws IoError naming the path and the reason.
    std::shared_ptr<const File> file(const std::filesystem::path&);
    std::vector<std::shared_ptr<const File>> files() const; ///< all read so far, sorted by path
    /// From now on `path` has these contents and the disk is not asked; LogicError if it has been read before.
    void provide(const std::filesystem::path& path, std::string contents);

    /// Computes `make()` once per key; a second caller waits for the first.
    template <class T> std::shared_ptr<const T> once(const std::string& key, const std::function<T()>& make);

private:
    struct Slot {
        std::once_flag computed;
        std::shared_ptr<const void> value;
        const std::type_info* type{nullptr};
        std::atomic<bool> ready{false}; ///< value and type may be read by others than the callers of once()
    };
    Slot& slot(const std::string& key);
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Slot>> slots_;
};

template <class T> std::shared_ptr<const T> Inputs::once(const std::string& key, const std::function<T()>& make)
{
    Slot& s = slot(key);
    std::call_once(s.computed, [&] {
        s.value = std::make_shared<const T>(make());
        s.type = &typeid(T);
        s.ready = true;
    });
    require(*s.type == typeid(T), "one key of Inputs, two types");
    return std::static_pointer_cast<const T>(s.value);
}

/// What a model may know about the run it is made for.
struct RunContext {
    std::uint64_t seed{0};
    std::uint32_t replication{0};
    std::int64_t start_unix_ns{0}; ///< UTC of Time{0}
    Time end{};                    ///< last instant of the run, warm-up and drain included
    Inputs* inputs{nullptr};
    std::int32_t offset_minutes{0}; ///< of the start as the scenario writes it: the local time of work's daily rhythm

    /// `component` and `purpose` must outlive the call only.
    Random stream(std::string_view component, std::string_view purpose, std::uint64_t entity = 0) const
    {
        return Random{{seed, replication, component, purpose, entity}};
    }
    /// The same for those who draw for one entity after another.
    Streams streams(std::string_view component, std::string_view purpose) const
    {
        return Streams{{seed, replication, component, purpose}};
    }
};

} // namespace dcsim
