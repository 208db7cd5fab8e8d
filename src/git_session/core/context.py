"""What opens a document: its title, the TL;DR, the objective, key files and key context."""

from __future__ import annotations

from git_session.core import blockers, items, lists, steps
from git_session.core.markdown import one_line
from git_session.core.sections import (
    CONTEXT,
    DECISIONS,
    DISCOVERIES,
    TLDR,
    TRIED,
    Draft,
    Part,
    clean,
)

OBJECTIVE = "**Objective**"
KEY_FILES = "**Key Files**"
KEY_CONTEXT = "**Key Context**"
ALWAYS = ("**Progress**", "**Current**", "**Blocker**")
DERIVED = ("**PAUSED**", *ALWAYS)
_SPECIAL = "#>|-+*=`~<_\\"


def title(draft: Draft) -> str:
    """The document's first heading without 'Session: ', "" without one."""
    found = next((part.title for part in draft.parts if part.level == 1), "")
    return found.removeprefix("Session:").strip()


def objective(draft: Draft) -> str:
    """The objective, "" without one."""
    part = draft.part(CONTEXT)
    lines = [part.bare(at) for at in range(*part.body())] if part else []
    return dict(reversed(items.read_fields(lines))).get("objective", "")


def set_objective(draft: Draft, text: str) -> None:
    """Write the objective, where there is none yet."""
    if objective(draft) or not text.strip():
        return
    part = draft.ensure(CONTEXT)
    lines = items.field_lines("Objective", text)
    at = _label(part, OBJECTIVE)
    if at:
        part.rewrite(at, lines.pop(0))
    part.insert(at + 1, lines)


def key_files(draft: Draft) -> list[str]:
    """The key files, each with what was said about it."""
    return [lists.uncode(entry) for entry in _bullets(draft, KEY_FILES)]


def key_context(draft: Draft) -> list[str]:
    """What must survive a compaction."""
    return _bullets(draft, KEY_CONTEXT)


def add_key_file(draft: Draft, path: str) -> None:
    """Add a key file; a bare path is written as code."""
    known = [entry.replace("`", "") for entry in key_files(draft)]
    path = one_line(path)
    if path.replace("`", "") not in known:
        _add(draft, KEY_FILES, KEY_FILES + ":", lists.code(path))


def add_key_context(draft: Draft, text: str) -> None:
    """Add a piece of key context, unless it is there."""
    if clean(text) not in key_context(draft):
        _add(draft, KEY_CONTEXT, KEY_CONTEXT + " (survives compaction):", clean(text))


def _label(part: Part, label: str) -> int:
    """The line that begins with ``label``; 0 without one."""
    start, end = part.body()
    return next((at for at in range(start, end) if part.lines[at].startswith(label)), 0)


def _span(part: Part, label: str) -> tuple[int, int] | None:
    at = _label(part, label)
    if not at:
        return None
    end = part.body()[1]
    after = [line for line in range(at + 1, end) if part.lines[line].startswith("**")]
    return at + 1, after[0] if after else end


def _bullets(draft: Draft, label: str) -> list[str]:
    part = draft.part(CONTEXT)
    span = _span(part, label) if part else None
    return [row.text for row in lists.rows(part, span)] if part and span else []


def _add(draft: Draft, label: str, line: str, text: str) -> None:
    part = draft.ensure(CONTEXT)
    if not _label(part, label):
        at = part.text_end(*part.body())
        part.insert(at, ["", line] if at > 1 else [line])
    span = _span(part, label)
    if span:
        found = lists.rows(part, span)
        at = found[-1].end if found else span[0]
        lists.append(part, text, "- ", (at, at))


def _region(part: Part) -> tuple[int, int]:
    """The lines of the TL;DR's paragraph, above the derived lines."""
    start, end = 1, len(part.lines)
    for at in range(start, end):
        if part.lines[at].startswith(DERIVED):
            end = at
            break
    stop = part.text_end(start, end)
    while start < stop and not part.lines[start].strip():
        start += 1
    return start, stop


def tldr(draft: Draft) -> str:
    """The TL;DR's paragraph, "" without one."""
    part = draft.part(TLDR)
    if not part:
        return ""
    text = "\n".join(part.bare(at) for at in range(*_region(part)))
    if _is_generated(text):
        return text[1:-1]
    return text[1:] if text[:1] == "\\" and text[1:2] in _SPECIAL else text


def paragraph(draft: Draft) -> list[str]:
    """The lines of the TL;DR's paragraph that a person wrote, [] while it is generated."""
    part = draft.part(TLDR)
    lines = [part.bare(at).rstrip() for at in range(*_region(part))] if part else []
    return [] if _is_generated("\n".join(lines)) else lines


def lacking(draft: Draft) -> list[str]:
    """The derived lines that every TL;DR has and this one has not; [] without a TL;DR."""
    part = draft.part(TLDR)
    known = part.lines if part else list(ALWAYS)
    return [label for label in ALWAYS if not any(line.startswith(label) for line in known)]


def write_lines(draft: Draft, lines: list[str]) -> None:
    """Make ``lines`` the TL;DR's paragraph, as they are."""
    part = draft.ensure(TLDR)
    start, end = _region(part)
    del part.lines[start:end]
    follows = start < len(part.lines) and part.lines[start].strip()
    part.insert(start, [*lines, ""] if follows and lines else lines)


def own_tldr(draft: Draft) -> str:
    """The TL;DR's paragraph if a person or a checkpoint wrote it, "" if it is generated."""
    part = draft.part(TLDR)
    text = "\n".join(part.bare(at) for at in range(*_region(part))) if part else ""
    return "" if _is_generated(text) else text


def _is_generated(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == "_" and "\n" not in text


def write_paragraph(draft: Draft, text: str) -> None:
    """Make ``text`` the TL;DR's paragraph, in place of any other."""
    line = one_line(text)
    _replace_paragraph(draft.ensure(TLDR), f"\\{line}" if line[:1] in _SPECIAL else line)


def _replace_paragraph(part: Part, line: str) -> None:
    start, end = _region(part)
    if [part.bare(at) for at in range(start, end)] == [line]:
        return
    del part.lines[start:end]
    follows = start < len(part.lines) and part.lines[start].strip()
    part.insert(start, [line, ""] if follows else [line])


def refresh(draft: Draft) -> None:
    """Bring the derived lines up to date, and the paragraph unless a person wrote it."""
    part = draft.ensure(TLDR)
    start, end = _region(part)
    text = "\n".join(part.bare(at) for at in range(start, end))
    if not text or _is_generated(text):
        _replace_paragraph(part, f"_{generated(draft)}_")
    for label, value in derived(draft):
        _write_derived(part, label, value)


def _write_derived(part: Part, label: str, value: str) -> None:
    at = next((n for n, line in enumerate(part.lines) if line.startswith(label)), 0)
    line = f"{label}: {value}"
    if at and value:
        part.rewrite(at, line)
    elif at:
        del part.lines[at]
    elif value:
        _insert_derived(part, label, line)


def _insert_derived(part: Part, label: str, line: str) -> None:
    """Put a missing line behind those that stand before it, else below the paragraph."""
    before = DERIVED[: DERIVED.index(label)]
    places = [at for at, known in enumerate(part.lines) if known.startswith(before)]
    if places:
        part.insert(places[-1] + 1, [line])
        return
    after = [at for at, known in enumerate(part.lines) if known.startswith(DERIVED)]
    if after:
        part.insert(after[0], [line])
        return
    at = _region(part)[1]
    part.insert(at, ["", line])


def derived(draft: Draft) -> list[tuple[str, str]]:
    """The lines that are computed: label and value, "" for one that does not apply."""
    done, total, current = steps.progress(draft)
    percent = done * 100 // total if total else 0
    number = f"{one_line(current)} (step {done + 1})" if current else "None"
    known = [one_line(f"{b.number}: {b.text}".lstrip(": ")) for b in blockers.open_blockers(draft)]
    paused = ""
    if draft.get_text("status") == "paused":
        reason = one_line(draft.get_text("pause_reason"))
        since = draft.get_text("paused_at")[:16].replace("T", " ")
        paused = " - ".join(text for text in (since, reason) if text) or "yes"
    values = (
        paused,
        f"{done}/{total} steps complete ({percent}%)",
        number,
        "; ".join(known) or "None",
    )
    return list(zip(DERIVED, values, strict=True))


def generated(draft: Draft) -> str:
    """One line that says what the session is about, where it stands and what comes next."""
    goal = one_line(objective(draft)) or one_line(title(draft)) or draft.get_text("shortname")
    done = [step.text for step in steps.steps(draft) if step.state == "completed"]
    coming = items.next_steps(draft)
    texts = [goal]
    texts += [f"Last: {done[-1]}"] if done else []
    texts += [f"Next: {coming[0]}"] if coming else []
    counted = _counted(draft)
    texts += [f"Noted: {counted}"] if counted else []
    return " ".join(_sentence(one_line(text)) for text in texts if text) or "Just begun."


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _counted(draft: Draft) -> str:
    counts = (
        (items.count(draft, DECISIONS), "decision", "decisions"),
        (items.count(draft, TRIED), "attempt", "attempts"),
        (items.count(draft, DISCOVERIES), "discovery", "discoveries"),
    )
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)
