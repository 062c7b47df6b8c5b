"""The tests, importable as `tests` wherever they lie: in the source tree, or copied beside an installed wheel."""
