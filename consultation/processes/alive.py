"""Ask the web process of this machine whether it is up: `python -m consultation.processes.alive`.

It asks as the proxy would, under a name the site answers to and as if over HTTPS; ends with 1 if not up.
"""

import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException

from consultation.environment import env_list
from consultation.processes.commands import ADDRESS

PATIENCE = 4.0  # seconds
UP = 200


def is_up(address: str = ADDRESS) -> bool:
    """Whether /healthz answers there with 200."""
    host = env_list("ALLOWED_HOSTS", "localhost")[0].lstrip(".")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    with suppress(OSError, HTTPException), closing(HTTPConnection(address, timeout=PATIENCE)) as connection:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == UP
    return False


if __name__ == "__main__":
    sys.exit(0 if is_up() else 1)
