"""The commonest Chinese surnames in Latin letters, for pages in English: 林 is read by few who chose that language."""

from __future__ import annotations

_LETTERS = """
Wang 王汪 Li 李黎 Zhang 张張章 Liu 刘劉 Chen 陈陳 Yang 杨楊 Huang 黄黃 Zhao 赵趙 Zhou 周 Wu 吴吳武伍
Xu 徐许許 Sun 孙孫 Ma 马馬 Zhu 朱 Hu 胡 Guo 郭 He 何贺賀 Gao 高 Lin 林 Luo 罗羅 Zheng 郑鄭 Liang 梁 Xie 谢謝
Song 宋 Tang 唐汤湯 Han 韩韓 Feng 冯馮 Deng 邓鄧 Cao 曹 Peng 彭 Zeng 曾 Xiao 肖萧蕭 Tian 田 Dong 董 Yuan 袁
Pan 潘 Yu 于余俞 Jiang 蒋蔣姜江 Cai 蔡 Du 杜 Ye 叶葉 Cheng 程 Su 苏蘇 Wei 魏韦韋 Lyu 吕呂 Ding 丁 Ren 任
Shen 沈 Yao 姚 Lu 卢盧陆陸 Cui 崔 Zhong 钟鍾 Tan 谭譚 Fan 范樊 Jin 金 Shi 石史施 Liao 廖 Jia 贾賈 Xia 夏
Fu 付傅 Fang 方 Bai 白 Zou 邹鄒 Meng 孟 Xiong 熊 Qin 秦覃 Qiu 邱 Yin 尹 Xue 薛 Yan 闫阎閻严嚴颜顏 Duan 段
Lei 雷 Hou 侯 Long 龙龍 Tao 陶 Gu 顾顧 Mao 毛 Hao 郝 Gong 龚龔 Shao 邵 Wan 万萬 Qian 钱錢 Dai 戴 Mo 莫
Kong 孔 Xiang 向 Ni 倪 Yue 岳
"""

_WORDS = _LETTERS.split()
_KNOWN = {"欧阳": "Ouyang", "歐陽": "Ouyang", "司徒": "Situ", "上官": "Shangguan", "诸葛": "Zhuge", "諸葛": "Zhuge"}
for _latin, _characters in zip(_WORDS[::2], _WORDS[1::2], strict=True):
    _KNOWN.update(dict.fromkeys(_characters, _latin))


def in_latin(surname: str) -> str:
    """The surname in Latin letters: `Lin` of 林. One that is not known stands as it is written."""
    return _KNOWN.get(surname, surname)
