"""Every setting: its environment variable, default and meaning, in one frozen object that fails loudly."""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from app.errors import Unready
from app.patterns import regex

DEFAULT_DATABASE = "sqlite:///var/yihu.db"
WECHAT_API = "https://api.weixin.qq.com"
WECOM_API = "https://qyapi.weixin.qq.com"
SHORTEST_SECRET = 32
THIS_MACHINE = regex(r"localhost|127\..*|0\.0\.0\.0|::1|")


def setting(name: str, default: Any, meaning: str) -> Any:
    secret = name.endswith(("_KEY", "_SECRET", "_TOKEN", "_URL"))  # none of these belongs into a log
    return field(default=default, repr=not secret, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    database_url: str = setting("DATABASE_URL", DEFAULT_DATABASE, "Where the data lives: `sqlite:///…` or `postgresql://…`.")
    secret_key: str = setting(
        "SECRET_KEY",
        "",
        "Signs links and sessions and seals phone numbers. Keep it for ever: with another one, stored phone numbers cannot "
        "be read. At least 32 characters. With the embedded database and no value, one is made and kept in `secret_key` "
        "beside the database file.",
    )
    county: str = setting(
        "COUNTY", "", "Six-digit code of the county new followers belong to; needed only when several are loaded."
    )
    public_url: str = setting("PUBLIC_URL", "http://127.0.0.1:8000", "The address people's phones reach this service at.")

    wechat_api_base: str = setting("WECHAT_API_BASE", WECHAT_API, "The WeChat API; a simulator or a test stub otherwise.")
    wechat_appid: str = setting("WECHAT_APPID", "", "AppID of the service account (服务号).")
    wechat_secret: str = setting("WECHAT_SECRET", "", "AppSecret of the service account.")
    wechat_token: str = setting("WECHAT_TOKEN", "", "Token of the callback, as typed into the WeChat console.")
    wechat_aes_key: str = setting("WECHAT_AES_KEY", "", "EncodingAESKey of the callback: 43 characters; safe mode only.")
    wechat_templates: str = setting(
        "WECHAT_TEMPLATES", "{}", 'Template ids by kind of notification, as JSON: `{"offer": "…", "accepted": "…"}`.'
    )
    wechat_timeout: float = setting("WECHAT_TIMEOUT", 5.0, "Seconds the WeChat API may take to answer one call.")
    miniapp_appid: str = setting("MINIAPP_APPID", "", "AppID of the mini-program.")
    miniapp_secret: str = setting("MINIAPP_SECRET", "", "AppSecret of the mini-program.")

    wecom_api_base: str = setting("WECOM_API_BASE", WECOM_API, "The WeCom (企业微信) API; a simulator or a stub otherwise.")
    wecom_corpid: str = setting("WECOM_CORPID", "", "The corporation's id (企业 ID), for 微信客服.")
    wecom_kf_secret: str = setting("WECOM_KF_SECRET", "", "Secret of 微信客服; without it nobody reads what is written there.")
    wecom_kf_token: str = setting("WECOM_KF_TOKEN", "", "Token of the callback of 微信客服.")
    wecom_kf_aes_key: str = setting("WECOM_KF_AES_KEY", "", "EncodingAESKey of the callback of 微信客服: 43 characters.")
    wecom_robot_token: str = setting("WECOM_ROBOT_TOKEN", "", "Token of the callback of the group robot (智能机器人).")
    wecom_robot_aes_key: str = setting("WECOM_ROBOT_AES_KEY", "", "EncodingAESKey of the group robot: 43 characters.")
    speech_api_base: str = setting(
        "SPEECH_API_BASE",
        "",
        "Where voices are written down by a machine: an OpenAI-compatible API, `https://…/v1`; `/audio/transcriptions` is "
        "called below it. Without it, whoever is on duty listens.",
    )
    speech_api_key: str = setting("SPEECH_API_KEY", "", "Its key, sent as a bearer token.")
    speech_model: str = setting("SPEECH_MODEL", "whisper-1", "The name of the model to ask there.")
    speech_timeout: float = setting("SPEECH_TIMEOUT", 30.0, "Seconds one question there may take, forty at most.")
    voice_days: int = setting(
        "VOICE_DAYS", 30, "Days a recording is kept, listened to or not. It is erased earlier when its speaker leaves."
    )
    llm_api_base: str = setting(
        "LLM_API_BASE",
        "",
        "A language model that is asked about doubtful needs: an OpenAI-compatible API, `https://…/v1`; `/chat/completions` "
        "with a JSON schema is called below it. Off without it. Phones and names do not leave the house.",
    )
    llm_api_key: str = setting("LLM_API_KEY", "", "Its key, sent as a bearer token.")
    llm_model: str = setting("LLM_MODEL", "", "The name of the model to ask there.")
    llm_timeout: float = setting(
        "LLM_TIMEOUT", 2.5, "Seconds one question may take in all, three at most; half of one to connect."
    )
    llm_daily_calls: int = setting(
        "LLM_DAILY_CALLS", 500, "Questions a day, of all processes together; after that nobody is asked."
    )

    intake_weights: str = setting(
        "INTAKE_WEIGHTS",
        "",
        "Folder of the weights that `flask intake retrain` makes of a county's own orders, one for all processes. Without it: "
        "`intake` beside the embedded database, else `var/intake`.",
    )

    delivery_threads: int = setting("DELIVERY_THREADS", 32, "Messages in flight to WeChat at once, in the jobs process.")
    database_pool: int = setting("DATABASE_POOL", 10, "Connections kept open to PostgreSQL by one process.")
    production: bool = setting(
        "PRODUCTION",
        False,
        "`1`: no simulator, no SECRET_KEY made up, no framed pages, and `/readyz` names every setting a real county needs.",
    )
    metrics_token: str = setting(
        "METRICS_TOKEN",
        "",
        "When set, `/metrics` wants it as a bearer token. Without it, `/metrics` is closed where `PRODUCTION=1`.",
    )

    def __post_init__(self) -> None:
        for name in ("wechat_aes_key", "wecom_kf_aes_key", "wecom_robot_aes_key"):
            key = getattr(self, name)
            if key and len(key) != 43:
                raise Unready(f"{name.upper()} must have 43 characters, it has {len(key)}")
        if self.county and not (len(self.county) == 6 and self.county.isdigit()):
            raise Unready(f"COUNTY must be a six-digit code, not {self.county!r}")
        if self.llm_api_base and not self.llm_model:
            raise Unready("LLM_API_BASE is set, LLM_MODEL is not")
        _ = self.template_ids

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; raises ``Unready`` naming the variable whose value cannot be used."""
        environ = os.environ if environ is None else environ
        values = {f.name: _parsed(f, environ[f.metadata["name"]]) for f in fields(cls) if environ.get(f.metadata["name"])}
        settings = cls(**values)
        return settings if settings.secret_key else settings._with_kept_secret()

    def _with_kept_secret(self) -> "Settings":
        if self.production or not self.database_url.startswith("sqlite"):
            raise Unready("SECRET_KEY is not set. Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'")
        file = make_url(self.database_url).database
        secret = _kept_secret(Path(file).parent) if file and file != ":memory:" else secrets.token_hex(32)
        return replace(self, secret_key=secret)

    @property
    def weights_home(self) -> Path:
        """Where a county's own weights lie: never in the package."""
        if self.intake_weights:
            return Path(self.intake_weights)
        url = make_url(self.database_url)
        beside = url.database if url.drivername.startswith("sqlite") and url.database not in {None, "", ":memory:"} else None
        return Path(beside).parent / "intake" if beside else Path("var/intake")

    @property
    def template_ids(self) -> dict[str, str]:
        try:
            return {str(kind): str(template) for kind, template in json.loads(self.wechat_templates).items()}
        except (ValueError, AttributeError) as wrong:
            raise Unready(f"WECHAT_TEMPLATES is not a JSON object: {self.wechat_templates!r}") from wrong

    def missing(self) -> list[str]:
        """Names of the settings without which WeChat cannot reach us or be reached, or nobody be notified."""
        needed = {"wechat_appid", "wechat_secret", "wechat_token", "wechat_aes_key"}
        lacking = [f.metadata["name"] for f in fields(self) if f.name in needed and not getattr(self, f.name)]
        return lacking + (["WECHAT_TEMPLATES"] if self.production and not self.template_ids else [])

    def faults(self) -> list[str]:
        """Why a real county cannot run on these settings, for its operators."""
        found = [f"还没有设置 {'、'.join(self.missing())}"] if self.missing() else []
        if self.production and not _reachable(self.public_url):
            found.append("PUBLIC_URL 要是群众手机能打开的 https 地址，不能是本机地址")
        if self.production and len(self.secret_key) < SHORTEST_SECRET:
            found.append(f"SECRET_KEY 太短，至少要 {SHORTEST_SECRET} 个字符")
        return found

    def hints(self) -> list[str]:
        """What is worth knowing although the service does its work."""
        return ["没有设置 METRICS_TOKEN，/metrics 是关着的"] if self.metrics_closed else []

    @property
    def metrics_closed(self) -> bool:
        return self.production and not self.metrics_token


def _reachable(url: str) -> bool:
    """Whether a phone elsewhere could open this address, as far as the address tells."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and not THIS_MACHINE.fullmatch(parts.hostname or "")
    except ValueError:
        return False


def _parsed(spec: Field[Any], text: str) -> Any:
    name = spec.metadata["name"]
    try:
        if isinstance(spec.default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.strip().lower()]
        if isinstance(spec.default, int | float):
            return type(spec.default)(text)
    except (KeyError, ValueError) as wrong:
        raise Unready(f"{name} has a value that cannot be used: {text!r}") from wrong
    return text.strip()


def _kept_secret(folder: Path) -> str:
    """The embedded default's own secret: made once, readable by its owner only."""
    path = folder / "secret_key"
    if path.exists():
        return path.read_text().strip()
    folder.mkdir(parents=True, exist_ok=True)
    candidate = folder / f"secret_key.{os.getpid()}"
    candidate.touch(mode=0o600)
    candidate.write_text(secrets.token_hex(32))
    with suppress(FileExistsError):  # of two processes starting at once, the first one's secret stays
        os.link(candidate, path)
    candidate.unlink()
    return path.read_text().strip()
