"""Google Drive v3 (and the v2 upload that old clients use), as far as spreadsheets need it."""
