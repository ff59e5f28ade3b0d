"""Bring in the answers somebody already has: read a CSV file, map its columns, store its rows.

`table`, `encodings`, `delimiters`, `dates`, `columns` and `rows` are pure; `files`, `sources`, `store` and `jobs` touch
the disk and the database.
"""
