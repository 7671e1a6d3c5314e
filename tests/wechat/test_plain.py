"""What is read at a glance is read as the parsers read it."""

import pytest
import xmltodict  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as some
from wechatpy.replies import TextReply

from wechat.plain import sealed_in, text_in, text_reply

TEXT = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>\n<CreateTime>17</CreateTime><MsgType><![CDATA[text]]></MsgType>{}</xml>"
CONTENT = "<Content><![CDATA[{}]]></Content>"


@given(some.text(alphabet="a]> <![CDATA水\r\n\t &;", max_size=24))
def test_a_text_is_what_the_parser_makes_of_it(words: str) -> None:
    xml = TEXT.format(CONTENT.format(words.replace("]]>", "]]")))
    fields = text_in(xml)
    assert fields is None or fields == xmltodict.parse(xml)["xml"]


@pytest.mark.parametrize("words", ["家里水管爆了", " 1 ", "", "a]b]]c", "第一行\r\n第二行", "5 < 6 & 7 > 6"])
def test_what_people_write_is_read_at_a_glance(words: str) -> None:
    xml = TEXT.format(CONTENT.format(words))
    assert text_in(xml) == xmltodict.parse(xml)["xml"]


@pytest.mark.parametrize(
    "more",
    [
        "<Content>a<b>c</b></Content>",
        "<Content>&amp;</Content>",
        "<Content>1</Content><Content>2</Content>",
        "<Content a='1'>1</Content>",
        "<!-- 1 --><Content>1</Content>",
        "<Content><![CDATA[1]]>2</Content>",
        "<Content><![CDATA[1]]]]><![CDATA[>2]]></Content>",
        "<Content>1</Contents>",
        "<Content>1",
        "1",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(more: str) -> None:
    assert text_in(TEXT.format(more)) is None


@pytest.mark.parametrize("kind", ["event", "image", "voice"])
def test_what_is_no_text_is_left_to_the_parser(kind: str) -> None:
    assert text_in(TEXT.format("").replace("[text]", f"[{kind}]")) is None


@pytest.mark.parametrize(
    ("body", "sealed"),
    [
        (b"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[aGk=]]></Encrypt></xml>", "aGk="),
        (b"<xml>\n <Encrypt><![CDATA[aGk=]]></Encrypt>\n</xml>\n", "aGk="),
        (b"<xml><Encrypt>aGk=</Encrypt></xml>", None),
        (b"<xml><a><Encrypt><![CDATA[aGk=]]></Encrypt></a></xml>", None),
        (b"<!DOCTYPE a><xml><Encrypt><![CDATA[aGk=]]></Encrypt></xml>", None),
        (b"<xml><Encrypt><![CDATA[aGk=]]></Encrypt></xml><xml/>", None),
    ],
)
def test_an_envelope_is_plain_or_left_to_the_parser(body: bytes, sealed: str | None) -> None:
    assert sealed_in(body) == sealed


def test_a_reply_says_what_wechatpy_would_say() -> None:
    theirs = TextReply(source="gh_1", target="o1", content="好的\n1 & 2", time=17).render()
    ours = text_reply("好的\n1 & 2", to="o1", by="gh_1", seconds=17)
    assert xmltodict.parse(ours) == xmltodict.parse(theirs)
