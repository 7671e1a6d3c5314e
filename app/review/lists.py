"""The house's own words that are not shown to others as they stand; ``~`` before one: its homophones neither.

A county adds words and lets words through in its file (``screen``); what is masked waits for the county desk.
"""

# ruff: noqa: E501  (lists are data: breaking them helps nobody)

ABUSE = """
~傻逼 傻B 傻比 傻叉 沙雕 煞笔 shabi sb 操你 草泥马 ~草你妈 ~操你妈 肏 日你 他妈的 tmd nmsl cnm 尼玛 妈卖批 哈麻批 狗日的 龟儿子 王八蛋
~王八羔子 混蛋 混账东西 杂种 畜生东西 滚犊子 滚蛋 去死吧 ~脑残 白痴 智障 贱人 贱货 婊子 ~臭婊子 死全家 废物东西 一帮废物 这帮废物 吃屎 狗屁 神经病
"""
BANNED = """
赌博网 网上赌场 ~六合彩 时时彩 百家乐 澳门赌场 博彩 押注 冰毒 海洛因 ~大麻烟 摇头丸 卖淫 嫖娼 一夜情 约炮 ~裸聊 色情 成人视频 黄片 援交
代开发票 办假证 假文凭 枪支弹药 迷药 刷单返利 兼职刷单 日赚千元 高额返利 ~套路贷 裸贷 校园贷 代孕 人体器官 传销 ~加微信领 加v领 法轮功
"""
