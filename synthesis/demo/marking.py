"""What the team marked while the script was played: the codebook, tags and passages, by their own actions."""

from __future__ import annotations

from consultation.models import Membership
from contributions.models import Contribution
from moderation.actions.codebook import ThemeWords, add_theme
from moderation.actions.coding import NewPassages, save_passages, tag_contribution
from moderation.codebook import load
from moderation.models import Theme
from synthesis.demo.playing import Play
from synthesis.demo.script import BadScriptError, Line

GAP = " … "


def mark(play: Play) -> None:
    """Make the codebook and mark every contribution as the script says. Raises BadScriptError."""
    if not play.script.codebook:
        return
    themes = _make_codebook(play)
    for room in play.script.rooms:
        team = [play.members[who] for who in room.moderators]
        for line in room.lines:
            try:
                _mark(play.said[room.slug, line.number], line, themes, by=team[line.number % len(team)])
            except (KeyError, ValueError) as error:
                raise BadScriptError(f"{play.script.slug}/{room.slug}, #{line.number}: {error}") from error


def _make_codebook(play: Play) -> dict[str, Theme]:
    """The themes by their codes, made by whoever moderates the first room."""
    by = play.members[play.script.rooms[0].moderators[0]]
    for section in play.script.codebook:
        parent = add_theme(play.consultation, ThemeWords(section["name"]), parent=None, by=by)
        for words in section["themes"]:
            add_theme(play.consultation, ThemeWords(**words), parent=parent, by=by)
    made = Theme.objects.filter(consultation=play.consultation).in_bulk()
    return {coded.code: made[coded.pk] for coded in load(play.consultation)}


def _mark(contribution: Contribution, line: Line, themes: dict[str, Theme], *, by: Membership) -> None:
    if line.themes:
        tag_contribution(contribution, [themes[code] for code in line.themes], by=by)
    revision = contribution.revision
    if revision is None:
        raise BadScriptError("A contribution has no words")
    for passage in line.marks:
        span = find_words(revision.plain, passage.words)
        new = NewPassages(revision, [span], useful_as_quote=passage.is_useful)
        save_passages(contribution, new, [themes[code] for code in passage.themes], by=by)


def find_words(plain: str, words: str) -> tuple[int, int]:
    """Where these words stand, half-open in code points. "a … b" means all from a to the end of b.

    Raises ValueError unless they stand there exactly once.
    """
    first, gap, last = words.partition(GAP)
    start = _only(plain, first)
    end = start + len(first)
    if gap:
        end = _only(plain, last, end) + len(last)
    return start, end


def _only(plain: str, words: str, start: int = 0) -> int:
    at = plain.find(words, start)
    if at < 0:
        raise ValueError(f'"{words}" is not said')
    if plain.find(words, at + 1) >= 0:
        raise ValueError(f'"{words}" is said twice')
    return at
