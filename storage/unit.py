"""One unit of work: every repository on one unit's statements."""

from __future__ import annotations

from functools import cached_property

from storage import (
    acknowledgements,
    archive,
    blocks,
    bookings,
    calendars,
    care,
    catalogue,
    conversations,
    deadlines,
    epochs,
    erasure,
    events,
    feed,
    help_calls,
    history,
    identity,
    invites,
    journal,
    links,
    messages,
    moments,
    occupancy,
    offers,
    outbox,
    people,
    phrases,
    proposals,
    ratings,
    reactions,
    retention,
    rooms,
    terms,
    therapists,
    topics,
    waits,
)
from storage.statements import Statements


class SqlUnit(Statements):
    @cached_property
    def journal(self) -> journal.SqlJournal:
        return journal.SqlJournal(self)

    @cached_property
    def conversations(self) -> conversations.SqlConversations:
        return conversations.SqlConversations(self)

    @cached_property
    def people(self) -> people.SqlPeople:
        return people.SqlPeople(self)

    @cached_property
    def therapists(self) -> therapists.SqlTherapists:
        return therapists.SqlTherapists(self)

    @cached_property
    def invites(self) -> invites.SqlInvites:
        return invites.SqlInvites(self)

    @cached_property
    def catalogue(self) -> catalogue.SqlCatalogue:
        return catalogue.SqlCatalogue(self)

    @cached_property
    def terms(self) -> terms.SqlTerms:
        return terms.SqlTerms(self)

    @cached_property
    def bookings(self) -> bookings.SqlBookings:
        return bookings.SqlBookings(self)

    @cached_property
    def calendars(self) -> calendars.SqlCalendars:
        return calendars.SqlCalendars(self)

    @cached_property
    def occupancy(self) -> occupancy.SqlOccupancy:
        return occupancy.SqlOccupancy(self)

    @cached_property
    def acknowledgements(self) -> acknowledgements.SqlAcknowledgements:
        return acknowledgements.SqlAcknowledgements(self)

    @cached_property
    def offers(self) -> offers.SqlOffers:
        return offers.SqlOffers(self)

    @cached_property
    def proposals(self) -> proposals.SqlProposals:
        return proposals.SqlProposals(self)

    @cached_property
    def waits(self) -> waits.SqlWaits:
        return waits.SqlWaits(self)

    @cached_property
    def phrases(self) -> phrases.SqlPhrases:
        return phrases.SqlPhrases(self)

    @cached_property
    def ratings(self) -> ratings.SqlRatings:
        return ratings.SqlRatings(self)

    @cached_property
    def checks(self) -> care.SqlChecks:
        return care.SqlChecks(self)

    @cached_property
    def help_calls(self) -> help_calls.SqlHelpCalls:
        return help_calls.SqlHelpCalls(self)

    @cached_property
    def absences(self) -> care.SqlAbsences:
        return care.SqlAbsences(self)

    @cached_property
    def rooms(self) -> rooms.SqlRooms:
        return rooms.SqlRooms(self)

    @cached_property
    def reactions(self) -> reactions.SqlReactions:
        return reactions.SqlReactions(self)

    @cached_property
    def blocks(self) -> blocks.SqlBlocks:
        return blocks.SqlBlocks(self)

    @cached_property
    def identity(self) -> identity.SqlIdentity:
        return identity.SqlIdentity(self)

    @cached_property
    def messages(self) -> messages.SqlMessages:
        return messages.SqlMessages(self)

    @cached_property
    def links(self) -> links.SqlLinks:
        return links.SqlLinks(self)

    @cached_property
    def topics(self) -> topics.SqlTopics:
        return topics.SqlTopics(self)

    @cached_property
    def outbox(self) -> outbox.SqlOutbox:
        return outbox.SqlOutbox(self)

    @cached_property
    def deadlines(self) -> deadlines.SqlDeadlines:
        return deadlines.SqlDeadlines(self)

    @cached_property
    def epochs(self) -> epochs.SqlEpochs:
        return epochs.SqlEpochs(self)

    @cached_property
    def moments(self) -> moments.SqlMoments:
        return moments.SqlMoments(self)

    @cached_property
    def events(self) -> events.SqlEvents:
        return events.SqlEvents(self)

    @cached_property
    def facts(self) -> feed.SqlFacts:
        return feed.SqlFacts(self)

    @cached_property
    def feed_tokens(self) -> feed.SqlFeedTokens:
        return feed.SqlFeedTokens(self)

    @cached_property
    def history(self) -> history.SqlHistory:
        return history.SqlHistory(self)

    @cached_property
    def archive(self) -> archive.SqlArchive:
        return archive.SqlArchive(self)

    @cached_property
    def erasure(self) -> erasure.SqlErasure:
        return erasure.SqlErasure(self)

    @cached_property
    def retention(self) -> retention.SqlRetention:
        return retention.SqlRetention(self)
