"""A batch from its manifest to its files. What was made is found, whatever stopped the run before it.

    result = studio.dub.run(["lines.csv"], Path("out"), Options(voice="grace"))

Rows are independent takes. The parent reads the ledger, hands units to the pool as it has room, moves what comes back into its
place, and joins tracks when their rows are settled. A row that fails is noted and the others go on; a disk that is full or an engine
that is missing ends the run, for all rows would fail alike.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipelines import engines
from pipelines.errors import BadInput, Cancelled

from ..wording import language
from . import editors, films, manifest
from . import options as opts
from . import report as reports
from .batch import Batch, Result
from .casting import Casting
from .hands import here
from .ledger import Ledger
from .options import Options
from .room import Room
from .watch import Watch, quiet

__all__ = ["Result", "run"]


def run(
    inputs: Sequence[str | Path],
    out: Path,
    options: Options | None = None,
    *,
    resume: bool = False,
    force: bool = False,
    check: bool = False,
    report: Path | None = None,
    changes: Mapping[str, Any] | None = None,
    workers: int | None = None,
    pool: Any = None,
    watch: Watch = quiet,
) -> Result:
    """Dub all rows of `inputs` into the folder `out`.

    resume   go on with the batch in `out`: with its own inputs and options where none are given
    force    replace files in `out` that it did not write
    check    only plan: the ledger then tells how every line fits its slot, and nothing is spoken or written
    report   an .html file of the whole batch
    changes  to the batch's own options, where none are given
    workers  processes; `pool` in their place is anything with their `work` (a cluster)

    BadInput before any work for what cannot be begun. Cancelled, OutputFailed and EngineMissing end the run; it can be gone on with.
    """
    room = Room(Path(out))
    if resume and not room.begun():
        raise BadInput(f"There is no batch to go on with in {out}. Leave --resume out to begin one.",
                       f"{out} 中没有可继续的任务。去掉 --resume 即可新建。")  # fmt: skip
    if not resume:  # and leave no folder behind for what is refused
        options = options or opts.checked(changes or {})
        _check(inputs, options)
    with ExitStack() as stack:
        stack.enter_context(room.taken())
        if report is not None:
            reports.check(report, force=force)
        ledger = stack.enter_context(Ledger(room.ledger))
        inputs, options = _asked(ledger, inputs, options, changes or {})
        if resume:
            _check(inputs, options)
        _note(ledger, inputs, options)
        hands = pool if pool is not None else stack.enter_context(here(workers))
        batch = Batch(room, ledger, inputs, options, hands, watch, force=force)
        try:
            result = batch.check() if check else batch.run()
        except Cancelled:
            if report is not None:  # of what there is
                reports.write(report, room, ledger, options, batch.result(), language())
            raise
        if report is not None:
            reports.write(report, room, ledger, options, result, language())
        return result


def _check(inputs: Sequence[str | Path], options: Options) -> None:
    """BadInput, EngineMissing: refused now, and not row by row."""
    manifest.check(inputs, columns=dict(options.columns), captions=options.captions)
    films.check(options, [str(one) for one in inputs])
    editors.check(options)
    Casting.of(options.voice, options.voices, options.speaker)
    engines.load("speaker", options.speaker)


def _asked(
    ledger: Ledger, inputs: Sequence[str | Path], options: Options | None, changes: Mapping[str, Any]
) -> tuple[list[str], Options]:
    """What this run is asked for, and where that is not said, what the batch was asked for."""
    given = [str(one) for one in inputs]
    if not given:
        folder = ledger.get("cwd", "")
        here = folder in ("", os.getcwd())
        given = [one if one == "-" or here else os.path.join(folder, one) for one in ledger.get("inputs", [])]
    return given, options if options is not None else opts.checked({**ledger.get("options", {}), **changes})


def _note(ledger: Ledger, inputs: Sequence[str], options: Options) -> None:
    """For a run that goes on with this one."""
    ledger.set("inputs", list(inputs))
    ledger.set("cwd", os.getcwd())
    ledger.set("options", opts.to_dict(options))
