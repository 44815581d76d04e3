"""drive.about.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/about
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localsheets.defaults import SPREADSHEET
from localsheets.drive.resource import EXPORTS, mask, user
from localsheets.errors import DriveError
from localsheets.fieldmask import project

if TYPE_CHECKING:
    from localsheets.context import Context


def get(ctx: Context) -> dict:
    if not dict(ctx.request.query).get("fields"):
        raise DriveError(400, "The 'fields' parameter is required for this method.", "required", "fields")
    _, tree = mask(ctx, "about.get", "About", None)
    limited = ctx.account.service_account and not ctx.app.storage_for_service_accounts
    quota = {"limit": "0" if limited else "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
    answer = {
        "kind": "drive#about",
        "user": user(ctx.account, ctx.account),
        "storageQuota": quota,
        "importFormats": {"text/csv": [SPREADSHEET]},
        "exportFormats": {SPREADSHEET: list(EXPORTS)},
        "maxUploadSize": "5242880000000",
        "appInstalled": False,
        "canCreateDrives": False,
    }
    return project(answer, tree)
