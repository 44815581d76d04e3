"""The report: counts in, one frozen ``Report`` out. See ``build.build_report`` and ``types``."""

from toso.core.report.build import build_report
from toso.core.report.keys import figures_hash
from toso.core.report.sentences import Words
from toso.core.report.types import Material, Narrative, Office, Report, TeamPage

__all__ = ["Material", "Narrative", "Office", "Report", "TeamPage", "Words", "build_report", "figures_hash"]
