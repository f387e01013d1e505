"""Photovoltaics from the sun to the inverter, hour by hour, at the middle of the hour.

Declination and equation of time by Spencer's series (1971); the sky by Hay and Davies (1980) or isotropic, the ground by its
albedo; the cover's transmission by Fresnel and Bouguer [De Soto et al., Solar Energy 80, 2006] or ASHRAE; the cells'
temperature by the Sandia array performance model [King et al., SAND2004-3535]; module and inverter by PVWatts [version 5,
NREL/TP-6A20-62641]. Angles in radians but for those of the site; W, W/m2, m/s, degC.
"""
import math
from dataclasses import dataclass

MOUNTING = {"open-rack-polymer": (-3.56, -0.075, 3.0), "open-rack-glass": (-3.47, -0.0594, 3.0),
            "close-roof-glass": (-2.98, -0.0471, 1.0), "insulated-back-polymer": (-2.81, -0.0455, 0.0)}
SOLAR_CONSTANT = 1367.0
LOWEST_COSINE = 0.01745  # of the zenith, 89 degrees, where circumsolar light is divided by it


@dataclass
class Field:
    peak: float
    tilt_deg: float
    azimuth_deg: float
    albedo: float
    sky: str
    cover: str
    mounting: str
    temperature_coefficient: float
    losses: float
    dc_ac_ratio: float
    inverter_efficiency: float


@dataclass
class Weather:
    celsius: float
    wind: float
    ghi: float
    dni: float
    dhi: float


def sun(day, hour, latitude, longitude, zone):
    """Cosine of the zenith, and azimuth from north, for a day of the year and an hour of the zone's standard time."""
    b = 2 * math.pi * (day - 1 + (hour - 12) / 24) / 365
    declination = (0.006918 - 0.399912 * math.cos(b) + 0.070257 * math.sin(b) - 0.006758 * math.cos(2 * b)
                   + 0.000907 * math.sin(2 * b) - 0.002697 * math.cos(3 * b) + 0.00148 * math.sin(3 * b))
    equation = 229.18 * (0.000075 + 0.001868 * math.cos(b) - 0.032077 * math.sin(b) - 0.014615 * math.cos(2 * b)
                         - 0.040849 * math.sin(2 * b))  # minutes
    angle = math.radians((60 * hour + equation + 4 * longitude - 60 * zone) / 4 - 180)
    place = math.radians(latitude)
    cosine = (math.sin(place) * math.sin(declination) + math.cos(place) * math.cos(declination) * math.cos(angle))
    south = math.cos(angle) * math.sin(place) - math.tan(declination) * math.cos(place)
    return max(-1.0, min(1.0, cosine)), math.atan2(math.sin(angle), south) + math.pi


def transmission(cover, cosine):
    """Of the beam, over that at normal incidence."""
    if cover == "none" or cosine <= 0:
        return 1.0
    if cover == "ashrae":
        return max(0.0, 1 - 0.05 * (1 / cosine - 1))
    index, extinction = 1.526, 4.0 * 0.002
    incidence = math.acos(min(1.0, cosine))
    if incidence < 1e-9:
        return 1.0
    refracted = math.asin(math.sin(incidence) / index)
    less, more = refracted - incidence, refracted + incidence
    reflected = 0.5 * ((math.sin(less) / math.sin(more))**2 + (math.tan(less) / math.tan(more))**2)
    at_normal = math.exp(-extinction) * (1 - ((1 - index) / (1 + index))**2)
    return math.exp(-extinction / math.cos(refracted)) * (1 - reflected) / at_normal


def on_plane(field, weather, utc_day, cosine, azimuth):
    """Beam, sky and ground on the modules, and the cosine of incidence."""
    tilt, sine = math.radians(field.tilt_deg), math.sqrt(max(0.0, 1 - cosine**2))
    turned = azimuth - math.radians(field.azimuth_deg)
    incidence = max(0.0, cosine * math.cos(tilt) + sine * math.sin(tilt) * math.cos(turned)) if cosine > 0 else 0.0
    seen = (1 + math.cos(tilt)) / 2
    sky = weather.dhi * seen
    if field.sky == "hay-davies":
        anisotropy = weather.dni / (SOLAR_CONSTANT * (1 + 0.033 * math.cos(2 * math.pi * utc_day / 365)))
        sky = weather.dhi * (anisotropy * incidence / max(cosine, LOWEST_COSINE) + (1 - anisotropy) * seen)
    return weather.dni * incidence, sky, weather.ghi * field.albedo * (1 - math.cos(tilt)) / 2, incidence


def ac_power(field, weather, day, hour, latitude, longitude, zone):
    cosine, azimuth = sun(day, hour, latitude, longitude, zone)
    utc_day = (day - 1 + math.floor((hour - zone) / 24)) % 365 + 1
    beam, sky, ground, incidence = on_plane(field, weather, utc_day, cosine, azimuth)
    a, b, rise = MOUNTING[field.mounting]
    total = beam + sky + ground
    cell = weather.celsius + total * math.exp(a + b * weather.wind) + total / 1000 * rise
    effective = beam * transmission(field.cover, incidence) + sky + ground
    dc = effective / 1000 * field.peak * (1 + field.temperature_coefficient * (cell - 25)) * (1 - field.losses)
    return inverter(max(0.0, dc), field.peak / field.dc_ac_ratio, field.inverter_efficiency)


def inverter(dc, rating, nominal):
    if dc == 0:
        return 0.0
    part = dc * nominal / rating
    efficiency = nominal / 0.9637 * (-0.0162 * part - 0.0059 / part + 0.9858)
    return min(max(0.0, efficiency * dc), rating)
