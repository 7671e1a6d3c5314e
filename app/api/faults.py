"""How a refusal or a fault travels over the API: one Chinese sentence as JSON, with a fitting status."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from pydantic import Field, ValidationError
from werkzeug.exceptions import HTTPException

from app.api.described import Described
from app.errors import Conflict, Invalid, NotAllowed, NotFound, Refused

STATUSES: tuple[tuple[type[Refused], int], ...] = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Invalid, 422))

NOT_JSON = "请求里的内容不是 JSON。"
NOT_AN_OBJECT = "请求里的内容要是一个 JSON 对象。"
BY_STATUS: Mapping[int, str] = {
    400: "请求看不懂。",
    404: "没有这个地址。",
    405: "这个地址不支持这种请求方法。",
    413: "请求太大了。",
    415: NOT_JSON,
    500: "系统出错了，请稍后再试；有急事请直接打电话。",
}
BY_FAULT: Mapping[str, str] = {
    "missing": "没有填",
    "extra_forbidden": "这里没有这一项",
    "string_type": "要是文字",
    "string_unicode": "里有不能用的字符",
    "string_too_short": "不能空着",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "int_type": "要是整数",
    "int_parsing": "要是整数",
    "int_parsing_size": "太大了",
    "int_from_float": "要是整数",
    "finite_number": "要是整数",
    "bool_type": "要是 true 或 false",
    "bool_parsing": "要是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "datetime_type": "要是时间，比如 2026-11-25T09:00:00+08:00",
    "datetime_parsing": "要是时间，比如 2026-11-25T09:00:00+08:00",
    "datetime_from_date_parsing": "要是时间，比如 2026-11-25T09:00:00+08:00",
    "timezone_aware": "要带时区，比如 2026-11-25T09:00:00+08:00",
}
"""By pydantic's type of fault; what is not here is just 「不对」."""


NAMES: Mapping[str, str] = {
    "words": "内容",
    "item_code": "服务事项",
    "village_code": "村（社区）",
    "group": "组",
    "landmark": "地标",
    "time_start": "开始时间",
    "time_end": "结束时间",
    "contact": "联系人",
    "phone": "电话",
    "people": "人数",
    "stars": "评分",
    "again": "重新派人",
    "number": "单号",
    "deed": "动作",
}


class Refusal(Described):
    """Why not, in words to show as they are."""

    message: str = Field(examples=["A07 已有人接单，谢谢您！"])


class Json(DefaultJSONProvider):
    """Flask's JSON, for which brackets without end are no JSON either, instead of a fault of ours."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as deep:
            raise ValueError("nested too deeply") from deep


_AS_DESCRIBED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
REFUSALS: dict[Any, Any] = {422: Refusal} | {status: dict(_AS_DESCRIBED) for status in (400, 401, 403, 404, 409, 413)}
"""The same answer under each, described once."""


def sentence(words: str, status: int) -> Response:
    answer = jsonify(message=words)
    answer.status_code = status
    return answer


def refused(refusal: Refused) -> Response:
    status = next((code for kind, code in STATUSES if isinstance(refusal, kind)), 400)
    return sentence(str(refusal), status)


def malformed(wrong: ValidationError) -> Response:
    """What is wrong with the request's fields, the first fault in words; nothing of our insides."""
    first = wrong.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if not field:
        return sentence(NOT_AN_OBJECT, 422) if _is_json(request.get_data()) else sentence(NOT_JSON, 400)
    fault = BY_FAULT.get(first["type"], "不对").format_map(first.get("ctx", {}))
    return sentence(f"「{_called(field)}」{fault}。", 422)


def _called(field: str) -> str:
    """The field in words, with its name for whoever writes the client; nothing unprintable comes back."""
    plain = "".join(char for char in field[:60] if char.isprintable())
    return f"{NAMES[plain]}（{plain}）" if plain in NAMES else plain


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return request.is_json


def failed(fault: HTTPException) -> Response | HTTPException:
    """Whatever went wrong before or below a view, in the API's own shape; other doors keep theirs."""
    if not request.path.startswith("/api/"):
        return fault
    status = fault.code or 500
    answer = sentence(BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400]), status)
    answer.headers.extend((name, value) for name, value in fault.get_headers() if name in {"Allow", "Retry-After"})
    return answer
