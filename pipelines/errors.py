"""Everything that can go wrong, as one tree.

    StudioError
    ├── BadInput         what was given cannot be used; the message says what would be accepted
    │   └── OutputExists the file to write is there already and --force was not given
    ├── EngineMissing    a package, model or program is not here; the message says what gets it
    ├── EngineFailed     an engine ran and did not deliver
    ├── OutputFailed     the result could not be written: disk full, folder missing, read-only
    └── Cancelled        the person stopped it

Each message exists in English and in Chinese. Only `studio.cli`, `studio.api` and `studio.ui` catch
these, and turn them into an exit code, a status or a notice.
"""

from __future__ import annotations


class StudioError(Exception):
    """Base of all errors a person is meant to read. `en` and `zh` are one clear sentence or two each."""

    exit_code = 1

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh

    def message(self, language: str = "en") -> str:
        return self.zh if language.startswith("zh") else self.en

    def __reduce__(self) -> tuple[type[StudioError], tuple[str, str]]:
        return type(self), (self.en, self.zh)  # so that it crosses process borders whole


class BadInput(StudioError):
    exit_code = 2


class OutputExists(BadInput):
    pass


class EngineMissing(StudioError):
    exit_code = 3


class EngineFailed(StudioError):
    exit_code = 4


class OutputFailed(StudioError):
    exit_code = 5


class Cancelled(StudioError):
    exit_code = 130

    def __init__(
        self,
        en: str = "Stopped. What was finished is kept; the same command goes on from there.",
        zh: str = "已停止。已完成的部分会保留，再次运行同一命令即可继续。",
    ) -> None:
        super().__init__(en, zh)
