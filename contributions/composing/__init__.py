"""The composer: what stands in it when it opens, what was sent with it, and the preview."""

from contributions.composing.copies import take_other_copy, told_of_other_copy
from contributions.composing.filling import (
    as_initial,
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
    "as_initial",
    "check_names",
    "composer_form",
    "drafts_after_close",
    "furnish",
    "opened_at",
    "preview",
    "sent_form",
    "take_files",
    "take_other_copy",
    "told_of_other_copy",
    "unsent_form",
    "writes_as",
]
