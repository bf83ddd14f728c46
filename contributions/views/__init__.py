from contributions.views.contribution import contribution_page
from contributions.views.people import person_page
from contributions.views.posting import contribute, reply
from contributions.views.room import room_page

__all__ = ["contribute", "contribution_page", "person_page", "reply", "room_page"]
