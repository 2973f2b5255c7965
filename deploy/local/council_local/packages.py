"""Packages of the operating system that tests need, installed through apt-get where nobody has to be asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence


def install(packages: Sequence[str]) -> bool:
    """Whether apt-get could be run for them; False where it can't be run without asking somebody."""
    before = _privilege()
    if before is None:
        return False
    command = [*before, "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--no-install-recommends", *packages]):
        subprocess.run([*command, *arguments], stdout=subprocess.DEVNULL, env=environment, check=False)
    return True


def _privilege() -> list[str] | None:
    """What to put before apt-get; None where it can't be run without asking somebody."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None
