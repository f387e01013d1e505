#pragma once
#include <compare>
#include <cstdint>

/// Strong units: the unit is part of the type, a plain double is a pure number.
///
/// Every quantity is stored in SI (s, J, W, K, m3, byte, FLOP); carbon in kg, money in the currency unit of the
/// scenario. `si()` is the only way out, used by readers, writers and numeric kernels.
namespace dcsim {

/// Exponents of the base dimensions. Carbon and water are not both "mass": adding them must not compile.
struct Dim {
    std::int8_t time{0}, energy{0}, temperature{0}, carbon{0}, volume{0}, money{0}, bytes{0}, flop{0}, area{0};
    friend constexpr bool operator==(const Dim&, const Dim&) = default;
};

constexpr Dim operator+(Dim a, Dim b)
{
    const auto sum = [](int x, int y) { return static_cast<std::int8_t>(x + y); };
    return {sum(a.time, b.time),     sum(a.energy, b.energy), sum(a.temperature, b.temperature),
            sum(a.carbon, b.carbon), sum(a.volume, b.volume), sum(a.money, b.money),
            sum(a.bytes, b.bytes),   sum(a.flop, b.flop),     sum(a.area, b.area)};
}

constexpr Dim operator-(Dim a)
{
    const auto minus = [](int x) { return static_cast<std::int8_t>(-x); };
    return {minus(a.time),  minus(a.energy), minus(a.temperature), minus(a.carbon), minus(a.volume),
            minus(a.money), minus(a.bytes),  minus(a.flop),        minus(a.area)};
}

template <Dim D> class Quantity {
public:
    static constexpr Dim dim = D;
    constexpr Quantity() = default;
    constexpr explicit Quantity(double si) : si_{si} {}
    constexpr double si() const { return si_; }

    constexpr Quantity& operator+=(Quantity o)
    {
        si_ += o.si_;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity o)
    {
        si_ -= o.si_;
        return *this;
    }
    constexpr Quantity operator-() const { return Quantity{-si_}; }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.si_ + b.si_}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.si_ - b.si_}; }
    friend constexpr Quantity operator*(double k, Quantity a) { return Quantity{k * a.si_}; }
    friend constexpr Quantity operator*(Quantity a, double k) { return Quantity{a.si_ * k}; }
    friend constexpr Quantity operator/(Quantity a, double k) { return Quantity{a.si_ / k}; }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

private:
    double si_{0};
};

template <Dim A, Dim B> constexpr auto operator*(Quantity<A> a, Quantity<B> b)
{
    if constexpr (A + B == Dim{})
        return a.si() * b.si();
    else
        return Quantity<A + B>{a.si() * b.si()};
}

template <Dim A, Dim B> constexpr auto operator/(Quantity<A> a, Quantity<B> b)
{
    if constexpr (A == B)
        return a.si() / b.si();
    else
        return Quantity<A + (-B)>{a.si() / b.si()};
}

using Seconds = Quantity<Dim{.time = 1}>;
using Energy = Quantity<Dim{.energy = 1}>;
using Power = Quantity<Dim{.time = -1, .energy = 1}>;
using Kelvin =
    Quantity<Dim{.temperature = 1}>;       ///< temperature differences; absolute temperatures are named `..._celsius`
using Carbon = Quantity<Dim{.carbon = 1}>; ///< kg CO2e
using Intensity = Quantity<Dim{.energy = -1, .carbon = 1}>; ///< carbon per energy, kg/J
using Volume = Quantity<Dim{.volume = 1}>;
using Money = Quantity<Dim{.money = 1}>;
using Price = Quantity<Dim{.energy = -1, .money = 1}>; ///< money per energy
using Bytes = Quantity<Dim{.bytes = 1}>;
using Flops = Quantity<Dim{.flop = 1}>;
using Frequency = Quantity<Dim{.time = -1}>;
using FlopRate = Quantity<Dim{.time = -1, .flop = 1}>;
using Bandwidth = Quantity<Dim{.time = -1, .bytes = 1}>;
using Irradiance = Quantity<Dim{.time = -1, .energy = 1, .area = -1}>; ///< W/m2

inline constexpr Seconds second{1}, minute{60}, hour{3600}, day{86400};
inline constexpr Energy joule{1}, kWh{3.6e6}, MWh{3.6e9};
inline constexpr Power watt{1}, kW{1e3}, MW{1e6};
inline constexpr Carbon gram{1e-3}, kilogram{1}, tonne{1e3};
inline constexpr Volume litre{1e-3}, cubic_metre{1};
inline constexpr Intensity gram_per_kWh{1e-3 / 3.6e6};
inline constexpr Price per_kWh{1 / 3.6e6}, per_MWh{1 / 3.6e9};

} // namespace dcsim
