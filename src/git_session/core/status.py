"""What ``Session:`` blocks do to the frontmatter: begun, paused, resumed, ended, reopened."""

from __future__ import annotations

from git_session.core import begun, blockers, context, items, lists, moments, steps
from git_session.core.markdown import one_line
from git_session.core.sections import HANDOFF, Draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.blockers import Blocker
    from git_session.core.template import Facts
    from git_session.model import Block, Entry

ENDED = ("closed_at", "close_reason", "duration_hours", "merged_into", "merge_commit")


def apply(draft: Draft, entry: Entry, block: Block) -> None:
    """Do what the block says; a word that is not ours changes nothing."""
    if entry.title.lower() == "edited":
        from git_session.core import edits  # people seldom edit, and commits are many

        edits.apply(draft, entry)
        return
    act = {
        "paused": _paused,
        "resumed": _resumed,
        "reopened": _reopened,
        "completed": _completed,
        "abandoned": _abandoned,
        "compacted": _compacted,
        "used": _used,
    }.get(entry.title.lower())
    facts = begun.begin_facts(block)
    if facts:
        _begun(draft, facts)
    elif act:
        act(draft, entry)
    hand_over(draft, entry)
    _count_hours(draft)


def hand_over(draft: Draft, entry: Entry) -> None:
    """Keep what whoever continues must know, if the entry says it."""
    text = entry.field("context next")
    if text:
        draft.set("context_for_next_session", text)
        stamp = moments.iso_minute(entry.when)
        lists.add_bullet(draft.ensure(HANDOFF), f"{text} ({stamp})")


def add_to_list(draft: Draft, key: str, *texts: str) -> None:
    """Add to a list in the frontmatter what it does not hold."""
    known = draft.get_list(key)
    wanted = [text for text in dict.fromkeys(texts) if text and text not in known]
    if wanted:
        draft.set(key, [*known, *wanted])


def _begun(draft: Draft, facts: Facts) -> None:
    """Add what is missing; a document made from these facts was edited on purpose since."""
    created = moments.iso(facts.created)
    own = draft.get("created_at") == created
    missing = {
        "id": facts.id,
        "shortname": facts.shortname,
        "label": facts.label,
        "project": facts.project,
        "created_at": created,
        "git_branch": facts.branch,
        "git_base": facts.base,
        "git_start": facts.head,
        "retroactive": facts.retroactive,
        "client": facts.client,
        "role": facts.role,
    }
    for key, value in missing.items():
        if value and not draft.get(key):
            draft.set(key, value)
    if not draft.get("status"):
        draft.set("status", "active")
    if not own:
        _add_missing(draft, facts)


def _add_missing(draft: Draft, facts: Facts) -> None:
    add_to_list(draft, "task_ids", *facts.task_ids)
    add_to_list(draft, "directories", *facts.directories)
    context.set_objective(draft, facts.goal)
    for text in facts.key_files:
        context.add_key_file(draft, text)
    for text in facts.key_context:
        context.add_key_context(draft, text)
    for text in facts.steps:
        steps.add_step(draft, text, facts.created)


def _paused(draft: Draft, entry: Entry) -> None:
    draft.set("status", "paused")
    draft.set("paused_at", moments.iso(entry.when))
    reason = entry.field("reason", "note")
    if reason:
        draft.set("pause_reason", reason)
    else:
        draft.drop("pause_reason")
    if entry.field("to"):
        _hand_to(draft, entry)
    else:
        draft.drop("handoff_to")


def _hand_to(draft: Draft, entry: Entry) -> None:
    """Say to whom it was handed, with what they need: one item, made when it was handed over."""
    who = one_line(entry.field("to"))
    draft.set("handoff_to", who)
    reason = one_line(entry.field("reason"))
    head = f"To {who}{f': {reason}' if reason else ''} ({moments.iso_minute(entry.when)})"
    part = draft.ensure(HANDOFF)
    if any(row.text.split("\n", 1)[0] == head for row in lists.rows(part)):
        return
    open_steps = [one.text for one in steps.steps(draft) if one.state != "completed"]
    told = [("Next", text) for text in dict.fromkeys([*items.next_steps(draft), *open_steps])]
    told += [("Blocker", _blocker(one)) for one in blockers.open_blockers(draft)]
    told += [(key, entry.field(key.lower())) for key in ("Document", "Journal", "Commit")]
    below = [f"- {key}: {one_line(text)}" for key, text in told if text]
    lists.add_bullet(part, "\n".join([head, *below]))


def _blocker(one: Blocker) -> str:
    who = f" - waiting on {one.waiting_on}" if one.waiting_on else ""
    return f"{one.number}: {one.text}{who}".removeprefix(": ")


def _resumed(draft: Draft, entry: Entry) -> None:
    _close_pause(draft, entry.when)
    draft.set("status", "active")


def _close_pause(draft: Draft, when: datetime) -> None:
    """Record the pause that ends at ``when``; one that began later is another one."""
    since = draft.get_text("paused_at")
    begin = moments.parse_iso(since)
    if begin and begin > when:
        return
    if begin and begin < when:
        add_to_list(draft, "pauses", f"{since}/{moments.iso(when)}")
    draft.drop("paused_at", "pause_reason", "handoff_to")


def _reopened(draft: Draft, entry: Entry) -> None:
    _resumed(draft, entry)
    draft.drop(*ENDED)


def _completed(draft: Draft, entry: Entry) -> None:
    end(draft, "completed", entry.when)
    summary = entry.field("summary")
    if summary:
        draft.set("summary", summary)


def _abandoned(draft: Draft, entry: Entry) -> None:
    end(draft, "abandoned", entry.when)
    reason = entry.field("reason")
    if reason:
        draft.set("close_reason", reason)


def end(draft: Draft, status: str, when: datetime) -> None:
    """Close the session at ``when``, and a pause with it."""
    _close_pause(draft, when)
    draft.set("status", status)
    draft.set("closed_at", moments.iso(when))
    _count_hours(draft)


def _count_hours(draft: Draft) -> None:
    """How long a closed session took without its pauses, in hours."""
    start = moments.parse_iso(draft.get_text("created_at"))
    end = moments.parse_iso(draft.get_text("closed_at"))
    if start is None or end is None:
        return
    seconds = (end - start).total_seconds()
    for pause in draft.get_list("pauses"):
        begin, stop = (moments.parse_iso(text) for text in (pause + "/").split("/")[:2])
        if begin and stop and stop <= end:
            seconds -= (stop - begin).total_seconds()
    draft.set("duration_hours", round(max(seconds, 0.0) / 3600, 2))


def _used(draft: Draft, entry: Entry) -> None:
    add_to_list(draft, "tools", *begun.texts(entry, "tool"))


def _compacted(draft: Draft, entry: Entry) -> None:
    """The block carries the count it led to, so that folding it twice counts once."""
    count = entry.field("count")
    known = draft.get("compaction_count")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 1
    draft.set("compaction_count", max(number, known if isinstance(known, int) else 0))
    latest = moments.parse_iso(draft.get_text("compacted_at"))
    if latest is None or latest < entry.when:
        draft.set("compacted_at", moments.iso(entry.when))
