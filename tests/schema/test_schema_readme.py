"""The three steps of sheets_schema/README.md, followed to the letter on a copy, give a counted and explained column."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent

from toso import resources
from toso.schema.docs import write_guide
from toso.schema.lint import lint_schema
from toso.schema.load import load_findings, load_schema


def test_a_column_added_in_three_steps_is_sound_explained_and_counted(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(resources.path("sheets_schema"), tmp_path / "schema"))
    column, figure = (
        dedent(block) for block in re.findall(r"```yaml\n(.*?)```", (folder / "README.md").read_text("utf-8"), re.S)
    )
    tab = folder / "group" / "households.yaml"
    column = "".join(f"  {line}\n" for line in dedent(column).splitlines())
    tab.write_text(tab.read_text("utf-8").replace("  - name: zalo_group\n", f"{column}  - name: zalo_group\n"), "utf-8")
    with (folder / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + figure)

    assert lint_schema(folder) == []
    schema = load_schema(folder)
    assert schema.tables["households"].field("web_access").title == "Truy cập web"
    assert schema.indicators["platform_web_access"].shown == (
        "master.platforms",
        "report.society",
        "report.table.platforms",
    )
    assert "| **Truy cập web** |" in write_guide(schema, load_findings())
    assert schema.version != load_schema().version
