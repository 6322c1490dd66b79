"""A film or a dub for other editors: `cut` is the timeline as a value, `media` gathers its files, `files` writes it by kind."""
