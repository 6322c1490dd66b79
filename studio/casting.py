"""Who speaks in a film: a voice for each speaker."""

from __future__ import annotations

from pipelines.errors import BadInput
from pipelines.script import NARRATOR
from pipelines.speech import voices

from .project import Project


def narrated(project: Project, name: str) -> dict[str, str]:
    """The library's voice for whoever has the narrator's; other speakers keep theirs, and new ones take one that nobody has.

    Without a name it is the language's usual voice, save where the narrator's was cloned for this film.
    """
    given, language = project.choices.voices, project.script.language
    old = given.get(NARRATOR, given.get(project.script.speakers[0], ""))
    new = name or (old if old.startswith("voices/") else voices.default(language).name)
    found = {speaker: new if voice == old else voice for speaker, voice in given.items()} | {NARRATOR: new}
    taken = {*found.values()}
    unused = (one for one in voices.speaking(language) if one not in taken)
    for speaker in project.script.speakers[1:]:
        if speaker not in found:
            found[speaker] = next(unused, new)
    return found


def place_of(project: Project, speaker: str) -> str:
    """The voice that a speaker was given, as the project names it: a name, or "voices/…" for one cloned for this film."""
    given = project.choices.voices
    return given.get(speaker) or given.get(NARRATOR) or voices.default(project.script.language).name


def leads(project: Project, speaker: str) -> bool:
    """Whether the speaker's voice is the one that the brief chooses: the narrator's, or the first speaker's if it has the same."""
    first = project.script.speakers[0]
    return speaker == NARRATOR or (speaker == first and place_of(project, speaker) == place_of(project, NARRATOR))


def recast(project: Project, speaker: str | None, name: str) -> Project:
    """The project with another voice of the library for one speaker, or, for None, for whoever has the narrator's.

    BadInput for an unknown speaker or voice.
    """
    name = voices.load(name).name
    given = narrated(project, name) if speaker is None else _one(project, speaker, name)
    return project.model_copy(update={"choices": project.choices.model_copy(update={"voices": given})})


def _one(project: Project, speaker: str, name: str) -> dict[str, str]:
    if speaker not in project.script.speakers:
        raise BadInput(f"Nobody called {speaker!r} speaks in this film any more.", f"影片中已没有名为 {speaker!r} 的说话人。")
    led = {NARRATOR: name} if leads(project, speaker) else {}
    return {**project.choices.voices, speaker: name, **led}
