"""A tiny companion process that cleans up when its owner is killed without a chance to."""

import os
import shlex
import subprocess
from pathlib import Path

# Each line read replaces the one before; the last is carried out when the pipe closes, that is when the owner
# is gone. Processes get their own way of stopping and ten seconds for it.
SCRIPT = """trap '' HUP INT QUIT TERM
finish() {
  for end in $1; do kill -s "${end%%:*}" -- "${end#*:}"; done
  for second in 1 2 3 4 5 6 7 8 9 10; do
    alive=
    for end in $1; do kill -s 0 -- "${end#*:}" && alive=yes; done
    [ "$alive" ] || break
    sleep 1
  done
  for end in $1; do kill -s KILL -- "${end#*:}"; done
  shift
  [ $# -eq 0 ] || rm -rf -- "$@"
}
orders=:
while IFS= read -r line; do orders=$line; done
eval "$orders"
"""


class Guardian:
    """Stops what it watches once the process that made it has died, however it died.

    It waits for the end of a pipe, which the kernel closes even after ``kill -9``, so no process is left
    behind. It has a session of its own: neither Ctrl-C nor a closed terminal reaches it.
    """

    def __init__(self) -> None:
        self._watched: dict[int, str] = {}
        self._folders: list[Path] = []
        self._process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path("/"),
            start_new_session=True,
        )

    def watch(self, pid: int, signal_name: str = "TERM") -> None:
        """Stop this process by this signal, or a process group when the number is negative."""
        self._watched[pid] = signal_name
        self._order()

    def forget(self, pid: int) -> None:
        """This process has ended: its number may belong to a stranger from now on."""
        self._watched.pop(pid, None)
        self._order()

    def remove_afterwards(self, folder: Path) -> None:
        """Remove this temporary folder at the end, in any case."""
        self._folders.append(folder)
        self._order()

    def close(self) -> None:
        """Send it away; what it still watches is stopped first."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _order(self) -> None:
        ends = " ".join(f"{name}:{pid}" for pid, name in self._watched.items())
        line = shlex.join(["finish", ends, *map(str, self._folders)]) + "\n"
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.write(os.fsencode(line))
                self._process.stdin.flush()
            except BrokenPipeError:  # somebody killed the guardian: nothing is lost while we live
                return
