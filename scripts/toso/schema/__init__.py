"""``sheets_schema/*.yaml`` → frozen ``SheetSchema`` values; checks the schema itself; writes its guide."""
