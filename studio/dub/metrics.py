"""How far a batch is, for Prometheus: a file for the textfile collector of its node exporter, or a port of this machine.

Nothing of it is global: each batch has its own registry, which reads the last look.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipelines.errors import BadInput, OutputFailed
from pipelines.files import check_output, write_bytes

from ..wording import language
from .watch import Watched

OFTEN = 1.0
"""Seconds between two writings of the file."""

_GAUGES = {
    "speech_seconds": "Seconds of speech in all rows that are done.",
    "elapsed_seconds": "Seconds since the batch began.",
    "rows_per_second": "Rows made a second since the batch began.",
    "overrun_rows": "Rows that last beyond their slot.",
}


class Metrics(Collector):
    """The last look as metrics; a `Watch`. Use it in a `with`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._seen = Watched("read")
        self.registry.register(self)

    def __call__(self, seen: Watched) -> None:
        self._seen = seen

    def __enter__(self) -> Metrics:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def collect(self) -> Iterator[Metric]:
        seen = self._seen
        rows = GaugeMetricFamily("shengying_dub_rows", "Rows of the batch by state.", labels=["state"])
        waiting = max(0, seen.total - seen.done)
        for state, count in (("waiting", waiting), ("found", seen.found), ("made", seen.made), ("failed", seen.failed)):
            rows.add_metric([state], count)
        yield rows
        for name, value in zip(_GAUGES, (seen.speech, seen.elapsed, seen.rate, seen.overrun), strict=True):
            yield GaugeMetricFamily(f"shengying_dub_{name}", _GAUGES[name], value)


class ToFile(Metrics):
    """Written whole about once a second, at each new stage and at the end.

    A file that cannot be written is said once; the batch goes on, for it is not what the batch is for.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = check_output(path, force=True, kinds=(".prom",))
        self._stage, self._at, self._said = "", 0.0, False

    def __call__(self, seen: Watched) -> None:
        super().__call__(seen)
        if seen.stage == "done" or seen.stage != self._stage or seen.elapsed - self._at >= OFTEN:
            self._stage, self._at = seen.stage, seen.elapsed
            self._write()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write()

    def _write(self) -> None:
        try:
            write_bytes(self.path, generate_latest(self.registry))
        except OutputFailed as failed:
            if not self._said:
                print(failed.message(language()), file=sys.stderr)
            self._said = True


class ToPort(Metrics):
    """Answered at http://127.0.0.1:`port`/metrics while the batch runs; port 0 takes one that is free. BadInput for one in use."""

    def __init__(self, port: int) -> None:
        super().__init__()
        try:
            self._server, self._thread = start_http_server(port, addr="127.0.0.1", registry=self.registry)
        except (OSError, OverflowError) as error:
            raise BadInput(f"--metrics: port {port} cannot be used ({error}). Give another from 1024 to 65535, or a file such as dub.prom.",
                           f"--metrics：端口 {port} 无法使用（{error}）。请换 1024 到 65535 之间的其他端口，或给出文件名，例如 dub.prom。") from error  # fmt: skip
        self.port = int(self._server.server_port)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def metrics(where: str) -> Metrics:
    """What --metrics names: a port, or a file that ends in .prom. BadInput or OutputFailed for one that cannot be used."""
    return ToPort(int(where)) if where.isascii() and where.isdigit() else ToFile(Path(where))
