"""What the conversation says when no order is spoken of: welcome, help, kindness.

``{0.place}`` and the like stand for the county's words for the steps: such a text is shown with ``format(turn.wording)``.
"""

from app.chat.draft import SAFETY

WELCOME = (
    "您好！这里是{centre}。\n家里有事要人帮忙，直接说一句话就行，比如：\n「我家水管爆了，明天上午来人修，{village}3组，电话13800000000」\n"
    f"说「帮助」看怎么用，说「人工」找人。\n{SAFETY}"
)
HELP = (
    "直接说您要什么帮助、什么时候、在哪里，就能{0.place}。\n"
    "我的订单——看进度\n取消 A07、催 A07、改 A07 明天下午\n转告 …——给来帮您的人带句话\n我要当志愿者——来帮别人\n"
    "人工——找值班的人\n投诉、我的数据、注销也可以直接说。\n"
    f"{SAFETY}"
)
VOLUNTEER_HELP = (
    "\n志愿者：接 A07、不接、来不了 A07、到了、完成；我的任务、我的时长、休息、上班；"
    "代买：清单 A20、送到 A12、没买到 A12、票据 A12 36.5；有空的时间直接说，比如「周末有空」。"
)
STATION_HELP = (
    "\n值班：待办、未{0.close}、听写、派 A07 给 某某队、为什么 A07、办不了 A07 原因、延期 A07 原因、统计；"
    "值班、排班、副班 姓名、交班 姓名；敲门、敲到 3；转 A07 县里 原因、退回 A07 原因；电话确认 A07 5 说修好了、统计 本周。"
)
NOT_UNDERSTOOD = (
    "没太明白您的意思。要人帮忙，请直接说什么事、什么时候、在哪个村，比如「明天上午来人修水管」。\n"
    f"说「帮助」看怎么用。\n{SAFETY}"
)
TO_A_PERSON = "已请{who}来看您说的话，会尽快联系您。\n{safety}"
NOBODY_ON_DUTY = "现在没有人值班，您的话已记下，中心上班就看。急事请直接打电话找村里。\n{safety}"
VOICE_LISTENING = f"语音收到了，正在听，一会儿就回您。等不及请打字。\n{SAFETY}"
VOICE_WITH = f"语音收到了（{{code}}）。已请{{who}}来听，听完按您说的办，再告诉您。等不及请打字说一句。\n{SAFETY}"
VOICE_NOBODY = f"语音收到了（{{code}}），可现在没有人值班，上班才有人听。请打字说一句，或请身边的人帮您打。\n{SAFETY}"
VOICE_MORE = f"语音收到了（{{code}}）。您前面还有{{count}}条语音在等值班的人听，会一条条听。急事请打字。\n{SAFETY}"
VOICE_LATE = "您{at}的语音（{code}）机器{why}，已请{who}来听，听完按您说的办，再告诉您。等不及请打字说一句。\n" + SAFETY
VOICE_LATE_NOBODY = "您{at}的语音（{code}）机器{why}，现在也没有人值班听。请打字说一句，或请身边的人帮您打。\n" + SAFETY
VOICE_LOST = "您{at}的语音（{code}）取不到了（微信只存三天），里面的话没有办。要人帮忙，请再说一次，最好打字。\n" + SAFETY
VOICE_TOO_LATE = "这句话来得晚了，不知道您是答哪一句。请再回一次数字，或打字说。"
VOICE_ELSEWHERE = f"语音收到了，可惜这里听不了语音。请打字说一句，或请身边的人帮您打；也可以回「人工」。\n{SAFETY}"
VOICE_EMPTY = "语音没收全，请再说一次，或打字说一句。"
PICTURE = "图片收到了。请再用一句话说说要什么帮助。"
STICKER = "这种消息这里看不到（表情、转发的聊天记录都不行）。群里的话，请长按复制文字，再粘贴发过来。"
NO_WORDS = "转发的聊天记录里没有能看懂的文字。请再用一句话说说要什么帮助。"
LINK = "链接收到了。要人帮忙，请直接说一句话。"
THANKS = "不客气！有事随时说一声。"
SORRY = "给您添堵了，很抱歉。回「人工」有人来听您说，回「投诉」加上您的意见，中心会看。"
ABUSE = "您的话我们听到了。有难处请直接说是什么事，我们找人来办。"
OUT_OF_SCOPE = "这件事志愿服务帮不上，很抱歉。别的事可以直接说，或回「人工」问问值班的人。"
CONSENT_VERSION = "2026-11"
CONSENT = (
    "最后一步。参加志愿服务，我们会记下您的姓名、电话、住的村和技能，只用来{0.offer}和记时长；您随时可以不接、休息，或回「注销」全部删除。"
    "\n同意请回 1，不同意回 0。"
)
NUMBERS_FIRST = {
    "120": "现在请马上打 120（急救）！",
    "119": "现在请马上打 119（火警）！",
    "110": "现在请马上打 110（报警）！",
    "12345": "请马上打 12345！",
}
DANGER_QUESTION = "有人有危险吗?有危险请马上打 120、119 或 110，并回 9。"
ALL_WELL = "好的。要人帮忙，随时说一声。"
GOODBYE = "您的资料已经删除。以后要用，再说一句话就行。"
PRESSED_TWICE = "刚才那一下已经收到了，不用再按。"
NOTHING_OFFERED = "现在没有等您答复的单：可能已有人接了，谢谢您！回「我的任务」看您接的单。"
