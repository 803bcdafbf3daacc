"""A desk over real HTTP, in a thread of this process: for the browser's tests and the desk's pictures."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk.desk import Desk


@contextmanager
def served(desk: "Desk") -> Iterator[str]:
    """Its address, at a free port of this machine; taken before the server starts: nobody gets between."""
    import uvicorn

    from desk.app import create_app
    from desk.serve import Place, listen, url

    place = Place(port=0)
    with listen(place) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(desk), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([opened],), daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("the desk did not start")
                time.sleep(0.02)
            yield url(place, opened)
        finally:
            server.should_exit = True
            thread.join(timeout=15)
