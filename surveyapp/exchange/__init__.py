"""Hand-off packages and how they unite. Knows stores and files, no screen and no form logic.

A package (``*.svpkg``) is one ZIP file (``archive``) with a signed manifest (``manifest``,
``signing``), the records as canonical JSON lines (``lines``), the sources of every form and the
files that belong to it. ``writer`` writes and verifies it, ``reader`` refuses whatever is not
whole, ``merge`` unites it.
"""

from surveyapp.exchange.manifest import Manifest
from surveyapp.exchange.merge import MergeLine, MergePlan, MergeResult, PackageLine, apply, plan
from surveyapp.exchange.reader import Package, read_package
from surveyapp.exchange.writer import SUFFIX, PackageReport, write_package

__all__ = [
    "SUFFIX",
    "Manifest",
    "MergeLine",
    "MergePlan",
    "MergeResult",
    "Package",
    "PackageLine",
    "PackageReport",
    "apply",
    "plan",
    "read_package",
    "write_package",
]
