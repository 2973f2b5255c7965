"""`council up` with the real broker, database, supervisor and screen, and doors in the services' places.

python small_platform.py            all doors open
python small_platform.py intake     the door of intake does not open
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from council_local.catalogue import Catalogue, Servers
from council_local.component import Component
from council_local.layout import Layout
from council_local.running import Running
from council_local.screen import Screen, show_trouble
from council_local.settings import LocalSettings
from council_local.troubles import Trouble
from council_local.up import Platform
from rich.console import Console

DOOR = Path(__file__).with_name("door.py")


class Doors(Catalogue):
    def component(self, name: str, servers: Servers) -> Component:
        how = "broken" if name in sys.argv[1:] else "open"
        return replace(super().component(name, servers), command=(sys.executable, "-I", str(DOOR), how))


async def when_up(running: Running) -> bool:
    sys.stdout.write("everything is up\n")
    sys.stdout.flush()
    return True


if __name__ == "__main__":
    settings = LocalSettings()
    console = Console(soft_wrap=True)
    try:
        platform = Platform(settings, Screen(console), Doors(settings, Layout(settings.data.absolute())))
        asyncio.run(platform.run(when_up))
    except Trouble as trouble:
        show_trouble(console, trouble)
        sys.exit(1)
