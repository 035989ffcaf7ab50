"""The demo company: a living B2B company whose every planted case is known, so that what is found can be checked."""

from store.crm.demo.company import DemoCompany, build, plant_burst
from store.crm.demo.counting import counts
from store.crm.demo.loading import OtherRecordsHere, is_loaded, load, remove
from store.crm.demo.plan import LEAST_SIZE, planted_counts
from store.crm.demo.seats import Book, Row

__all__ = [
    "LEAST_SIZE",
    "Book",
    "DemoCompany",
    "OtherRecordsHere",
    "Row",
    "build",
    "counts",
    "is_loaded",
    "load",
    "plant_burst",
    "planted_counts",
    "remove",
]
