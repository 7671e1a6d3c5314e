"""Where the WeChat edge is plugged in: the ways to people and the errands for the jobs, the doors for the web."""

from collections.abc import Callable

from flask import Blueprint
from requests.adapters import BaseAdapter

from app.chat.advising import Adviser
from app.house import House
from app.outbox.delivery import Channel
from wechat import callback, commands, login, robot
from wechat.channels import CustomMessageChannel, MiniSubscribeChannel, SubscribeChannel, TemplateChannel
from wechat.client import Client
from wechat.kf.accounts import trouble as kf_trouble
from wechat.kf.desk import Desk
from wechat.kf.door import blueprint as kf_door
from wechat.kf.guests import KfChannel
from wechat.media import WechatMedia
from wechat.talking import TalkChannel
from wechat.tokens import CorpTokens, Tokens, trouble
from wechat.wire import Wire


def channels(house: House, *, adapter: BaseAdapter | None = None) -> list[Channel]:
    """The ways to people, in the order they are tried; none for an account that is not configured.

    ``adapter`` replaces the network, for tests and the simulator.
    """
    settings = house.settings
    wire = _wire(house, adapter)
    ways: list[Channel] = []
    if settings.wechat_appid and settings.wechat_secret:
        service = _client(house, wire, settings.wechat_appid, settings.wechat_secret)
        ways += [
            TalkChannel(service, settings, house.db),
            TemplateChannel(service, settings),
            SubscribeChannel(service, settings, house.db),
        ]
    if settings.miniapp_appid and settings.miniapp_secret:
        mini = _client(house, wire, settings.miniapp_appid, settings.miniapp_secret)
        ways.append(MiniSubscribeChannel(mini, settings, house.db))
    if settings.wechat_appid and settings.wechat_secret:
        ways.append(CustomMessageChannel(service, settings))
    if settings.wecom_corpid and settings.wecom_kf_secret:
        ways.append(KfChannel(_kf_client(house, adapter), settings, house.db))
    return ways


def errands(house: House, *, adapter: BaseAdapter | None = None) -> dict[str, Callable[[], object]]:
    """What the jobs do for this edge every second, by name; nothing for what is not configured."""
    if not (house.settings.wecom_corpid and house.settings.wecom_kf_secret):
        return {}
    return {"kf": Desk(house, _kf_client(house, adapter)).look}


def media(house: House, *, adapter: BaseAdapter | None = None) -> WechatMedia | None:
    """What people sent to the service account; ``None`` for an account that is not configured."""
    if not (house.settings.wechat_appid and house.settings.wechat_secret):
        return None
    return WechatMedia(service_client(house, adapter=adapter))


def blueprints(house: House, *, adapter: BaseAdapter | None = None, adviser: Adviser | None = None) -> list[Blueprint]:
    """The callback, the login and the ``flask wechat`` commands; from now on ``/readyz`` asks after the access token."""
    house.checks["wechat"] = lambda session: trouble(session, now=house.clock())
    house.checks["kf"] = kf_trouble
    opened = Blueprint("wechat", __name__)
    commands.plug(opened, service_client(house, adapter=adapter))
    return [
        opened,
        callback.blueprint(house, adviser=adviser),
        kf_door(house),
        robot.blueprint(house),
        login.blueprint(house, _wire(house, adapter)),
    ]


def service_client(house: House, *, adapter: BaseAdapter | None = None) -> Client:
    """The service account's API, for operators' commands."""
    return _client(house, _wire(house, adapter), house.settings.wechat_appid, house.settings.wechat_secret)


def _wire(house: House, adapter: BaseAdapter | None, *, base: str = "") -> Wire:
    settings = house.settings
    return Wire(
        base or settings.wechat_api_base,
        timeout=settings.wechat_timeout,
        connections=settings.delivery_threads,
        adapter=adapter,
    )


def _kf_client(house: House, adapter: BaseAdapter | None) -> Client:
    settings = house.settings
    wire = _wire(house, adapter, base=settings.wecom_api_base)
    tokens = CorpTokens(wire, house.db, house.clock, appid=settings.wecom_corpid, secret=settings.wecom_kf_secret)
    return Client(wire, tokens)


def _client(house: House, wire: Wire, appid: str, secret: str) -> Client:
    return Client(wire, Tokens(wire, house.db, house.clock, appid=appid, secret=secret))
