"""Flask and wechatpy, nothing else: opens a message, says the same words back. No memory, no database."""

import os

from flask import Flask, Response, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

TOKEN, AES_KEY, APPID = (os.environ.get(name, "") for name in ("WECHAT_TOKEN", "WECHAT_AES_KEY", "WECHAT_APPID"))

app = Flask(__name__)
crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/wechat/callback")
def callback() -> Response:
    query = request.args
    timestamp, nonce = query["timestamp"], query["nonce"]
    message = parse_message(crypto.decrypt_message(request.get_data(), query["msg_signature"], timestamp, nonce))
    reply = create_reply(message.content, message).render()
    return Response(crypto.encrypt_message(reply, nonce, timestamp), mimetype="application/xml")
