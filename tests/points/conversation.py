"""What people do, act by act. They go on by what their chats show: a death is nothing to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.faults.ledger import Book, Line
from tests.main_job import choose, next_question
from tests.pictures import picture
from tests.world import Phone

FORM = ("Send request", "Skip", "As soon as possible", "At the studio")


@dataclass(frozen=True)
class Act:
    """`do` is done once, whoever lives; `seen` returns when its effect is there."""

    name: str
    do: Callable[[], object]
    seen: Callable[[], object] = lambda: None
    twice: bool = False
    """Somewhere on the way there is a death already: what is to be died in is the return."""


@dataclass
class Conversation:
    customer: Phone
    therapist: Phone
    book: Book = field(default_factory=Book)

    def pairing(self) -> Iterator[Act]:
        yield from self.form()
        yield self.accept()

    def visit(self) -> Iterator[Act]:
        """Each is to be done and seen before the next is asked for."""
        yield from self.pairing()
        yield from self.talk()
        yield from self.cancel()

    def form(self) -> Iterator[Act]:
        asked = max((one["message_id"] for one in self.customer.chat()), default=0)
        yield Act(
            "/book", lambda: self.customer.send("/book"), lambda: next_question(self.customer, asked, "")
        )
        label, answered = "", ""
        while "Send request" not in label:
            card = next_question(self.customer, asked, answered)
            answered = card["text"]
            place, label = choose(card, (self.therapist.name, *FORM))
            yield Act(
                f"form: {label}",
                lambda place=place: self.customer.press(place),  # type: ignore[misc]  # bound now
                lambda answered=answered: next_question(self.customer, asked, answered),  # type: ignore[misc]  # now
            )

    def accept(self) -> Act:
        def seen() -> None:
            for one in (self.therapist, self.customer):
                one.see("can write to each other")
            self.customer.see("Confirmed")

        return Act("accept", lambda: self.therapist.press(self.therapist.button("Accept")), seen)

    def talk(self) -> Iterator[Act]:
        yield Act("customer's line", lambda: self.says(self.customer, "Good evening"))
        yield Act("therapist's line", lambda: self.says(self.therapist, "Good evening to you"))
        yield Act("customer's photo", self.shows)
        yield Act("therapist's second line", lambda: self.says(self.therapist, "I see it"))
        yield Act("customer's edit", self.corrects)

    def returning(self) -> Iterator[Act]:
        """A line each way and an answer of the bot's: something of each is under way at the first death."""

        def do() -> None:
            self.says(self.customer, "Are you near")
            self.says(self.therapist, "Around the corner")
            self.customer.send("/privacy")

        yield Act("the return", do, lambda: self.customer.see("What is kept"), twice=True)

    def says(self, sender: Phone, text: str) -> None:
        reader = self.customer if sender is self.therapist else self.therapist
        self.book.send(sender, reader, text)

    def shows(self) -> None:
        text = "The door to ring at"
        sent = self.customer.send_photo(picture(1), text)
        self.book.lines.append(Line(self.customer.id, self.therapist.id, text, sent))

    def corrects(self) -> None:
        """The first line, if it arrived: of one whose arrival nobody knows there is nothing to change."""
        line = self.book.lines[0]
        if any(one["text"] == line.text for one in self.therapist.from_bot()):
            text = f"{line.text}, dear"
            self.customer.edit(line.message_id, text)
            self.book.lines[0] = Line(line.sender, line.receiver, text, line.message_id)

    def cancel(self) -> Iterator[Act]:
        yield Act(
            "cancel",
            lambda: self.customer.press(self.customer.button("Cancel this booking")),
            lambda: self.customer.button("Yes, cancel it"),
        )
        yield Act(
            "yes, cancel",
            lambda: self.customer.press(self.customer.button("Yes, cancel it")),
            lambda: (self.customer.see("Cancelled"), self.therapist.see("cancelled")),
        )
