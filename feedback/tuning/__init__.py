"""Adapts the encoder to the codebook's sentences and fits the head over it. Needs torch; nothing at run time does."""
