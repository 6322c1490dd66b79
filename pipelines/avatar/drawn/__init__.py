"""Presenters drawn by code: layered vector characters that a performance moves."""
