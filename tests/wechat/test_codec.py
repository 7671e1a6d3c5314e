"""The codec against published vectors, a second implementation, and everything that is not from WeChat."""

import base64
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from tests.wechat import vectors
from tests.wechat.vectors import ECHO, SERVICE_TEXT, WECOM_TEXT, Vector
from wechat.codec import LONGEST_REPLY, MOST_REPLY_BYTES, Codec, Forged, Incoming, Malformed, Signed, presentable

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TEXT = (
    "<xml><ToUserName>gh_1</ToUserName><FromUserName>oA</FromUserName><CreateTime>1</CreateTime>"
    "<MsgType>text</MsgType><Content>{}</Content><MsgId>7</MsgId></xml>"
)


def codec_of(vector: Vector, appid: str = "") -> Codec:
    return Codec(token=vector.token, aes_key=vector.aes_key, appid=appid or vector.appid)


def signed(vector: Vector, signature: str = "") -> Signed:
    return Signed("", vector.timestamp, vector.nonce, signature or vector.signature, "aes")


CODEC = codec_of(SERVICE_TEXT)
WEROBOT = MessageCrypt(token=SERVICE_TEXT.token, encoding_aes_key=SERVICE_TEXT.aes_key, app_id=SERVICE_TEXT.appid)


def opened(document: str, *, codec: Codec = CODEC) -> Incoming:
    """A document sealed and opened again."""
    body = codec.seal(document, timestamp="1458300676", nonce="1")
    signature = ET.fromstring(body).findtext("MsgSignature", "")
    return codec.open(body.encode(), Signed("", "1458300676", "1", signature, "aes"))


@pytest.mark.parametrize("vector", [SERVICE_TEXT, WECOM_TEXT])
def test_a_published_message_is_opened(vector: Vector) -> None:
    body = f"<xml>\n<ToUserName><![CDATA[x]]></ToUserName>\n<Encrypt><![CDATA[{vector.encrypted}]]></Encrypt>\n</xml>\n"
    assert codec_of(vector).open(body.encode(), signed(vector)).text("Content") == vector.content


def test_published_cipher_text_is_made_and_opened() -> None:
    assert CODEC.encrypt(vectors.SALTED, salt=vectors.FIXED_SALT) == vectors.SALTED_CIPHER
    assert CODEC.decrypt(vectors.SALTED_CIPHER) == vectors.SALTED


def test_a_published_echo_is_opened() -> None:
    assert codec_of(ECHO).decrypt(ECHO.encrypted) == ECHO.content


def test_a_published_reply_is_signed_alike() -> None:
    sealed = codec_of(ECHO).seal(vectors.REPLY, timestamp=vectors.REPLY_AT, nonce=vectors.REPLY_NONCE, salt=vectors.REPLY_SALT)
    assert ET.fromstring(sealed).findtext("MsgSignature") == vectors.REPLY_SIGNATURE


def test_the_published_signature_of_three_parts_is_ours() -> None:
    codec = Codec(token="a", aes_key=ECHO.aes_key, appid="x")
    codec.check(Signed("a9993e364706816aba3e25717850c26c9cd0d89d", "b", "c"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700))
def test_werobot_reads_whatever_we_answer(words: str) -> None:
    message = Incoming({"FromUserName": "oA", "ToUserName": "gh_1"})
    outside = ET.fromstring(CODEC.reply(words, to=message, now=NOW))
    parts = {name: outside.findtext(name, "") for name in ("TimeStamp", "Nonce", "MsgSignature", "Encrypt")}
    plain = WEROBOT.decrypt_message(parts["TimeStamp"], parts["Nonce"], parts["MsgSignature"], parts["Encrypt"])
    inside = ET.fromstring(plain)
    assert [inside.findtext(name) for name in ("ToUserName", "FromUserName", "MsgType")] == ["oA", "gh_1", "text"]
    assert len(inside.findtext("Content", "").encode()) <= MOST_REPLY_BYTES


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300).filter(lambda words: "]]>" not in words))
def test_we_read_whatever_werobot_sends(words: str) -> None:
    document = TEXT.format(f"<![CDATA[{words}]]>")
    body = WEROBOT.encrypt_message(document, "1458300676", "9")
    signature = get_signature(SERVICE_TEXT.token, "1458300676", "9", ET.fromstring(body).findtext("Encrypt", ""))
    message = CODEC.open(body.encode(), Signed("", "1458300676", "9", signature, "aes"))
    assert message.text("Content").strip() == re.sub("[\ufffe\uffff]", "", words).strip()  # xmltodict trims


def test_08_08_a_signature_is_compared_as_bytes_and_anything_else_is_forged() -> None:
    right = get_signature(SERVICE_TEXT.token, "1458300676", "1")
    CODEC.check(Signed(right, "1458300676", "1"))
    for wrong in ("", right[:-1], right.upper(), "签名", "é" * 40, "\udcff", right + " ", "0" * 40):
        with pytest.raises(Forged):
            CODEC.check(Signed(wrong, "1458300676", "1"))
    with pytest.raises(Forged):
        CODEC.check(Signed(right, "1458300676", "\udcff"))


def test_08_08_the_body_must_be_signed_too() -> None:
    body = f"<xml><Encrypt>{SERVICE_TEXT.encrypted}</Encrypt></xml>".encode()
    url_only = get_signature(SERVICE_TEXT.token, SERVICE_TEXT.timestamp, SERVICE_TEXT.nonce)
    for wrong in (url_only, "0" * 40):
        with pytest.raises(Forged):
            CODEC.open(body, signed(SERVICE_TEXT, wrong))


def test_08_08_a_message_for_another_account_is_forged() -> None:
    with pytest.raises(Forged, match="AppID"):
        codec_of(SERVICE_TEXT, appid="wxb11529c136998cb7").decrypt(SERVICE_TEXT.encrypted)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"Encrypt": "abc"}',
        b"<xml>",
        b"<xml></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt>abc</Encrypt>",
        b"<xml><a><Encrypt>abc</Encrypt></a></xml>",
        b"<other><Encrypt>abc</Encrypt></other>",
        b"\xff\xfe<\x00x\x00",
        b"\x00" * 100,
        b'<?xml version="1.0" encoding="nobody-knows"?><xml><Encrypt>a</Encrypt></xml>',
        b"<xml>" * 10_000,
        "<xml><Encrypt>汉字</Encrypt></xml>".encode(),
    ],
)
def test_what_is_not_an_envelope_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        CODEC.open(body, Signed("", "1", "1", "0" * 40, "aes"))


BOMB = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd">'])
def test_08_10_entities_are_refused_before_anything_is_built(declaration: str) -> None:
    with pytest.raises(Malformed, match="declared"):
        CODEC.open(f"{declaration}<xml><Encrypt>&b;</Encrypt></xml>".encode(), signed(SERVICE_TEXT))


def test_08_10_entities_inside_a_signed_message_are_refused_as_well() -> None:
    for declaration in (BOMB, OUTSIDE):
        with pytest.raises(Malformed):
            opened(declaration + TEXT.format("&b;"))


@pytest.mark.parametrize(
    "cipher", ["", "abc", "YWJj", "汉", base64.b64encode(b"0" * 16).decode(), base64.b64encode(b"1" * 64).decode()]
)
def test_cipher_text_that_cannot_be_opened_is_malformed(cipher: str) -> None:
    with pytest.raises(Malformed):
        CODEC.decrypt(cipher)


@given(st.binary(max_size=200))
def test_random_bytes_are_never_more_than_malformed(noise: bytes) -> None:
    with pytest.raises(Malformed):
        CODEC.decrypt(base64.b64encode(noise).decode())
    with pytest.raises(Malformed):
        CODEC.open(noise, signed(SERVICE_TEXT))


@pytest.mark.parametrize(
    "document",
    [
        "",
        "text",
        '{"MsgType": "text"}',
        "<other/>",
        "<xml/>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>oA</FromUserName></xml>",
        "<xml><FromUserName>oA</FromUserName><MsgType/></xml>",
        "<xml><FromUserName>oA</FromUserName><MsgType>text</MsgType><MsgType>text</MsgType></xml>",
        "<xml><FromUserName><a>1</a></FromUserName><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>oA</FromUserName><MsgType>event</MsgType><Event>subscribe</Event><EventKey><a>1</a></EventKey></xml>",
        TEXT.format("&undeclared;"),
        TEXT.format("x")[:-3],
    ],
)
def test_a_signed_message_that_wechat_would_not_send_is_malformed(document: str) -> None:
    with pytest.raises(Malformed):
        opened(document)


def test_what_is_empty_or_absent_is_the_empty_text() -> None:
    message = opened(TEXT.format(""))
    assert (message.text("Content"), message.text("Recognition")) == ("", "")


def test_control_characters_do_not_stop_a_message() -> None:
    assert opened(TEXT.format("<![CDATA[水管\x00\x08\x1f爆了\ufffe]]>")).text("Content") == "水管爆了"


def test_08_11_a_reply_cannot_break_out_of_its_cdata() -> None:
    evil = "]]></Content><MsgType>news</MsgType>]]>\x00\x0b\ufffe\ud800尾"
    message = Incoming({"FromUserName": "oA", "ToUserName": "gh_1"})
    outside = ET.fromstring(CODEC.reply(evil, to=message, now=NOW))
    inside = ET.fromstring(CODEC.decrypt(outside.findtext("Encrypt", "")))
    assert inside.findtext("Content") == "]]></Content><MsgType>news</MsgType>]]>尾"
    assert len(inside.findall("MsgType")) == 1


def test_a_long_reply_is_cut_where_people_can_see_it() -> None:
    assert len(presentable("说" * 5000)) == LONGEST_REPLY
    assert presentable("说" * 5000).endswith("…")
    faces = presentable("😀" * 600)
    assert len(faces.encode()) <= MOST_REPLY_BYTES
    assert faces.endswith("😀…")
    assert presentable("好" * LONGEST_REPLY) == "好" * LONGEST_REPLY


def test_an_account_without_token_or_key_is_not_served() -> None:
    for token, appid in (("", "wx1"), ("t", "")):
        with pytest.raises(ValueError, match="needed"):
            Codec(token=token, aes_key=ECHO.aes_key, appid=appid)
