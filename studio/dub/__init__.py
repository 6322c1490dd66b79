"""Batch dubbing: subtitles, tables and scripts in; clips or one track of speech that lands on its times out.

from pathlib import Path
from studio import dub

result = dub.run(["ep1.srt"], Path("out"), dub.Options(voice="grace", fit="natural"))
result.made, result.failed, result.files
"""

from .options import Options
from .row import Fault, Row
from .running import Result, run
from .watch import Watched

__all__ = ["Fault", "Options", "Result", "Row", "Watched", "run"]
