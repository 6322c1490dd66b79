"""Voices made without a recording: described in words, moved by sliders, mixed; and the words that voices are tagged with."""
