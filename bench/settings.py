"""The settings of an installation, with pages of 50 and a way to ask how many statements a page took."""

from consultation.settings import *  # noqa: F403
from consultation.settings import MIDDLEWARE as _MIDDLEWARE

CONTRIBUTIONS_PER_PAGE = 50
MIDDLEWARE = ["bench.statements.count_statements", *_MIDDLEWARE]
