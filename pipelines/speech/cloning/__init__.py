"""What learning a voice from a sample, and speaking with it, is made of; `speech.clone` and `speech.exemplars` put it together."""
