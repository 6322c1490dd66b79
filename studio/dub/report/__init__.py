"""The report of a batch: one HTML file that needs nothing but itself, and the sounds that lie beside it.

report.check(Path("out/report.html"))           before work
report.write(Path("out/report.html"), room, ledger, options, result, "en")
"""

from .page import check, write

__all__ = ["check", "write"]
