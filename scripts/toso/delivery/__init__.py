"""The report's four forms and its way to people. Everything is drawn from ``toso.core.report.Report`` alone."""
