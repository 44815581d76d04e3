"""python -m localsheets --data DIR --port N [--host H] [--faults SPEC] [--quota google] [--read-only]"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import threading


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m localsheets", description="A local Google Sheets and Drive API.")
    parser.add_argument("--data", help="folder to keep the files in (without it everything is lost at the end)")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; only this machine unless told")
    parser.add_argument("--faults", help="e.g. 429=0.05,503=0.02,drop=0.01,latency=0.1-0.3,seed=7")
    parser.add_argument("--quota", choices=["google", "none"], default="none")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--no-service-storage", action="store_true", help="service accounts cannot create files")
    parser.add_argument("--account", action="append", default=[], metavar="TOKEN=EMAIL")
    return parser


def main() -> int:
    gc.set_threshold(100_000, 20, 100)  # books are many small values without circles
    parser = arguments()
    options = parser.parse_args()
    from localsheets.app import App
    from localsheets.server import Server

    try:
        app = App(
            options.data,
            quota="google" if options.quota == "google" else None,
            faults=options.faults,
            read_only=options.read_only,
            storage_for_service_accounts=not options.no_service_storage,
            accounts=dict(pair.split("=", 1) for pair in options.account),
        )
        server = Server(app, options.host, options.port)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"LISTENING {server.url}", flush=True)
    threading.Thread(target=app.warm_up, daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 130
    finally:
        server.server_close()
        app.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
