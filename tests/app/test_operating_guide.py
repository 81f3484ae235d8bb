"""docs/operating.md: the unit it gives is one that systemd takes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.world import ROOT

GUIDE = ROOT / "docs" / "operating.md"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here to ask")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    text = GUIDE.read_text().partition("```ini\n")[2].partition("```")[0]
    assert "KillMode=mixed" in text and "Restart=always" in text
    # Somebody and something that are on this machine, in the place of those that will be on the operator's.
    here = text.replace("User=roomline", f"User={os.getuid()}").replace("/opt/roomline", str(ROOT))
    unit = tmp_path / "roomline.service"
    unit.write_text(here)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "roomline" in line]
    assert (done.returncode, ours) == (0, [])
