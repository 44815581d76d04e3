"""``toso demo``: the sample ward from nothing to the report, in a folder that can be opened and looked at."""
