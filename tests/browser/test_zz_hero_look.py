from pathlib import Path
from tests.synthesis.test_hero import tell
OUT = Path("/tmp/look"); OUT.mkdir(exist_ok=True)

def test_look(open_page, expect_accessible, join, settings):
    settings.COMPLETE_LANGUAGES = ["en", "fr", "ar"]
    tell(join).publish()
    for width, scheme, prefix in ((1280, "light", ""), (360, "light", ""), (1280, "dark", ""), (1280, "light", "/ar"), (768, "light", ""), (360, "dark", "/ar")):
        page = open_page(width=width, scheme=scheme)
        page.goto(prefix + "/")
        page.screenshot(path=OUT / f"hero-{width}-{scheme}{prefix.replace('/', '-')}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect_accessible(page)
