"""A process that stands in for a service: it answers /readyz on its port, and ends when it is told to crash."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/crash":
            os._exit(3)
        given = {name: value for name, value in os.environ.items() if name.startswith("COUNCIL_")}
        body = json.dumps(given).encode() if self.path == "/environment" else b""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the log file is looked at for what matters."""


if __name__ == "__main__":
    if sys.argv[1] == "broken":
        sys.exit("this door does not open")
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["COUNCIL_HTTP_PORT"])), Door).serve_forever()
