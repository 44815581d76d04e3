"""The pure core: cells, rules, counts, reports. No I/O, no clock, no client of any service."""
