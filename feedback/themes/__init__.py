"""Text in, dataclasses out: redact, split, embed, code against the codebook, discover.

No Django, no clock, no database. `types`, `redact` and `codebook` are light (standard library and phonenumbers);
`engine` and what it imports need numpy, scikit-learn and CTranslate2.
"""
