"""One plain spelling for every way of typing, character by character so that positions never move."""

# ruff: noqa: E501  (tables are data: breaking them helps nobody)

import unicodedata
from functools import lru_cache

from app.patterns import regex

LIMIT = 2000
"""Characters of one message that are read; the rest is not looked at."""

_TRADITIONAL = (
    "門门車车東东馬马電电話话來来個个們们請请壞坏開开關关點点燈灯時时間间後后從从對对說说讓让誰谁這这還还過过進进遠远裡里裏里麼么嗎吗"
    "媽妈爺爷婦妇兒儿孫孙親亲戶户鄉乡鎮镇縣县區区灣湾溝沟橋桥樹树嶺岭壩坝張张劉刘陳陈楊杨黃黄趙赵吳吴孫孙謝谢鄧邓馮冯許许蔣蒋"
    "蘇苏葉叶羅罗鄭郑譚谭賈贾盧卢韓韩龍龙鄒邹陸陆顧顾龔龚萬万錢钱湯汤賴赖顏颜單单組组號号幾几兩两雙双週周禮礼曆历農农陰阴陽阳"
    "臘腊節节晝昼飯饭醫医藥药燒烧傷伤頭头臉脸腫肿腦脑斷断氣气漲涨淹淹滅灭煙烟塗涂壓压撞撞倒倒歲岁繳缴費费買买賣卖貨货錢钱幫帮"
    "辦办證证補补貼贴險险養养豬猪雞鸡鴨鸭魚鱼蟲虫殺杀網网絡络視视機机腦脑鎖锁鑰钥匙匙門门窗窗牆墙漏漏線线閘闸龍龙頭头熱热"
    "涼凉冷冷潔洁掃扫擦擦衛卫廁厕糞粪堵堵運运搬搬裝装師师傅傅員员業业務务願愿參参報报名名聯联係系繫系絡络簡简單单難难麵面粉粉"
    "訂订單单應应該该給给帶带帳账單单歡欢迎迎聽听見见覺觉閒闲閑闲無无沒没爾尔你你妳你她她牠它您您將将於于與与為为會会學学習习"
    "課课題题孩孩園园圍围國国圖图團团場场塊块壓压聲声夠够奪夺奮奋夾夹奶奶妝妆婆婆實实審审寫写寬宽導导屆届島岛巖岩嶽岳庫库廠厂"
    "廣广廳厅彈弹強强當当徑径慘惨慢慢憂忧戰战戲戏擔担據据擠挤擾扰攔拦攤摊數数樓楼檢检權权歷历殘残溫温滾滚滿满漁渔燈灯燙烫爐炉"
    "牽牵狀状獨独瘋疯療疗癢痒盜盗盤盘監监睏困瞭了礙碍種种稱称穀谷稅税筆笔糧粮級级紅红紙纸細细終终結结絞绞綠绿維维緊紧緩缓練练"
    "總总織织繩绳罰罚義义聞闻職职聰聪臟脏臨临舊旧艱艰藍蓝處处虧亏術术衝冲褲裤規规覽览計计訊讯記记設设詢询試试詳详語语誤误認认"
    "調调談谈論论諾诺變变豐丰負负財财責责貴贵貸贷賠赔質质趕赶軍军軟软輕轻輛辆輪轮輸输轉转農农連连週周達达違违選选遲迟郵邮釘钉"
    "針针鈔钞鋪铺錄录錯错鍋锅鐘钟鐵铁鏟铲長长閉闭陣阵階阶際际隨随離离雲云靜静響响頁页項项順顺預预領领顆颗類类飛飞飲饮餓饿館馆"
    "驗验驚惊鬆松鬧闹鹽盐麥麦齊齐齡龄龜龟摺折鴉鸦氹凼邨村菸烟喫吃佈布餵喂傢家夥伙掛挂鏽锈鑽钻"
)
_SIMPLE = {_TRADITIONAL[at]: _TRADITIONAL[at + 1] for at in range(0, len(_TRADITIONAL) - 1, 2)} | {
    "弗": "不",
    "爻": "了",
    "冇": "没",
}
_SEPARATORS = {"\n": "\n", "\r": "\n", "\t": " ", "—": "-", "–": "-", "―": "-", "~": "到", "﹣": "-"}

_MEANS = {
    "一哈": "一下", "一哈子": "一下子", "下哈": "一下", "咧": "了", "嘞": "了", "寻个": "找个", "寻人": "找人", "屙稀": "拉稀", "莫得": "没得", "没得": "没得",
    "额家": "我家", "额屋": "我屋", "额妈": "我妈", "额爸": "我爸", "额娃": "我娃", "额儿": "我儿", "额想": "我想", "额要": "我要", "俺": "我",
    "什么时候": "什么时候", "甚时候": "啥时候", "么时候": "啥时候", "不得行": "不可以", "搞么子": "做什么", "佮": "和", "伲": "我",
    "帮厨子": "帮厨的", "毛病了": "坏掉了", "把我": "给我", "谢谢侬": "谢谢你", "侬": "你",
}  # fmt: skip
_DIALECT = regex("|".join(sorted(_MEANS, key=len, reverse=True)))
"""Dialect words and what they mean, character for character, so that positions stay."""


@lru_cache(maxsize=8192)
def _plain(char: str) -> str:
    if char in _SEPARATORS:
        return _SEPARATORS[char]
    wide = unicodedata.normalize("NFKC", char)
    one = wide if len(wide) == 1 else char
    if one in _SEPARATORS:
        return _SEPARATORS[one]
    if unicodedata.category(one)[0] in "CSZM" and one not in "+<>=$|^`":  # controls, emoji, lone surrogates, odd spaces
        return " "
    return _SIMPLE.get(one, one).lower()


def normalise(text: str) -> str:
    """The first 2,000 characters, half-width, simplified, without control characters; position i stays position i."""
    return _DIALECT.sub(lambda heard: _MEANS[heard.group()], "".join(map(_plain, text[:LIMIT])))
