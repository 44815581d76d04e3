"""The same rules in each engine's own words. ``find(rows, groups)`` lists every finding as (row, column, kind)."""
