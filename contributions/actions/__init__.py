"""What people do with contributions. Each act is one transaction with an explicit actor."""

from contributions.actions.mentioning import BOUND, bind_typed_name, bind_waiting_mentions, people_of
from contributions.actions.posting import POSTED, NewContribution, post_contribution, write_revision

__all__ = [
    "BOUND",
    "POSTED",
    "NewContribution",
    "bind_typed_name",
    "bind_waiting_mentions",
    "people_of",
    "post_contribution",
    "write_revision",
]
