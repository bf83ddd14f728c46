"""The composer: what stands in it when it opens, what was sent with it, and the preview."""

from contributions.composing.filling import (
    ask_for_descriptions,
    composer_form,
    drafts_after_close,
    furnish,
    opened_at,
    sent_form,
    take_files,
    unsent_form,
    writes_as,
)
from contributions.composing.preview import NamesCheck, Preview, UnclearName, check_names, preview

__all__ = [
    "NamesCheck",
    "Preview",
    "UnclearName",
    "ask_for_descriptions",
    "check_names",
    "composer_form",
    "drafts_after_close",
    "furnish",
    "opened_at",
    "preview",
    "sent_form",
    "take_files",
    "unsent_form",
    "writes_as",
]
