"""Neural speakers whose packages clash with the studio's and with each other: each in an environment of its own.

recipe       what an engine is: engine.toml and adapter.py in a folder; `engines/` holds the built-in ones
environment  install, remove, check: an environment is whole or not there
worker       the engine's side, run by the environment's Python; frames, what is said between the two
process      the studio's side: started, spoken to, timed, restarted, ended
saying       a text said piece by piece, checked, and tried again where it went wrong
speaker      the `Speaker` that the rest of the studio sees
"""

from .speaker import RemoteSpeaker

__all__ = ["RemoteSpeaker"]
