"""What neighbours say in a group beside their needs: each little talk is one habit of speaking, in words of no labelled set."""

from datetime import datetime

import pytest

from app.clock import SHANGHAI
from app.commands.transcripts import shown_transcript
from app.intake.groups import remarks, signs
from app.intake.groups.reading import read_transcript
from tests.intake.labels import lexicon

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=SHANGHAI)  # a Tuesday


def shown(talk: str, county: str = "yunxi"):  # type: ignore[no-untyped-def]
    lines = [line.partition("：") for line in talk.strip().split("\n")]
    text = "".join(f"{who.strip()}:\n{what.replace('/', chr(10))}\n\n" for who, _, what in lines)
    return shown_transcript(read_transcript(text, now=NOW, lexicon=lexicon(county)))


def test_a_neighbours_advice_helped_and_the_need_is_over() -> None:
    found = shown(
        """
        水生：电视放不出来了，一直是蓝屏，哪个会弄
        杨家坪文书：蓝屏是不是遥控按错了
        水生：按了几遍都不行
        胖婶：你把信号源换一下
        水生：换了，有画面了，谢谢胖婶
        秋莲：@胖婶 上次你屋那个修冰箱的师傅电话还有没有
        """
    )
    assert found["requests"] == []
    assert [(one["speaker"], one["by"]) for one in found["resolved"]] == [("水生", "胖婶")]


def test_thanks_for_a_promise_end_nothing() -> None:
    found = shown(
        """
        柳林一枝花：我家热水器打不着火，小湾村二组
        夏天的风：我表弟会修 明天喊他过来
        柳林一枝花：太好了 谢谢
        柳林一枝花：13800000607
        """
    )
    (need,) = found["requests"]
    assert (need["village"], need["group"], need["phone"]) == ("小湾村", 2, "13800000607")
    assert found["resolved"] == []


def test_a_need_told_in_pieces_gathers_place_phone_and_name() -> None:
    found = shown(
        """
        阿桃：我奶奶九十岁了 指甲长到肉里 有没有人能上门给她剪一下
        文书小谢：哪个村的
        阿桃：茶园村
        文书小谢：几组 电话留一个
        阿桃：四组的
        二毛：今天的雾好大
        阿桃：13800000501
        文书小谢：老人家叫什么
        阿桃：邓玉珍
        """
    )
    (need,) = found["requests"]
    assert (need["speaker"], need["village"], need["group"]) == ("阿桃", "茶园村", 4)
    assert (need["phone"], need["contact"], need["for_whom"]) == ("13800000501", "邓玉珍", "grandparent")


def test_two_needs_of_one_house_share_place_and_phone() -> None:
    found = shown(
        """
        栓娃妈：厨房水龙头一直滴水 谁能来换个垫子 官道村三组
        老五：你那龙头用了几年
        栓娃妈：还有 我的快递在镇上驿站 谁明儿顺路捎一下
        栓娃妈：电话13800000513
        """,
        "weibei",
    )
    assert [(one["village"], one["group"], one["phone"]) for one in found["requests"]] == [("官道村", 3, "13800000513")] * 2


def test_offers_tell_with_what_where_and_when_and_a_need_may_take_one_up() -> None:
    found = shown(
        """
        开三轮的老石：我三轮车明天去镇上拉货 回来是空的 要带化肥饲料的跟我讲一声 高桥村五组13800000503
        梅子：石哥 帮我带两包猪饲料 高桥村六组13800000504
        牛角山二哥：要修屋顶的招呼一声 我们三个瓦匠这半个月有空 牛角山村四组 13800000805
        卖瓦的老鲁：本店新到琉璃瓦、树脂瓦，厂家直销，价格公道，送货上门，欢迎咨询13800000502
        """
    )
    cart, masons = found["offers"]
    assert (cart["category"], cart["village"], cart["group"], cart["phone"]) == ("transport", "高桥村", 5, "13800000503")
    assert (cart["time_start"], cart["to"]) == ("2026-11-25", None)
    assert (masons["category"], masons["phone"], masons["time_start"]) == ("house_repair", "13800000805", None)
    (need,) = found["requests"]
    assert (need["speaker"], need["category"], need["contact"]) == ("梅子", "errand", None)


def test_whoever_cried_goes_on_telling_of_the_danger() -> None:
    found = shown(
        """
        满囤：我大骑电动车摔咧 腿动不了 在沟北村村口坡上 快来人
        支书：叫120没
        满囤：叫咧 还没来
        支书：几组的
        满囤：三组 13800000505
        满囤：我一个人搬不动
        天明：我开车过去
        满囤：车上咧 去县医院 谢谢天明
        """,
        "weibei",
    )
    assert found["requests"] == []
    (alarm,) = found["emergencies"]
    assert (alarm["group"], alarm["phone"], alarm["for_whom"]) == (3, "13800000505", "parent")
    assert [one["to"] for one in found["offers"]] == ["满囤"]


def test_a_signup_that_counts_heads_has_one_for_a_silent_line_and_no_goods() -> None:
    found = shown(
        """
        阿飞妈：#接龙/周日村里大扫除，八点祠堂门口，报名写人数/1. 阿飞妈 2人/2. 老金/3. 阿芳 一家3口 13800000507
        阿芳：我家热水器打不着火，天冷了洗不了澡，后天下午有师傅来吗？林山村一组
        老金：是不是没电池了
        阿芳：就打我上面那个电话
        """,
        "oujiang",
    )
    (chain,) = found["jielong"]
    assert chain["kind"] == "signup"
    assert [(one["people"], one["items"], one.get("phone")) for one in chain["entries"]] == [
        (2, [], None),
        (1, [], None),
        (3, [], "13800000507"),
    ]
    (need,) = found["requests"]
    assert (need["village"], need["group"], need["phone"]) == ("林山村", 1, "13800000507")


def test_a_signup_of_names_counts_nobody_and_goods_keep_their_measure() -> None:
    found = shown(
        """
        陈老师：#接龙/寒假读书班，每天上午，写孩子名字/1. 陈晨
        龙坪老范：#接龙/代订煤球 周六送到村口 一车一起拉便宜/1. 老范 200斤/2. 小冉 150斤 送双河村四组13800000801
        """
    )
    names, goods = found["jielong"]
    assert names["entries"] == [{"no": 1, "name": "陈晨", "items": []}]
    assert (goods["kind"], goods["entries"][1]["items"]) == ("goods", [["煤球", 150.0, "斤"]])
    (errand,) = found["requests"]
    assert (errand["speaker"], errand["category"], errand["time_start"]) == ("龙坪老范", "errand", "2026-11-28")


def test_a_place_put_right_is_the_one_that_counts_and_days_keep_their_hours() -> None:
    found = shown(
        """
        老姚：我屋猪圈的门坏了 后天哪个木匠来修下 小湾村五组
        豆豆妈：老姚你搬家了？
        老姚：不是五组 是四组 才分的
        豆豆妈：哦 都是小湾的
        老姚：上午九点以后 13800000609
        """
    )
    (need,) = found["requests"]
    assert (need["village"], need["group"], need["phone"]) == ("小湾村", 4, "13800000609")
    assert need["time_start"] == "2026-11-26T09:00"


def test_an_answer_about_a_person_does_not_end_a_need_for_that_person() -> None:
    found = shown(
        """
        孝子：我妈大小便失禁 我弄不动她 想请个有经验的大姐白天帮两个小时
        路人甲：你妈不是住你姐那儿吗
        孝子：接回来了
        孝子：油坊村三组 我叫彭大山 13800000804
        """
    )
    (need,) = found["requests"]
    assert (need["contact"], need["group"], need["phone"]) == ("彭大山", 3, "13800000804")


def test_the_lost_the_found_and_the_sick_chicken_of_small_talk_are_no_needs() -> None:
    found = shown(
        """
        阿宽：捡到一串钥匙 在村委会门口 谁的来拿
        秀芝：是不是五组老彭的
        小何：我家的大黄狗不见了 有人看到没
        黄木匠：老李 你那个柜门我修好了 来拿
        吴二嫂：自来水公司的人态度好 半夜都在修
        晚霞：大家帮我孙女投个票，幼儿园绘画比赛，3号
        麻辣鲜香：收腊肉 收土鸡 价格好商量 有的联系 13800000707
        李会计：粮食补贴名单贴出来了 看有没有错的
        侯家：昨晚贼把我家两只鸡偷了 报警了
        """
    )
    assert found["requests"] == []


@pytest.mark.parametrize("text", ["取件码发了没", "是不是线头松了", "你们屋几点停的", "是跳闸还是停电？", "严重不"])
def test_a_question_about_anothers_matter_is_an_aside(text: str) -> None:
    assert remarks.aside(text)


@pytest.mark.parametrize(
    "text", ["马桶堵了怎么办", "有没有修锁的", "谁会修灯吗", "我家的灯坏了有人来吗", "能不能来看看？", "1380000 0515 行不"]
)
def test_a_question_for_help_is_none(text: str) -> None:
    assert not remarks.aside(text)


@pytest.mark.parametrize(
    "text", ["能上网了 谢谢", "交好了", "好了好了，谢谢", "原来是没插紧，好了", "水来了，有水了", "好多了"]
)
def test_words_of_success(text: str) -> None:
    assert remarks.works_again(text) or signs.settles(text)


@pytest.mark.parametrize(
    "text", ["太好了", "那就好", "说好了", "要是好了就说", "好了我等你", "明天能来就好了", "还没好", "好了没"]
)
def test_words_that_only_sound_like_success(text: str) -> None:
    assert not remarks.works_again(text)
    assert not signs.settles(text)


@pytest.mark.parametrize(
    ("text", "name", "spoken_to"),
    [
        ("老向书记，我屋里的灯不亮", "老向书记", True),
        ("那块地要翻，老石你那有没有机器", "老石", True),
        ("覃春香 电话13800000001", "覃春香", False),
        ("老吴 大湾村三组", "老吴", False),
        ("三组找老吴", "老吴", False),
    ],
)
def test_the_one_who_is_spoken_to_is_not_the_one_to_ask_for(text: str, name: str, spoken_to: bool) -> None:
    assert remarks.speaks_to(text, name) is spoken_to


@pytest.mark.parametrize("text", ["大湾村三组", "村里六组 电话13800000001", "二组"])
def test_a_group_is_nobodys_name(text: str) -> None:
    assert signs.householder(text) is None


def test_a_public_matter_and_a_trouble_at_home_are_two_needs() -> None:
    found = shown(
        """
        张家堡小会：村里的大喇叭咋不响咧 开会都听不见
        支书：功放烧咧
        张家堡小会：我奶的轮椅轱辘掉咧 谁会修 张家堡村三组 她一个人在屋
        支书：老人叫啥 有电话没
        张家堡小会：叫魏秀兰 没电话 打我的 13800000903
        """,
        "weibei",
    )
    public, home = found["requests"]
    assert (public["category"], public["for_whom"]) == ("public_facility", "group")
    assert (home["village"], home["group"], home["contact"], home["phone"]) == ("张家堡村", 3, "魏秀兰", "13800000903")


def test_days_that_were_asked_for_are_taken_from_the_answer_and_the_phone_from_the_list() -> None:
    found = shown(
        """
        溪头阿凤：#接龙/冬至搡麻糍，要的报数/1. 阿凤 10斤/2. 海嫂 6斤 13800000906
        阿海嫂：我婆婆眼睛看不见 一个人在家 我要去杭州 有没有人能早晚去看她一下 溪头村三组
        溪头阿凤：几号到几号
        阿海嫂：27号到29号 电话接龙里有
        """,
        "oujiang",
    )
    (need,) = found["requests"]
    assert (need["time_start"], need["time_end"], need["phone"]) == ("2026-11-27", "2026-11-29", "13800000906")


def test_a_notice_of_repairs_and_questions_about_it_are_no_needs() -> None:
    found = shown(
        """
        支书：大喇叭通知一下 今黑停电检修 八点到十点
        老魏：十点能来电不
        支书：能
        老魏：想叫个人陪我去县医院拍个片 这礼拜五 南庄村四组 13800000826
        """,
        "weibei",
    )
    (need,) = found["requests"]
    assert (need["speaker"], need["category"], need["time_start"]) == ("老魏", "medical_escort", "2026-11-27")


@pytest.mark.parametrize(
    "text",
    [
        "谁家要犁的喊我",
        "哪个车坏了喊我 补胎十块",
        "我有三轮车 要拉东西的找我",
        "老人家剪头发不要钱 我天天在家",
        "明天我去镇上，有要带药的没得",
        "合作医疗没交的找我",
    ],
)
def test_an_invitation_to_everybody(text: str) -> None:
    assert remarks.invites(text)
    assert remarks.has_means(text)


@pytest.mark.parametrize(
    "text",
    [
        "谁会修电器的联系我",
        "要两个人摘茶，愿意来的找我",
        "谁要去县城捎我一程",
        "要个人帮忙搬东西 有空的联系我",
        "哪个有旋耕机的打我电话",
    ],
)
def test_what_only_sounds_like_an_invitation(text: str) -> None:
    assert not (remarks.invites(text) and remarks.has_means(text))


@pytest.mark.parametrize(
    "text", ["水管冻了的用温水浇", "大家记得关总阀", "谁把车停在我门口了 挪一下", "捡到一串钥匙 谁的来拿", "谁看见我家的羊"]
)
def test_what_is_told_or_asked_of_others_is_no_need(text: str) -> None:
    assert remarks.advises(text) or remarks.gives(text)


@pytest.mark.parametrize("text", ["我家水管冻了 谁来看看", "灯坏了 麻烦来个人", "门锁坏了进不去屋"])
def test_a_trouble_is_no_advice(text: str) -> None:
    assert not remarks.advises(text)
    assert not remarks.gives(text)
