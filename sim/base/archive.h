#pragma once
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <array>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dcsim {

class Archive;

template <class T>
concept HasState = requires(T& t, Archive& a)
{
    t.state(a);
};

/// clang 14 has no such function; there, equal states may differ in their padding.
template <class T> void clear_padding([[maybe_unused]] T& value)
{
#if defined(__GNUC__) && !defined(__clang__)
    __builtin_clear_padding(&value);
#endif
}

/// Visits what evolves, by name: the same `state(Archive&)` saves and restores, so the two cannot drift apart.
///
/// A type is archived by a member `void state(Archive&)`, or as plain bytes if it is trivially copyable without
/// pointers; padding is saved as zeros, so that equal states have equal bytes. Names are checked on restore, so a
/// mismatch of versions is an error that names the first value which differs, not a silent shift of bytes.
class Archive {
public:
    /// Saves into an own buffer.
    Archive() = default;
    /// Restores from bytes that `bytes()` gave.
    explicit Archive(std::vector<std::byte> saved) : bytes_{std::move(saved)}, restoring_{true} {}

    bool restoring() const { return restoring_; }
    void reserve(std::size_t bytes) { bytes_.reserve(bytes); } ///< makes room for as much as is going to be saved
    const std::vector<std::byte>& bytes() const { return bytes_; }

    template <class T> Archive& operator()(std::string_view name, T& value)
    {
        label(name);
        visit(value);
        return *this;
    }

private:
    template <class T> void visit(T& value)
    {
        if constexpr (HasState<T>)
            value.state(*this);
        else {
            static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>, "give the type a state(Archive&)");
            plain(value);
        }
    }
    template <class T> void plain(T& value)
    {
        if (restoring_) return raw(&value, sizeof value);
        T copy = value;
        clear_padding(copy);
        raw(&copy, sizeof copy);
    }
    template <class T, class A> void visit(std::vector<T, A>& v) { sequence(v); }
    template <class T> void visit(std::deque<T>& v) { sequence(v); }
    template <class T, std::size_t n> void visit(std::array<T, n>& v)
    {
        for (T& element : v) visit(element);
    }
    template <class T> void visit(std::optional<T>& v)
    {
        bool has = v.has_value();
        raw(&has, sizeof has);
        if (restoring_ && has) v.emplace();
        if (restoring_ && !has) v.reset();
        if (v) visit(*v);
    }
    template <class K, class V> void visit(std::map<K, V>& m)
    {
        std::uint64_t size = m.size();
        raw(&size, sizeof size);
        if (!restoring_) {
            for (auto& [key, value] : m) {
                K copy = key;
                visit(copy);
                visit(value);
            }
            return;
        }
        m.clear();
        for (std::uint64_t i = 0; i < size; ++i) {
            K key{};
            visit(key);
            visit(m[key]);
        }
    }
    void visit(std::string& s) { sequence(s); }

    template <class C> void sequence(C& c)
    {
        using T = typename C::value_type;
        std::uint64_t size = c.size();
        raw(&size, sizeof size);
        if (restoring_) c.resize(size);
        constexpr bool no_padding = std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>;
        if constexpr (requires { c.data(); } && no_padding && std::is_trivially_copyable_v<T> && !HasState<T>)
            raw(c.data(), size * sizeof(T));
        else
            for (T& element : c) visit(element);
    }

    void label(std::string_view name);
    void raw(void* data, std::size_t size);

    std::vector<std::byte> bytes_;
    std::size_t at_{0};
    bool restoring_{false};
};

} // namespace dcsim
