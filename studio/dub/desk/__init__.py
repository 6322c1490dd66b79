"""The batches of a person: each a folder with its inputs, what was chosen, and the ledgers of its check and of its run.

desk = Desk(home / "batches")
batch = desk.begin([(Path("/tmp/upload/ep1.srt"), "ep1.srt")]).wait()
batch.check(), batch.start()    at once: they go on behind; batch.state() tells how far, batch.wait() until they end

<id>/inputs/       the person's files, never changed        <id>/batch.json   what was chosen
<id>/edits.json    texts said in the place of theirs        <id>/check/       the manifest, and how each line fits
<id>/out/          what is made: `studio dub --resume --out` goes on with it too
"""

from .batch import Batch, State
from .desk import Desk

__all__ = ["Batch", "Desk", "State"]
