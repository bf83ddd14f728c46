"""Write the style sheets that pages load from their sources, and on request the vendored scripts.

python static/build.py            bundles only: static/css/site.css and static/css/bench.css
python static/build.py --vendor   also static/vendor/, exact versions by package-lock.json (needs npm)
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent
SOURCES = STATIC / "css" / "src"
FIRST, LAST = ("reset.css", "tokens.css", "base.css", "layout.css"), ("utilities.css", "print.css")
BUNDLES = {
    "site.css": (*FIRST, "components/*.css", "apps/*.css", *LAST),
    "bench.css": ("bench/*.css",),
}


def bundle(name: str) -> str:
    """The text of one bundle: its sources in order, without comments and indentation."""
    paths = [path for pattern in BUNDLES[name] for path in sorted(SOURCES.glob(pattern))]
    return "".join(squeeze(path.read_text(encoding="utf-8")) for path in paths)


def squeeze(css: str) -> str:
    """The same rules in fewer bytes; a line for each rule keeps differences readable."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};]) ?", r"\1", css)
    css = re.sub(r"([:,]) ", r"\1", css)
    return css.replace(";}", "}").replace("}", "}\n").strip().replace("\n}", "}") + "\n"


def write_bundles() -> None:
    """Write every bundle beside its sources."""
    for name in BUNDLES:
        (STATIC / "css" / name).write_text(bundle(name), encoding="utf-8")


def vendor() -> None:
    """Install the locked packages, none of their scripts run, and copy unmodified what the browser loads."""
    root = STATIC.parent
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to vendor scripts; the bundles are written without it.")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=True)  # noqa: S603
    version = json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]["htmx.org"]
    script = (root / "node_modules/htmx.org/dist/htmx.min.js").read_bytes()
    if b"sourceMappingURL" in script:
        sys.exit("This build names a source map, which the manifest storage would look for and not find.")
    for old in (STATIC / "vendor").glob("htmx-*"):
        old.unlink()
    (STATIC / "vendor" / f"htmx-{version}.min.js").write_bytes(script)
    licence = (root / "node_modules/htmx.org/LICENSE").read_bytes()
    (STATIC / "vendor" / f"htmx-{version}.LICENSE").write_bytes(licence)
    (STATIC / "vendor" / "README.md").write_text(readme(version, script), encoding="utf-8")


def readme(version: str, script: bytes) -> str:
    """Where each vendored file comes from."""
    return (
        "# Vendored scripts\n\n"
        "Unmodified copies, written by `python static/build.py --vendor`; do not edit by hand.\n\n"
        "| file | npm package and file | version | licence | sha256 |\n|---|---|---|---|---|\n"
        f"| `htmx-{version}.min.js` | `htmx.org`, `dist/htmx.min.js` | {version} | 0BSD"
        f" | `{hashlib.sha256(script).hexdigest()}` |\n\n"
        "A build that closes with a `sourceMappingURL` comment is refused: the manifest storage of static\n"
        "files would look for the map. Versions are exact in `package.json`; the lock names no registry.\n"
    )


if __name__ == "__main__":
    write_bundles()
    if "--vendor" in sys.argv[1:]:
        vendor()
