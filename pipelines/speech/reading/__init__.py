"""How a text is read: segmentation, readings, sandhi, numbers, and what each language needs of its own."""
