"""When this happens, do that: read this page and you know the service.

Reactions run in the transaction of the fact, in the order listed, and only write rows.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.consequences.duties import tell_who_is_on_duty_now
from app.consequences.knocking import deliver_what_was_missed, put_on_the_knock_list
from app.consequences.leaving import forget_voices, forget_what_they_were_told, wipe_orders_of
from app.consequences.masking import forget_what_was_masked, mask_the_rating, mask_the_words
from app.consequences.seeking import (
    ask_again,
    ask_again_where_it_was,
    ask_another,
    begin_dispatch,
    follow_the_wish,
    look_for_somebody_else,
    release_the_accepted,
    stand_down_the_rest,
    watch_the_clock,
)
from app.consequences.telling import (
    ask_for_a_rating,
    tell_the_desk,
    tell_the_other_desk,
    tell_the_station,
    tell_those_who_come,
    tell_villager_it_cannot_be_done,
    tell_villager_of_arrival,
    tell_villager_of_delay,
    tell_villager_who_comes,
    tell_what_was_added,
    thank_the_volunteers,
)
from app.consequences.together import (
    begin_again,
    give_the_round_back,
    look_for_the_same,
    settle_the_round,
    settle_the_whole,
    split_those_merged,
    take_the_offers_back,
    tell_both_of_merging,
    tell_it_came_back,
    tell_of_likeness,
    tell_of_splitting,
    tell_of_the_bill,
    tell_of_the_round,
    those_merged_follow,
)
from app.dispatch.events import (
    OfferDeclined,
    OrderAccepted,
    OrderAssigned,
    OrderFinished,
    OrderOffered,
    OrderReleased,
    VolunteerArrived,
    WordsPassed,
)
from app.escalation.events import (
    DeputyTold,
    OrderClimbed,
    OrderLookedAt,
    OrderPostponed,
    OrderStaysOvernight,
    OrderTransferred,
    PostManned,
    PostUnmanned,
)
from app.events import Event
from app.orders.events import (
    BillNoted,
    EvidenceShown,
    LikenessFound,
    OrderCancelled,
    OrderConfirmedByPhone,
    OrderCorrected,
    OrderFollowed,
    OrderMerged,
    OrderNoted,
    OrderNudged,
    OrderPlaced,
    OrderRated,
    OrderReopened,
    OrderRetimed,
    OrderSentToDesk,
    OrderSplit,
    OrderUnmet,
    PartPlaced,
    PartRetimed,
)
from app.outbox.events import ChannelAlarmed, KnockSettled, NotificationUnreachable
from app.people.events import (
    DutyHandedOver,
    HumanAnswered,
    HumanAsked,
    PersonErased,
    PersonFollowsAgain,
    RosterChanged,
    VolunteerJoined,
)
from app.review.events import TextReviewed
from app.rounds.events import OrderBundled, OrderDelivered, OrderReturned

REACTIONS: Mapping[type[Event], tuple[Callable[[Session, Any], None], ...]] = {
    OrderPlaced: (mask_the_words, begin_dispatch, watch_the_clock, look_for_the_same),
    OrderSentToDesk: (tell_the_desk, stand_down_the_rest, settle_the_whole, watch_the_clock),
    OrderOffered: (),
    OrderAssigned: (watch_the_clock,),
    OrderAccepted: (settle_the_whole, tell_villager_who_comes, stand_down_the_rest, watch_the_clock),
    OfferDeclined: (ask_another,),
    OrderReleased: (settle_the_whole, look_for_somebody_else, watch_the_clock),
    VolunteerArrived: (settle_the_whole, tell_villager_of_arrival, watch_the_clock),
    OrderFinished: (settle_the_whole, ask_for_a_rating, those_merged_follow, stand_down_the_rest, watch_the_clock),
    OrderRated: (mask_the_rating, thank_the_volunteers, watch_the_clock, settle_the_round),
    EvidenceShown: (),
    OrderConfirmedByPhone: (),
    OrderReopened: (mask_the_rating, ask_again, watch_the_clock),
    OrderRetimed: (tell_those_who_come, follow_the_wish),
    OrderNoted: (),
    OrderNudged: (tell_those_who_come, tell_the_station),
    OrderCancelled: (
        stand_down_the_rest,
        release_the_accepted,
        watch_the_clock,
        split_those_merged,
        settle_the_round,
        give_the_round_back,
    ),
    OrderUnmet: (
        tell_villager_it_cannot_be_done,
        stand_down_the_rest,
        release_the_accepted,
        settle_the_whole,
        ask_for_a_rating,
        those_merged_follow,
        watch_the_clock,
        give_the_round_back,
    ),
    OrderCorrected: (
        mask_the_words,
        tell_what_was_added,
    ),
    OrderTransferred: (tell_the_other_desk, stand_down_the_rest, ask_again_where_it_was, watch_the_clock),
    LikenessFound: (tell_of_likeness,),
    PartPlaced: (),
    PartRetimed: (),
    OrderFollowed: (),
    OrderMerged: (take_the_offers_back, release_the_accepted, tell_both_of_merging, watch_the_clock),
    OrderSplit: (begin_again, tell_of_splitting, watch_the_clock),
    OrderBundled: (tell_of_the_round, watch_the_clock),
    WordsPassed: (),
    OrderDelivered: (ask_for_a_rating, watch_the_clock),
    OrderReturned: (begin_again, tell_it_came_back, watch_the_clock, settle_the_round),
    BillNoted: (tell_of_the_bill,),
    OrderClimbed: (),
    OrderStaysOvernight: (),
    OrderPostponed: (tell_villager_of_delay, watch_the_clock),
    DeputyTold: (),
    OrderLookedAt: (),
    PostUnmanned: (),
    PostManned: (),
    DutyHandedOver: (tell_who_is_on_duty_now,),
    RosterChanged: (),
    PersonFollowsAgain: (deliver_what_was_missed,),
    VolunteerJoined: (),
    HumanAsked: (),
    HumanAnswered: (),
    PersonErased: (wipe_orders_of, forget_what_they_were_told, forget_voices, forget_what_was_masked),
    NotificationUnreachable: (put_on_the_knock_list,),
    KnockSettled: (),
    ChannelAlarmed: (),
    TextReviewed: (),
}
