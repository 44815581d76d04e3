"""As much of an IMAP server as a look-up by Message-ID needs, over TLS."""

from __future__ import annotations

import socketserver
import ssl
import threading


class _Talk(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        try:
            self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            while line := self.rfile.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                word = rest.upper()
                if word.startswith("CAPABILITY"):
                    self._say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
                elif word.startswith("LOGIN"):
                    self._say(f"{tag} OK in" if "right" in rest else f"{tag} NO wrong password")
                elif word.startswith("EXAMINE"):
                    known = '"Sent"' in rest
                    self._say(*(["* 1 EXISTS", f"{tag} OK [READ-ONLY] open"] if known else [f"{tag} NO no such folder"]))
                elif word.startswith("UID SEARCH"):
                    self.server.asked.append(rest)
                    found = any(one in rest for one in self.server.held)
                    self._say("* SEARCH 7" if found else "* SEARCH", f"{tag} OK done")
                elif word.startswith("LOGOUT"):
                    self._say("* BYE", f"{tag} OK bye")
                    return
                else:
                    self._say(f"{tag} OK done")
        except (OSError, ssl.SSLError):
            pass

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class ImapServer(socketserver.ThreadingTCPServer):
    """``held``: Message-IDs in the folder ``Sent``; ``asked``: the searches that came."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, context: ssl.SSLContext, held: set[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context, self.held, self.asked = context, held, list[str]()

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> ImapServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
