"""``python -m simulator``: a WeChat on your desk, never in production."""

import json
import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click
from werkzeug.serving import BaseWSGIServer, make_server

from app.errors import Unready
from simulator.accounts import MiniProgram, ServiceAccount
from simulator.phonebook import open_phonebook
from simulator.phones import Phones
from simulator.platform import Platform
from simulator.postman import Postman
from simulator.transports import HttpTransport
from simulator.web import create_simulator

REAL_WECHAT = "api.weixin.qq.com"
KEY_LENGTH = 43


def refuse_production(environ: Mapping[str, str]) -> None:
    """Raises ``Unready`` where real people could be on the other end."""
    if environ.get("PRODUCTION", "").strip().lower() in {"1", "true", "yes"}:
        raise Unready("PRODUCTION=1：正式环境里不能启动模拟器")
    base = environ.get("WECHAT_API_BASE", "")
    if urlsplit(base if "//" in base else f"//{base}").hostname == REAL_WECHAT:
        raise Unready(f"WECHAT_API_BASE 指向真正的微信（{REAL_WECHAT}），模拟器不启动；请把它设为模拟器的地址")


def accounts(environ: Mapping[str, str], name: str) -> tuple[ServiceAccount, MiniProgram]:
    """The accounts of the settings that the service itself reads; raises ``Unready`` naming the missing ones."""
    needed = ("WECHAT_APPID", "WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY")
    missing = [variable for variable in needed if not environ.get(variable)]
    if missing:
        raise Unready(f"模拟器还缺这些设置，请与服务端一致：{'、'.join(missing)}")
    appid, secret, token, aes_key = (environ[variable].strip() for variable in needed)
    if len(aes_key) != KEY_LENGTH:
        raise Unready(f"WECHAT_AES_KEY 应为 {KEY_LENGTH} 个字符，现在是 {len(aes_key)} 个")
    mini = MiniProgram(environ.get("MINIAPP_APPID") or f"{appid}-mini", environ.get("MINIAPP_SECRET") or secret)
    return ServiceAccount(appid, secret, token=token, aes_key=aes_key, name=name), mini


@click.command(help="桌面上的微信：微信平台接口和几部手机，用于演示、培训和测试。")
@click.option("--port", type=click.IntRange(1, 65535), required=True, help="监听的端口")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option("--callback", required=True, help="服务端回调地址，例如 http://127.0.0.1:8000/wechat/callback")
@click.option("--people", type=click.Path(path_type=Path), help="手机名册：JSON，[{name, openid, role, about}, …]")
@click.option("--templates", type=click.Path(path_type=Path), help="模板：JSON，{id: {title, fields: {thing1: 标签}}}")
@click.option("--account", default="平阳县新时代文明实践中心", show_default=True, help="服务号的名称")
@click.option("--strangers/--no-strangers", default=True, help="名册以外的 openid 也当作已关注（演示用）")
def main(
    *,
    port: int,
    host: str,
    callback: str,
    people: Path | None,
    templates: Path | None,
    account: str,
    strangers: bool,
) -> None:
    try:
        refuse_production(os.environ)
        service, mini = accounts(os.environ, account)
        platform = Platform(service, mini, templates_on_use=True, strangers=strangers)
        phones = _phones(platform, callback)
        open_phonebook(phones, people)
        _grant(platform, templates)
        server = _server(host, port, platform, phones)
    except Unready as unready:
        raise click.ClickException(str(unready)) from unready
    Postman(phones).start()
    click.echo(f"模拟器已启动：http://{host}:{port}/")
    server.serve_forever()


def _phones(platform: Platform, callback: str) -> Phones:
    address = urlsplit(callback)
    if address.scheme not in {"http", "https"} or not address.netloc:
        raise Unready(f"--callback 应为完整的网址，现在是 {callback!r}")
    return Phones(platform, HttpTransport(f"{address.scheme}://{address.netloc}"), path=address.path or "/")


def _grant(platform: Platform, path: Path | None) -> None:
    if path is None:
        return
    try:
        for template_id, template in json.loads(path.read_text(encoding="utf-8")).items():
            platform.register_template(template_id, template["title"], template["fields"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Unready(f"读不了模板文件 {path}：{wrong}") from wrong


def _server(host: str, port: int, platform: Platform, phones: Phones) -> BaseWSGIServer:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        line = socket.create_server((host, port), backlog=512)
    except OSError as taken:
        raise Unready(f"端口 {port} 用不了（可能已被占用），请用 --port 换一个") from taken
    return make_server(host, port, create_simulator(platform, phones), threaded=True, fd=line.detach())


if __name__ == "__main__":
    main()
