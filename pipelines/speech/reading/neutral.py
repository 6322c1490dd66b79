"""Syllables that are neutral in Standard Chinese (现代汉语词典), where a dictionary gives them a full tone: the last of some words, and a
verb said twice (看看)."""

from __future__ import annotations

from dataclasses import replace

from .sandhi import Spoken

_LIST = """爸爸 妈妈 爷爷 奶奶 哥哥 姐姐 弟弟 妹妹 叔叔 伯伯 舅舅 姑姑 婆婆 公公 娃娃 宝宝 星星 太太 先生 朋友 衣服 喜欢 知道 明白 清楚 漂亮 便宜
    舒服 暖和 凉快 热闹 认识 告诉 打听 商量 休息 收拾 咳嗽 麻烦 事情 东家 窗户 月亮 太阳 石头 木头 舌头 馒头 骨头 枕头 丫头 指头 里头 外头 上头
    前头 后头 念头 苗头 兆头 锄头 罐头 码头 拳头 眉毛 头发 耳朵 眼睛 嘴巴 鼻子 脑袋 胳膊 屁股 肚子 孩子 儿子 妻子 桌子 椅子 杯子 房子 车子 鞋子
    裤子 帽子 筷子 勺子 盘子 瓶子 箱子 盒子 柜子 被子 扇子 镜子 梯子 刀子 叉子 绳子 钉子 虫子 鸭子 兔子 猴子 狮子 蚊子 包子 饺子 粽子 橘子 柿子
    桃子 李子 栗子 日子 样子 法子 面子 点子 影子 步子 胆子 性子 脖子 胡子 辫子 帘子 院子 屋子 亭子 句子 本子 册子 曲子 调子 个子 小伙子 老头子
    姑娘 媳妇 丈夫 亲戚 师傅 大夫 学生 老婆 老爷 少爷 队伍 意思 消息 精神 力气 脾气 运气 福气 客气 名字 故事 笑话 动静 买卖 生意 行李 关系
    本事 见识 学问 地方 时候 早上 晚上 钥匙 玻璃 葡萄 萝卜 黄瓜 豆腐 核桃 石榴 庄稼 棉花 牲口 骆驼 蛤蟆 蘑菇 苍蝇 蚂蚱 灯笼 风筝 扫帚 簸箕 火烧 点心
    糊涂 马虎 老实 结实 厉害 聪明 机灵 大方 干净 勤快 疙瘩 吩咐 佩服 称呼 打扮 打量 打算 抱怨 埋怨 巴结 琢磨 折腾 张罗 招呼 照应 拾掇 哆嗦 答应 耽误
    怎么 什么 这么 那么 多么 我们 你们 他们 她们 它们 咱们 人们 除了 为了 觉得 记得 懂得 显得 值得 晓得 舍得 免得 似的 是的 有的 别的 部分 胭脂 牡丹 和尚 裁缝 木匠 铁匠 状元 秀才
    衙门 合同 工夫 功夫 规矩 嘱咐 盘算 应酬 便当 委屈 冤枉 痛快 爽快 新鲜 自在 稳当 妥当 利落 利索 麻利 苗条 匀称 含糊 模糊 吆喝 吓唬 拉扯 数落 念叨 唠叨 嘀咕"""
_WORDS = frozenset(_LIST.split())
_AGAIN = frozenset("看听说想试走坐问尝聊谈玩歇逛查算谢猜摸闻瞧写读讲唱笑跑动帮练洗擦扫")


def soften(word: Spoken) -> Spoken:
    """The word with its last syllable neutral if it is one of those, and a verb that it says twice the second time.

    A third tone that is said twice is a second one first, though the other is neutral: 想想 is xiáng xiang, 姐姐 jiě jie (Shih 1986).
    """
    if word.characters in _WORDS:
        return replace(word, syllables=(*word.syllables[:-1], word.syllables[-1][:-1] + "5"))
    first, second = word.characters[:1], word.characters[1:2]
    if first != second or first not in _AGAIN or not 2 <= len(word.syllables) == len(word.characters) <= 3:
        return word
    one, other, *rest = word.syllables
    if one != other or (len(rest) == 1 and word.characters[2] == first):
        return word
    return replace(word, syllables=(one[:-1] + ("2" if one[-1] == "3" else one[-1]), other[:-1] + "5", *rest))
