"""Which page answers which command, and what each kind of person is told when asking for help."""

from collections.abc import Callable, Mapping

from app.chat import (
    assigning,
    closing,
    desks,
    joining,
    knocking,
    mine,
    passing,
    people,
    plain,
    reviewing,
    station,
    together,
    voices,
    volunteering,
    watch,
    words,
)
from app.chat.commands import Command, Verb
from app.chat.turn import Turn
from app.people.queries import duties_of, volunteer_of

COMMANDS: Mapping[Verb, Callable[[Turn, Command], str]] = {
    Verb.YES: lambda turn, _: plain.yes(turn),
    Verb.PROGRESS: mine.progress,
    Verb.CANCEL: mine.cancel,
    Verb.NUDGE: mine.nudge,
    Verb.CHANGE: mine.change,
    Verb.ACCEPT: volunteering.answer,
    Verb.DECLINE: volunteering.answer,
    Verb.RELEASE: volunteering.answer,
    Verb.ARRIVE: volunteering.answer,
    Verb.FINISH: volunteering.answer,
    Verb.TASKS: lambda turn, _: volunteering.tasks(turn),
    Verb.HOURS: lambda turn, _: volunteering.hours(turn),
    Verb.REST: lambda turn, _: volunteering.rest(turn, resting=True),
    Verb.WORK: lambda turn, _: volunteering.rest(turn, resting=False),
    Verb.JOIN: lambda turn, _: joining.begin(turn),
    Verb.HELP: lambda turn, _: help_for(turn),
    Verb.HUMAN: lambda turn, _: people.hand_over(turn, why="想找人说话"),
    Verb.COMPLAIN: lambda turn, command: people.complain(turn, command.rest),
    Verb.MY_DATA: lambda turn, _: mine.my_data(turn),
    Verb.LEAVE: lambda turn, _: mine.leave(turn),
    Verb.TODO: lambda turn, _: station.unclosed(turn, only_waiting=True),
    Verb.UNCLOSED: lambda turn, _: station.unclosed(turn, only_waiting=False),
    Verb.CANNOT: station.cannot_do,
    Verb.POSTPONE: station.postponed,
    Verb.ASSIGN: assigning.assign,
    Verb.WHY: assigning.why,
    Verb.REVIEW: lambda turn, _: reviewing.queue(turn),
    Verb.LET_THROUGH: reviewing.decided,
    Verb.HOLD_BACK: reviewing.decided,
    Verb.DUTY: lambda turn, _: watch.who_is_on_duty(turn),
    Verb.HAND_OVER: watch.hand_over,
    Verb.DEPUTY: watch.deputy,
    Verb.ROSTER: watch.roster,
    Verb.TRANSFER: desks.transferred,
    Verb.RETURN: desks.returned,
    Verb.KNOCK: lambda turn, _: knocking.listed(turn),
    Verb.KNOCKED: knocking.told,
    Verb.PHONED: closing.phoned,
    Verb.FIGURES: closing.figures_of,
    Verb.TRANSCRIBE: voices.written_down,
    Verb.MERGE: together.merge,
    Verb.SPLIT: together.split,
    Verb.SAME: lambda turn, _: together.same(turn),
    Verb.ROUND: together.compose,
    Verb.LIST: together.purchase_list,
    Verb.DELIVER: together.delivered,
    Verb.NOT_BOUGHT: together.not_bought,
    Verb.BILL: together.bill,
    Verb.TELL: passing.told,
}


def help_for(turn: Turn) -> str:
    text = words.HELP
    if volunteer_of(turn.session, turn.person.id):
        text += words.VOLUNTEER_HELP
    if duties_of(turn.session, turn.person.id):
        text += words.STATION_HELP
    return text.format(turn.wording)
