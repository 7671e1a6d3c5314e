"""Cipher texts published by other projects (EasyWeChat, WxJava, wechatpy, PowerWeChat), with what must come out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vector:
    """One encrypted body as WeChat sent it, and the Content inside."""

    token: str
    aes_key: str
    appid: str
    timestamp: str
    nonce: str
    signature: str
    encrypted: str
    content: str


SERVICE_TEXT = Vector(
    token="pamtest",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    appid="wxb11529c136998cb6",
    timestamp="1458300676",
    nonce="260774613",
    signature="4f3ad57b6989f09f4eb392acce4f9e93942ed890",
    encrypted=(
        "rTNFcsut4LfGuAFKEUVVpwcaCOTJzOd9twZdIW910jb3k+iicx2uvhttIZ3Qg9Qgty3BEF2xbOrz6boTfb30dMomcgrkTqdFPwnhqbk+kIQ7"
        "rZiwny9D7NUrTgA5kpX3KsZvrXzUZyP2x9YOlxbgm572lmxKvM7HAQQhIQ/p6HBmoY30bGXFK0BtIu1pW9TjhOYrLQoU18nWYjWqDA1ynkmO"
        "ytpv7QRI1P1+0NoxL0q2zO1DgeSvnE8CZGo/o5Ap/WHK5W2RAsinpzN4/LjPnmB6U01I5XCoJoC0GK/yMZycd2Oh8Nq6+wBkC1U85oy0ktOY"
        "4nLvsQMLrourmMGdZHuTbqpeJ8Ao/5PRYJ+WBvRUwPfGKBL2+2IKZF49vAJqkcGWSHGE76ZN2erXeuNazf/o9o3lIE3q739o4c8t9QGPe31G"
        "T2Go/rOz1BsrASwvauNulCh+++yz+CQzBIuikA=="
    ),
    content="hello",
)
WECOM_TEXT = Vector(
    token="pcoLldqMu2WQQtYBeDX5HiXPsBFlTnDM",
    aes_key="CyjBvGm4tJNmcThkeL5Wajzom4jKlBygKtpTkYeqsnE",
    appid="wwedab3d5fc43636d8",
    timestamp="1623301925",
    nonce="1624217036",
    signature="d728d2bea7e28585ebd14eacbd330d84073fe7f1",
    encrypted=(
        "ZBY4h9SD1Y/v+ighMGU4yHSVWyMuf2UdQQfFuB8S/SY5il9MynR1rtKIJDG871vOqaCs0FVje6bX0VyhvL02PG7FXjRR+rAyiwVv7T7nBGga"
        "mkPeOv4n/jXgFQnY6NEt3Zym09t4aI+21pDcE6uN6JzcC+hxw5sBfVyza3NHyuLiyhvalsFbasA4HNcnK+4/3eZLMo+e6yvHUsY4WhmZWW5u"
        "5mHcDZm1jtI2fUtzod6Sx7PrCOhm+zUO1I98OD0EmICxHHMjMkGmSFuGhG8vXRKaRavzvV/fkscZK1HjW+XJOV0c9wYDZT+/LTjDS/yx5KkM"
        "5lIksiw57DsCro9gvmE1WdvB3bw3m+5ie2x1ZRSuh6ik1rbMTiXgJXt0MnbV8VsyPe1zhkbug1cwdhT9zcOTieb0oyiIl3wSAEkNNBNBaWB+"
        "78V1hM/ngMoZgKaaasJUCGtPH/rN+YnxGicDOg=="
    ),
    content="密文测试",
)
ECHO = Vector(
    token="123456",
    aes_key="kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
    appid="wx49f0ab532d5d035a",
    timestamp="1411443780",
    nonce="437374425",
    signature="dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
    encrypted="4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
    content="5927782489442352469",
)
FIXED_SALT, SALTED = b"aaaabbbbccccdddd", "我是中文abcd123"
SALTED_CIPHER = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
REPLY = """<xml>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[test]]></Content>
<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>
<ToUserName><![CDATA[messense]]></ToUserName>
<AgentID>1</AgentID>
<CreateTime>1411525903</CreateTime>
</xml>"""
REPLY_SALT, REPLY_AT, REPLY_NONCE = b"1234567890123456", "1411525903", "461056294"
REPLY_SIGNATURE = "407518b7649e86ef23978113f92d27afa9296533"
