from contributions.views.contribution import contribution_page
from contributions.views.drafts import draft
from contributions.views.editing import edit, withdraw
from contributions.views.files import attachment
from contributions.views.following import follow, follow_room
from contributions.views.history import history, remove_version
from contributions.views.importing import (
    cancel_import,
    import_page,
    imports,
    read_import,
    refused_rows,
    start_import,
)
from contributions.views.naming import name_contribution, show_author
from contributions.views.people import person_page
from contributions.views.people_picker import people_picker
from contributions.views.posting import contribute, reply
from contributions.views.quoting import quote
from contributions.views.room import mark_room_read, room_news, room_page
from contributions.views.search import search_page

__all__ = [
    "attachment",
    "cancel_import",
    "contribute",
    "contribution_page",
    "draft",
    "edit",
    "follow",
    "follow_room",
    "history",
    "import_page",
    "imports",
    "mark_room_read",
    "name_contribution",
    "people_picker",
    "person_page",
    "quote",
    "read_import",
    "refused_rows",
    "remove_version",
    "reply",
    "room_news",
    "room_page",
    "search_page",
    "show_author",
    "start_import",
    "withdraw",
]
