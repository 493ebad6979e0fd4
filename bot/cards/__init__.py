"""From a view to an Adaptive Card as a plain dict, and to the one line that a notification shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot import envelope
from bot.cards import (
    answer,
    casework,
    connect,
    coordinator,
    drafts,
    entry_form,
    errands,
    files,
    forms,
    guide,
    importing,
    learning,
    missed,
    offer,
    overview,
    refer,
    small,
    status,
    whole,
)
from bot.cards.entry import preview
from bot.cards.openers import opening
from bot.cards.parts import Drawn, card
from bot.cards.words import Ink
from bot.envelope import Card
from handlers import views, views_case, views_errands
from handlers import views_desk as desk

__all__ = ["Card", "Ink", "message", "preview", "render", "summary"]

Draw = Callable[[Any, Ink], Drawn]
Tell = Callable[[Any, Ink], str]

FAMILIES: Mapping[type[views.View], tuple[Draw, Tell]] = {
    views.Said: (small.said, small.said_told),
    views.Welcome: (small.welcome, small.welcome_told),
    views.Answer: (answer.answer, answer.answer_told),
    views.NoAnswer: (answer.no_answer, answer.no_answer_told),
    views.Acute: (whole.acute, whole.acute_told),
    views.FullEntry: (whole.full, whole.full_told),
    views.ReferForm: (refer.form, refer.form_told),
    views.Status: (status.status, status.status_told),
    views.FollowUp: (status.follow_up, status.follow_up_told),
    views.Offer: (offer.offer, offer.offer_told),
    views.OfferClosed: (offer.closed, offer.closed_told),
    views.Connect: (connect.connect, connect.connect_told),
    views.CoordinatorHome: (coordinator.home, coordinator.home_told),
    views.Cases: (coordinator.cases, coordinator.cases_told),
    desk.EntryList: (coordinator.entry_list, coordinator.entry_list_told),
    desk.EntryForm: (entry_form.entry, entry_form.entry_told),
    desk.DraftCard: (drafts.draft, drafts.draft_told),
    desk.Drafts: (drafts.drafts, drafts.drafts_told),
    desk.Editions: (drafts.editions, drafts.editions_told),
    desk.EntryHistory: (drafts.history, drafts.history_told),
    desk.Missed: (missed.missed, missed.missed_told),
    desk.ImportForm: (importing.form, importing.form_told),
    desk.OverviewCard: (overview.overview, overview.overview_told),
    desk.CoverageCard: (overview.cover, overview.cover_told),
    desk.PeopleList: (overview.people, overview.people_told),
    desk.TriedAsk: (learning.tried, learning.tried_told),
    desk.LessonForm: (learning.lesson, learning.lesson_told),
    desk.Lessons: (learning.lessons, learning.lessons_told),
    desk.Revision: (learning.revision, learning.revision_told),
    desk.Guide: (guide.guide, guide.guide_told),
    desk.DeskForm: (missed.digest, missed.digest_told),
    views.PersonForm: (forms.person, forms.person_told),
    views.AvailabilityForm: (forms.availability, forms.availability_told),
    views_errands.Working: (errands.working, errands.working_told),
    views_errands.RetireCard: (errands.retire, errands.retire_told),
    views_errands.ImportCard: (files.looked, files.looked_told),
    views_errands.ExportMenu: (files.menu, files.menu_told),
    views_errands.FileOffer: (files.offer, files.offer_told),
    views_errands.FileSent: (files.sent, files.sent_told),
    views_errands.WhatIfList: (errands.more, errands.more_told),
    views_case.Story: (casework.story, casework.story_told),
    views_case.CaseCard: (casework.case, casework.case_told),
    views_case.Proposal: (casework.proposal, casework.proposal_told),
}


def render(view: views.View, ink: Ink) -> Card:
    """The card of a view in the reader's language."""
    draw, tell = FAMILIES[type(view)]
    drawn = card(draw(view, ink), tell(view, ink), ink.texts.language)
    return opening(drawn) if ink.dialogs else drawn


def summary(view: views.View, ink: Ink) -> str:
    """What happened, who, and what to do; never what the asker wrote."""
    return FAMILIES[type(view)][1](view, ink)


def message(view: views.View, ink: Ink) -> dict[str, Any]:
    """The activity that shows a view: a card with what a notification says, or Teams' own card for a file."""
    activity = envelope.message(render(view, ink), summary(view, ink))
    own = files.native(view, ink) if ink.dialogs else None
    return activity | {"attachments": [own]} if own else activity
