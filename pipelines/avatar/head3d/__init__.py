"""Heads in three dimensions, made by code: a face with ARKit's 52 shapes, hair, clothes, and a renderer for them."""
