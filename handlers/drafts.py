"""The way of an entry from a draft over a colleague's eyes and the what-if to the next question; nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.edit import BLANK, form_of
from handlers.entry_fields import read_entry
from handlers.network import Network
from handlers.owners import may_tend
from handlers.revision import looked_at
from handlers.rights import may_edit
from handlers.trying import try_draft
from handlers.views import Said, View
from handlers.views_desk import Choice, DraftCard, Drafts, EntryHistory, Version
from knowledge import letters as kinds
from knowledge.catalogue import Entry, Status, problems, to_data
from knowledge.editions import marks
from knowledge.letters import Letter
from knowledge.privacy import scrub
from knowledge.store import audit, drafts, editions, entries, letters, people, questions
from knowledge.store.drafts import Draft
from knowledge.store.people import Member

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent: the entry's slug and version, the draft it belongs to, and the fields."""

    slug: str
    version: int
    inputs: Mapping[str, str]

    @property
    def draft(self) -> tuple[str, int]:
        """Id and version of the draft on the form; ("", 0) before it was kept once."""
        number = self.inputs.get("dn", "")
        return self.inputs.get("draft", ""), int(number) if number.isdecimal() and len(number) < 10 else 0


async def keep(network: Network, tx: AsyncConnection, who: Member, form: Filled, now: datetime) -> View:
    """Saves as a draft; the published version goes on answering."""
    draft, view = await _written(network, tx, who, form, now)
    return view or (await card(tx, who, draft) if draft else Said("gone"))


async def send(network: Network, tx: AsyncConnection, who: Member, form: Filled, now: datetime) -> View:
    """Sends the draft to a colleague, who is written to at once."""
    draft, view = await _written(network, tx, who, form, now)
    if view or draft is None:
        return view or Said("gone")
    reviewer = await people.load(tx, form.inputs.get("reviewer", ""))
    if reviewer is None or not may_edit(reviewer) or reviewer.id == who.id:
        return await form_of(tx, who, draft, {"reviewer": "reviewer_missing"})
    asked = await drafts.save(tx, replace(draft, status=Status.IN_REVIEW, reviewer=reviewer.id), now)
    if asked is None:
        return Said("gone")
    await _tell(tx, Letter.REVIEW, reviewer.id, asked, now)
    return Said("draft_sent", {"title": asked.entry.title, "name": reviewer.person.name}, coordinator=may_edit(who))


async def propose(network: Network, tx: AsyncConnection, who: Member, form: Filled, now: datetime) -> View:
    """Saves, checks and sets the replay going; the card with the outcome comes as a letter, for it takes seconds."""
    draft, view = await _written(network, tx, who, form, now)
    if view or draft is None:
        return view or Said("gone")
    return await attempt(network, tx, who, draft.id, now)


async def attempt(network: Network, tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """Replays a kept draft, if it could be published at all."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    if wrong := problems(replace(draft.entry, status=Status.PUBLISHED)):
        return await form_of(tx, who, draft, wrong)
    return await try_draft(network, tx, who, draft, now)


async def publish(tx: AsyncConnection, who: Member, id_: str, version: int, now: datetime) -> View:
    """Lets the draft answer from the next question on; refused if the draft or the entry has changed since."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    entry = looked_at(replace(draft.entry, status=Status.PUBLISHED), now.date())
    if wrong := problems(entry):
        return await form_of(tx, who, draft, wrong)
    if draft.version != version:
        return await form_of(tx, who, draft, {"title": "changed_meanwhile"})
    if not await entries.save(tx, entry, draft.base, who.id, draft.why, now):
        return await _overtaken(tx, who, draft, now)
    await drafts.remove(tx, id_)
    if id_ == edition_id(entry.slug):
        await editions.settle(tx, entry.slug, now)
    for question in draft.questions:
        await questions.update(tx, question, outcome="mended")
    await audit.note(tx, who.id, "publish_entry", entry.slug, now)
    if entry.valid_from and entry.valid_from > now.date():
        ahead = {"title": entry.title, "day": entry.valid_from.isoformat()}
        return Said("entry_saved_ahead", ahead, coordinator=may_edit(who))
    return Said("entry_saved", {"title": entry.title, "slug": entry.slug}, coordinator=may_edit(who))


def edition_id(slug: str) -> str:
    """The id of the one draft that holds this release's text of a starter entry; "" for other entries."""
    return f"ny{marks()[slug][:30]}" if slug in marks() else ""


async def give_back(tx: AsyncConnection, who: Member, id_: str, version: int, remark: str, now: datetime) -> View:
    """The reviewer's word goes back to the author, who is written to."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    words = scrub(remark[:LONGEST]).text.strip()
    back = await drafts.save(tx, replace(draft, status=Status.DRAFT, remark=words, reviewer="", version=version), now)
    if back is None:
        return await card(tx, who, draft)
    await _tell(tx, Letter.REVIEWED, draft.by, back, now)
    return Said("draft_returned", {"title": draft.entry.title}, coordinator=may_edit(who))


async def drop(tx: AsyncConnection, who: Member, id_: str, now: datetime) -> View:
    """Throws a draft away; what is published stays as it is."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    await drafts.remove(tx, id_)
    await audit.note(tx, who.id, "drop_draft", draft.entry.slug, now)
    return Said("draft_dropped", {"title": draft.entry.title}, coordinator=may_edit(who))


async def open_form(tx: AsyncConnection, who: Member, id_: str) -> View:
    """Goes on with a draft."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    return await form_of(tx, who, draft)


async def show(tx: AsyncConnection, who: Member, id_: str) -> View:
    """The very card staff will see."""
    draft = await _opened(tx, who, id_)
    if isinstance(draft, Said):
        return draft
    return await card(tx, who, draft)


async def listed(tx: AsyncConnection, who: Member) -> View:
    """What is being worked on, and by whom."""
    if not may_edit(who):
        return Said("not_allowed")
    known = await people.directory(tx)
    found = await drafts.newest(tx)
    names = {d.by: known[d.by].person.name for d in found if d.by in known}
    return Drafts(tuple(Choice(d.id, d.entry.title, names.get(d.by, ""), d.version) for d in found))


async def history(tx: AsyncConnection, who: Member, slug: str) -> View:
    """Who changed the entry, when and why, and what."""
    if not await may_tend(tx, who, slug):
        return Said("not_allowed")
    found = await entries.load(tx, slug)
    if found is None:
        return Said("gone")
    past = await entries.versions(tx, slug)
    known = await people.members(tx, {one.by for one in past if one.by})
    lines = [
        Version(
            one.version,
            one.entry.status,
            one.at,
            known[one.by].person.name if one.by in known else "",
            one.why,
            differences(before.entry if before else None, one.entry),
        )
        for one, before in zip(past, [*past[1:], None], strict=True)
    ]
    return EntryHistory(slug, found.entry.title, tuple(lines))


async def restore(network: Network, tx: AsyncConnection, who: Member, slug: str, number: int, now: datetime) -> View:
    """An old version as a new draft: what it changes is found out at once, and it is published like any other."""
    found = await entries.load(tx, slug)
    old = next((one for one in await entries.versions(tx, slug) if one.version == number), None)
    if found is None or old is None or not await may_tend(tx, who, slug):
        return Said("gone" if may_edit(who) else "not_allowed")
    draft = Draft(network.new_id(), old.entry, found.version, who.id, why=f"Version {number} gendannet")
    await drafts.insert(tx, draft, now)
    return await attempt(network, tx, who, draft.id, now)


async def draft_letter(tx: AsyncConnection, id_: str, to: str) -> DraftCard | None:
    """The card of a letter about a draft; None when it was published or thrown away meanwhile."""
    draft, who = await drafts.load(tx, id_), await people.load(tx, to)
    return await card(tx, who, draft) if draft and who else None


async def _opened(tx: AsyncConnection, who: Member, id_: str) -> Draft | Said:
    """The draft, if it is still there and this person may work on it."""
    draft = await drafts.load(tx, id_)
    if draft is None or not await may_tend(tx, who, draft.entry.slug):
        return Said("gone" if may_edit(who) else "not_allowed")
    return draft


async def card(tx: AsyncConnection, who: Member, draft: Draft) -> DraftCard:
    """A draft as staff would see it."""
    author = await people.load(tx, draft.by)
    return DraftCard(
        id=draft.id,
        version=draft.version,
        entry=replace(draft.entry, status=draft.status),
        status=draft.status,
        author=author.person.name if author else "",
        why=draft.why,
        remark=draft.remark,
        asked_of_you=draft.reviewer == who.id,
    )


async def _written(
    network: Network, tx: AsyncConnection, who: Member, form: Filled, now: datetime
) -> tuple[Draft | None, View | None]:
    """The form as a kept draft, or the view that tells why not."""
    draft = await _draft(network, tx, who, form)
    if not await may_tend(tx, who, draft.entry.slug if draft else ""):
        return None, Said("not_allowed")
    if draft is None:
        return None, Said("gone")
    entry, wrong = read_entry(draft.entry, form.inputs, new=draft.new)
    changed = replace(draft, entry=entry, why=scrub(form.inputs.get("why", draft.why)[:LONGEST]).text)
    if len(entry.title) < 3:
        wrong["title"] = "title_short"
    if draft.new and await entries.load(tx, entry.slug):
        wrong["title"] = "title_taken"
    if wrong:
        return None, await form_of(tx, who, changed, wrong)
    if draft.version == 0:
        kept: Draft | None = replace(changed, id=network.new_id(), version=1)
        await drafts.insert(tx, kept, now)  # type: ignore[arg-type]
    else:
        kept = await drafts.save(tx, changed, now)
    if kept is None:
        current = await drafts.load(tx, draft.id)
        return None, await form_of(tx, who, current or draft, {"title": "changed_meanwhile"})
    return kept, None


async def _draft(network: Network, tx: AsyncConnection, who: Member, form: Filled) -> Draft | None:
    id_, version = form.draft
    if id_:
        kept = await drafts.load(tx, id_)
        return replace(kept, version=version) if kept else None
    found = await entries.load(tx, form.slug) if form.slug else None
    if form.slug and found is None:
        return None
    mended = tuple(filter(None, form.inputs.get("questions", "").split(",")))[:200]
    base = found.entry if found else BLANK
    return Draft("", base, form.version if found else 0, who.id, questions=mended, version=0)


async def _overtaken(tx: AsyncConnection, who: Member, draft: Draft, now: datetime) -> View:
    """Somebody published another version meanwhile: told, and theirs stays wherever this draft changed nothing."""
    current = await entries.load(tx, draft.entry.slug)
    if current is None or draft.new:
        return await form_of(tx, who, draft, {"title": "title_taken"})
    old = next(
        (past.entry for past in await entries.versions(tx, draft.entry.slug) if past.version == draft.base), None
    )
    mine, theirs = (set(differences(old or current.entry, one)) for one in (draft.entry, current.entry))
    entry = replace(draft.entry, **{name: getattr(current.entry, name) for name in theirs - mine - {"status"}})
    rebased = await drafts.save(tx, replace(draft, entry=entry, base=current.version), now)
    both = dict.fromkeys(sorted(mine & theirs - {"status", "reviewed"}), "changed_by_both")
    return await form_of(tx, who, rebased or draft, {"title": "changed_meanwhile"} | both)


async def _tell(tx: AsyncConnection, kind: Letter, to: str, draft: Draft, now: datetime) -> None:
    key = f"{draft.id}:{kind.value}:{draft.version}:{to}:{now.isoformat()}"
    await letters.write(tx, [kinds.Draft(kind, to, draft.id, key)], now)


def differences(before: Entry | None, after: Entry) -> tuple[str, ...]:
    """The names of the fields in which two versions differ; none for the first."""
    old = to_data(before) if before else {}
    return tuple(name for name, value in to_data(after).items() if before and old.get(name) != value)
