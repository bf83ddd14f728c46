"""Write what pages load from its sources, and on request the vendored scripts.

python static/build.py            bundles only: the style sheets in static/css and static/js/composer.js
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
ROOT = STATIC.parent
SOURCES = STATIC / "css" / "src"
VENDOR = STATIC / "vendor"
FIRST, LAST = ("reset.css", "tokens.css", "base.css", "layout.css"), ("utilities.css", "print.css")
BUNDLES = {
    "site.css": (*FIRST, "components/*.css", "apps/*.css", *LAST),
    "bench.css": ("bench/*.css",),
    "composer.css": ("composer/*.css",),
}
COMPOSER = ("box.js", "drafts.js", "mentions.js", "composer.js")
EDITOR = """
export { Editor, Mark } from "@tiptap/core";
export { Document } from "@tiptap/extension-document";
export { Paragraph } from "@tiptap/extension-paragraph";
export { Text } from "@tiptap/extension-text";
export { Bold } from "@tiptap/extension-bold";
export { Italic } from "@tiptap/extension-italic";
export { Strike } from "@tiptap/extension-strike";
export { Heading } from "@tiptap/extension-heading";
export { Blockquote } from "@tiptap/extension-blockquote";
export { HardBreak } from "@tiptap/extension-hard-break";
export { Link } from "@tiptap/extension-link";
export { BulletList, OrderedList, ListItem, ListKeymap } from "@tiptap/extension-list";
export { UndoRedo } from "@tiptap/extensions";
"""


def bundle(name: str) -> str:
    """The text of one style sheet: its sources in order, without comments and indentation."""
    paths = [path for pattern in BUNDLES[name] for path in sorted(SOURCES.glob(pattern))]
    return "".join(squeeze(path.read_text(encoding="utf-8")) for path in paths)


def squeeze(css: str) -> str:
    """The same rules in fewer bytes; a line for each rule keeps differences readable."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};]) ?", r"\1", css)
    css = re.sub(r"([:,]) ", r"\1", css)
    return css.replace(";}", "}").replace("}", "}\n").strip().replace("\n}", "}") + "\n"


def composer() -> str:
    """The text box's script as one module: its sources without imports, comments and indentation."""
    script = "".join((STATIC / "js/src/composer" / name).read_text(encoding="utf-8") for name in COMPOSER)
    script = re.sub(r"^ *(?:/\*.*?\*/|import .*?;|)\n", "", script, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^ +| // .*$", "", script, flags=re.MULTILINE)


def write_bundles() -> None:
    """Write every bundle beside its sources."""
    for name in BUNDLES:
        (STATIC / "css" / name).write_text(bundle(name), encoding="utf-8")
    (STATIC / "js" / "composer.js").write_text(composer(), encoding="utf-8")


def vendor() -> None:
    """Install the locked packages, none of their scripts run, and write what browsers load of them."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to vendor scripts; the bundles are written without it.")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)  # noqa: S603
    versions = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    htmx, tiptap = f"htmx-{versions['htmx.org']}", f"tiptap-{versions['@tiptap/core']}"
    editor, packages = build_editor()
    for old in [*VENDOR.glob("htmx-*"), *VENDOR.glob("tiptap-*")]:
        old.unlink()
    put(htmx, (ROOT / "node_modules/htmx.org/dist/htmx.min.js").read_bytes(), licences(["htmx.org"]))
    put(tiptap, editor, licences(packages))
    (VENDOR / "README.md").write_text(readme(htmx, tiptap, packages), encoding="utf-8")


def build_editor() -> tuple[bytes, list[str]]:
    """The editor's packages in one module, as browsers need them, and the names of the packages in it."""
    meta, out = ROOT / "node_modules/.editor.json", ROOT / "node_modules/.editor.js"
    esbuild = ROOT / "node_modules/esbuild/bin/esbuild"
    options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none"]
    command = [str(esbuild), *options, f"--metafile={meta}", f"--outfile={out}"]
    subprocess.run(command, input=EDITOR.encode(), cwd=ROOT, check=True)  # noqa: S603
    inputs = json.loads(meta.read_text(encoding="utf-8"))["inputs"]
    found = {re.match(r"node_modules/((?:@[^/]+/)?[^/]+)", path) for path in inputs}
    return out.read_bytes(), sorted(name[1] for name in found if name)


def put(name: str, script: bytes, licence: str) -> None:
    """Write a script and its licence."""
    if b"sourceMappingURL" in script:
        sys.exit(f"{name} names a source map, which the manifest storage would look for and not find.")
    (VENDOR / f"{name}.min.js").write_bytes(script)
    (VENDOR / f"{name}.LICENSE").write_text(licence, encoding="utf-8")


def licences(packages: list[str]) -> str:
    """The licence of one package as it is, or those of many, each under the packages it belongs to."""
    texts: dict[str, list[str]] = {}
    for package in packages:
        folder = ROOT / "node_modules" / package
        path = next(iter(sorted(folder.glob("LICENSE*"))), None)
        text = path.read_text(encoding="utf-8") if path else ""
        texts.setdefault(text, []).append(f"{package} {version_of(package)}")
    if "" in texts:
        sys.exit(f"No licence in {texts['']}.")
    if len(packages) == 1:
        return next(iter(texts))
    return "\n".join("\n".join(names) + "\n\n" + text.strip() + "\n" for text, names in texts.items())


def version_of(package: str) -> str:
    described = (ROOT / "node_modules" / package / "package.json").read_text(encoding="utf-8")
    version: str = json.loads(described)["version"]
    return version


def readme(htmx: str, tiptap: str, packages: list[str]) -> str:
    """Where each vendored file comes from."""
    sums = {
        name: hashlib.sha256((VENDOR / f"{name}.min.js").read_bytes()).hexdigest() for name in (htmx, tiptap)
    }
    rows = "".join(f"| `{package}` | {version_of(package)} |\n" for package in packages)
    return (
        "# Vendored scripts\n\n"
        "Written by `python static/build.py --vendor`; do not edit by hand.\n\n"
        "| file | made of | licence | sha256 |\n|---|---|---|---|\n"
        f"| `{htmx}.min.js` | `htmx.org`, `dist/htmx.min.js`, unmodified | 0BSD | `{sums[htmx]}` |\n"
        f"| `{tiptap}.min.js` | the packages below, unmodified, joined and minified by `esbuild`"
        f" {version_of('esbuild')} | MIT | `{sums[tiptap]}` |\n\n"
        "A build that closes with a `sourceMappingURL` comment is refused: the manifest storage of static\n"
        "files would look for the map. Versions are exact in `package.json` and its lock, which names no\n"
        "registry. Each `.LICENSE` holds the full texts.\n\n"
        f"## In `{tiptap}.min.js`\n\n| package | version |\n|---|---|\n{rows}"
    )


if __name__ == "__main__":
    write_bundles()
    if "--vendor" in sys.argv[1:]:
        vendor()
