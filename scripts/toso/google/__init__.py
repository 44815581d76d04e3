"""The only place that talks to Google (or to the stand-in): sessions, books, Drive."""
