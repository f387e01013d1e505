"""EnergyPlus weather files of one year without a leap day, which a case fills in as far as it matters to it.

A record tells the state at the end of its hour, and light over it, in local standard time [EnergyPlus, Auxiliary Programs].
"""
import datetime
from dataclasses import dataclass

from case import csv_text

HOURS_OF_YEAR = 8760
HEAD = ("DESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\nGROUND TEMPERATURES,0\nHOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\n"
        "COMMENTS 1,x\nCOMMENTS 2,y\nDATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31")


@dataclass(frozen=True)
class Record:
    celsius: float = 25
    humidity: float = 50  # relative, in percent
    pascal: float = 101325
    ghi: float = 0
    dni: float = 0
    dhi: float = 0
    wind: float = 3


def epw_text(place, records):
    """`place`: latitude, longitude and hours of the zone before UTC."""
    latitude, longitude, zone = place
    cells = []
    for i, r in enumerate(records):
        at = datetime.datetime(2025, 1, 1) + datetime.timedelta(hours=i)
        cells.append((at.year, at.month, at.day, at.hour + 1, 60, "?9", r.celsius, 5, r.humidity, r.pascal, 0, 0, 300, r.ghi,
                      r.dni, r.dhi, 0, 0, 0, 0, 180, r.wind, 5, 5, 20, 77777, 9, 999999999, 10, 0.1, 0, 88, 0.2, 0, 0))
    return csv_text(f"LOCATION,X,Y,Z,TMY,1,{latitude},{longitude},{zone},0\n{HEAD}", cells)
