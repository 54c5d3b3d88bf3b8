"""Snapshots: the typed, columnar copy of a dataset that figures are made from.

| file | holds |
|---|---|
| `columns.py` | which answers enter, and with which type |
| `rows.py` | records as batches of typed columns |
| `files.py` | Parquet files: written whole or not at all, encrypted from Moderate up |
| `building.py` | base, delta, compaction |
| `size.py`, `fresh.py` | which registers are large; what no file holds yet |
| `coded.py`, `sources.py`, `gathering.py` | the same as coded columns, for counts, lists and maps |
| `codes.py` | the file of coded columns beside a base |
| `reading.py` | what a seat sees of it |
| `tasks.py` | the jobs, and asking for one |

See docs/explanation/snapshots.md. pyarrow and polars load late (`tasks.py` imports neither).
"""
