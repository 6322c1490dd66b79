"""Picture prompts: the places, times and things that a scene's own words name, in words a painter understands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from . import rank
from .sentences import listed

Kind = Literal["place", "time", "weather", "thing"]


@dataclass(frozen=True)
class Concept:
    """Something that can be painted: its names, its kind, and the words of a text that call for it.

    `zh` words of one character count when a Chinese word ends in them (with `=`, when they are the whole word); longer
    ones wherever they stand.
    """

    name: str
    name_zh: str
    kind: Kind
    en: frozenset[str]
    zh: tuple[str, ...]


# name | name in Chinese | kind | English words | Chinese words
_TABLE = """
tea hills|茶山|place|tea garden,tea hill,tea mountain,tea plantation,tea field,tea tree,tea bush,tea farmer,tea picker|茶山,茶园,茶树,茶田,茶农,采茶,茶乡,茶芽
mountain|山|place|mountain,peak,hill,cliff,summit,ridge,slope,volcano,alp,valley,hillside,highland|山,峰,岭,崖,山谷,山坡,峡谷
sea|大海|place|sea,ocean,wave,coast,beach,shore,tide,harbor,harbour,reef,port|大海,海洋,海边,海浪,海岸,沙滩,海面,海水,港口,海风,潮水,渔港,码头,港湾,出海
river|小河|place|river,stream,creek,brook,riverbank,ferry,canal,mill|河流,小河,江水,溪,江边,江南水乡,河边,河水,运河,大江,长江,黄河,渡口,河岸
lake|湖|place|lake,pond,lagoon,reservoir|湖,湖水,湖面,池塘,水库
forest|森林|place|forest,wood,woodland,jungle,grove|森林,树林,竹林,丛林,松林,林间,竹海
desert|沙漠|place|desert,dune,sand,oasis|沙漠,沙丘,戈壁,绿洲
field|田野|place|farm,wheat,rice,crop,meadow,grassland,farmland,harvest,pasture,orchard,paddy,barn,soil,farmer|田野,稻田,麦田,田地,草原,草地,庄稼,农田,麦子,水稻,农民,果园,土壤,耕地,牧场,稻谷
garden|花园|place|garden,park,courtyard,greenhouse,gardener|花园,园林,庭院,公园,院子,温室,后院
city|城市|place|city,skyscraper,downtown,urban,office building,avenue,metro,subway,skyline|城市,都市,高楼,市中心,地铁,老城,全城,大厦,城里
street|街道|place|street,traffic,market,shop,store,alley,streetlight,streetlamp,stall,pavement|街道,街头,大街,市场,集市,商店,街巷,街角,闹市,广场,路灯,夜市,店铺,小巷,巷子,胡同,老街,摊位
village|村庄|place|village,hamlet,countryside,town,villager|村庄,村子,小镇,乡村,古镇,村民,山村,渔村,村里,镇上,故乡
temple|古寺|place|temple,shrine,monastery,pagoda,palace,monk,dynasty,emperor,church,cathedral|寺庙,寺院,古寺,佛塔,宫殿,僧人,和尚,皇帝,王朝,古塔,神社,教堂,唐代,宋代,唐朝,宋朝,明代,清代,皇宫
room|房间|place|room,sofa,bedroom,living room,chair,shelf,classroom,school,workshop,studio,hotel,teahouse,restaurant,kitchen,student,library,bakery|房间,客厅,卧室,沙发,教室,学校,作坊,工坊,茶馆,餐馆,椅子,书房,厨房,灶台,图书馆,面包店,家里
desk|书桌|place|desk,notebook,office,pencil,study table,writer,workbench|书桌,办公室,桌上,桌子,笔记,铅笔,写字台,案头,工作台
space|太空|place|outer space,planet,galaxy,orbit,astronaut,rocket,satellite,universe,asteroid,comet,spacecraft,nebula|太空,宇宙,星球,银河,火箭,卫星,航天,宇航员,行星,星系,轨道,彗星
sky|天空|place|sky,cloud,airplane,plane,balloon,weather,atmosphere,telescope,constellation|天空,白云,云彩,云层,蓝天,飞机,气球,大气,云朵,晴空,望远镜,天文
road|道路|place|road,path,highway,trail,travel,journey,bicycle,truck,cart,route,courier|道路,小路,公路,旅途,山路,古道,自行车,卡车,马帮,驿站,路上,车轮,石板路,快递,赶路
network|网络|place|algorithm,software,internet,website,robot,artificial intelligence,machine learning,neural network,chip,programming|算法,软件,互联网,网站,人工智能,编程,机器人,芯片,神经网络,大模型
chart|数据图表|place|economy,statistic,revenue,stock market,inflation,investment,profit,percentage|经济,统计,股市,通货膨胀,投资,利润,增长率,销售额
laboratory|实验室|place|laboratory,scientist,experiment,molecule,chemistry,biology,bacteria,virus,microscope,researcher|实验室,科学家,实验,分子,化学,生物学,细菌,病毒,显微镜,研究人员
house|小屋|thing|house,home,cottage,roof,farmhouse,hut,cabin|房子,房屋,屋顶,木屋,小屋,老屋,屋子
bridge|桥|thing|bridge|桥
train|火车|thing|train,railway,railroad,locomotive|火车,列车,铁路,高铁,车厢,动车
boat|小船|thing|boat,ship,sail,fisherman,vessel,canoe,sailor,fishing|船,帆,渔民,舟,水手,打鱼
lighthouse|灯塔|thing|lighthouse|灯塔
windmill|风车|thing|windmill,wind turbine|风车,风力发电
island|小岛|thing|island|海岛,小岛,岛屿,岛上
waterfall|瀑布|thing|waterfall|瀑布
tree|树|thing|tree,branch,leaf,leave,trunk,root,oak,bud,shoot,pine,willow|大树,树木,树叶,树枝,叶子,嫩芽,树根,叶片,老树,鲜叶,枝头,芽头,柳树,松树,=树
bamboo|竹子|thing|bamboo|竹子,竹林,竹海
flowers|花|thing|flower,blossom,petal,rose,jasmine,lotus,bloom,bee,orchid,honey,butterfly,pollen|花朵,鲜花,花瓣,茉莉,荷花,桃花,樱花,蜜蜂,花香,兰花,蜂蜜,蝴蝶,开花,花粉,梅花,油菜花,=花
birds|飞鸟|thing|bird,swallow,crane,eagle,gull,sparrow,owl,pigeon,wing|鸟,燕子,白鹤,海鸥,麻雀,鸟儿,飞鸟,鸽子,翅膀,候鸟,大雁
camel|骆驼|thing|camel,caravan|骆驼,驼队,商队
cat|猫|thing|cat,kitten|猫
dog|小狗|thing|dog,puppy|小狗,狗
horse|马|thing|horse|骏马,马匹,马帮,马背,=马
fish|鱼|thing|fish,salmon|鱼群,金鱼,锦鲤,鲑鱼,=鱼
lantern|灯笼|thing|lantern|灯笼,花灯
candle|蜡烛|thing|candle|蜡烛,烛光
lamp|灯|thing|lamp,light bulb,lamplight,streetlight,streetlamp|台灯,灯光,油灯,灯下,路灯,电灯,灯泡,一盏灯,=灯
clock|时钟|thing|clock,pendulum,watchmaker,chronometer,clockmaker|时钟,钟表,座钟,怀表,挂钟
telephone|手机|thing|telephone,phone,smartphone|手机,电话
book|书|thing|book,page,novel,poem,poet,map,paper,manuscript,letter,diary|书本,书籍,图书,诗人,小说,诗歌,一本书,古书,书页,地图,读书,茶经,信件,日记,书店,旧书,=书
laptop|电脑|thing|laptop,computer,screen,keyboard,programmer|电脑,计算机,屏幕,键盘,程序员
window|窗|thing|window,curtain,windowsill|窗,窗户,窗前,窗边,窗台
tea cup|茶杯|thing|tea cup,teacup,teapot,cup,kettle,coffee,mug,brew,infusion,saucer,cup tea,pot tea|茶杯,茶壶,一杯茶,泡茶,茶水,咖啡,热茶,茶汤,喝茶,品茶,冲泡,杯子,盖碗,水壶,茶香
food|食物|thing|food,bread,cake,meal,dinner,vegetable,dish,cook,breakfast,baker,oven,dough,flour|食物,面包,蛋糕,蔬菜,美食,早餐,菜肴,晚饭,做饭,面团,烤箱,面粉,点心,豆腐
noodles|面条|thing|noodle,soup,dumpling|面条,米饭,饺子,馄饨,热汤
fruit|水果|thing|fruit,apple,orange,lemon,peach|水果,苹果,橙子,柠檬,桃子
moon|月亮|thing|moon,moonlight|月亮,月光,明月,圆月,月色,月球
stars|星星|thing|star,starlight|星星,星空,繁星,群星
fire|炉火|thing|fire,stove,flame,furnace,charcoal,wok,kiln|炉火,火焰,铁锅,炭火,火炉,炒锅,柴火
umbrella|雨伞|thing|umbrella|雨伞
person|人影|thing|man,woman,boy,girl,child,traveller,traveler,walker,old man|老人,行人,旅人,男孩,女孩,孩子,孩子们,姑娘,路人
sunrise|清晨|time|sunrise,dawn,morning,daybreak|日出,清晨,早晨,黎明,天亮,晨光,拂晓,早上,天刚亮,一大早,朝阳,天没亮,清早
sunset|黄昏|time|sunset,dusk,evening,twilight|日落,黄昏,傍晚,夕阳,晚霞,落日
night|夜晚|time|night,midnight,starlight|夜晚,夜里,深夜,星空,夜色,午夜,半夜,晚上,夜空,入夜,夜市,黑夜
rain|雨|weather|rain,storm,umbrella,rainfall,raindrop,drizzle,thunder|下雨,雨水,细雨,春雨,暴雨,雨天,雨伞,雨后,雨滴,降雨,雷雨,雨季
snow|雪|weather|snow,winter,ice,glacier,snowfall,frost|雪,雪地,冬天,冰雪,大雪,雪花,寒冬,冰川,冬季
fog|雾|weather|fog,mist,haze,misty,foggy|雾,薄雾,云雾,晨雾,雾气
"""
_NOT_ZH = listed(
    "上海 青海 珠海 威海 中山 唐山 佛山 鞍山 江山 火山灰 字里行间 干脆 纸船 滑雪板 熊猫 飞船 宇宙飞船 桥梁 大熊猫 靠山"
)
_GENERIC = "abstract"
_GENERIC_ZH = "抽象"


@cache
def concepts() -> tuple[Concept, ...]:
    rows = (row.split("|") for row in _TABLE.strip().splitlines())
    return tuple(
        Concept(name, zh, kind, frozenset(en.split(",")), tuple(words.split(",")))  # type: ignore[arg-type]
        for name, zh, kind, en, words in rows
    )


def found(text: str, language: str) -> Counter[Concept]:
    """The concepts that a text names, with how often; those named first come first among equals."""
    root = rank.language_root(language)
    if root in ("zh", "cmn", "yue", "ja"):
        return _found_zh(text)
    return _found_en(text)


def _found_zh(text: str) -> Counter[Concept]:
    tokens = [token for token in rank.words(text, "zh") if token not in _NOT_ZH]
    hits: list[tuple[int, Concept, int]] = []
    for concept in concepts():
        exact = {word[1:] for word in concept.zh if word[0] == "="}
        long = [word for word in concept.zh if len(word) > 1 and word[0] != "="]
        short = {word for word in concept.zh if len(word) == 1}
        count = sum(text.count(word) for word in long)
        count += sum(token in exact or (token[-1] in short and token not in long) for token in tokens)
        if count:
            at = min([text.find(word) for word in long if word in text] or [len(text)])
            hits.append((at, concept, count))
    return Counter({concept: count for _, concept, count in sorted(hits, key=lambda hit: hit[0])})


def _found_en(text: str) -> Counter[Concept]:
    tokens = [rank.stem(word.lower()) for word in rank.words(text, "en")]
    pairs = [" ".join(pair) for pair in pairwise(tokens)]
    hits: list[tuple[int, Concept, int]] = []
    for concept in concepts():
        single = [i for i, token in enumerate(tokens) if token in concept.en]
        double = [i for i, pair in enumerate(pairs) if pair in concept.en]
        if single or double:
            hits.append((min(single + double), concept, len(single) + 2 * len(double)))
    return Counter({concept: count for _, concept, count in sorted(hits, key=lambda hit: hit[0])})


def prompt(sentences: Sequence[str], language: str, whole: Counter[Concept], *, heading: str = "", avoid: str = "") -> str:
    """What to paint for a scene: a place, a time or weather, and at most three things that the scene names.

    A scene that names no place takes the commonest place of the `whole` text; one that names nothing, and whose text
    names nothing, gives an abstract picture with the scene's key words. A prompt equal to `avoid` is varied where it can be.
    """
    here = found(" ".join([heading, *sentences]), language)
    places, times, weathers, things = (_ranked(here, whole, kind) for kind in ("place", "time", "weather", "thing"))
    if not places:
        places = _ranked(whole, whole, "place")[:1]
    if not (places or things):
        return _generic(sentences, language)
    spare = [thing for thing in _ranked(whole, whole, "thing") if thing not in things]
    when = [*times[:1], *weathers[:1]]
    if len(places) + len(when) + len(things) < 2:
        things = [*things, *spare[:1]]  # the whole text's own thing keeps a bare scene in the story
    options = [
        (places[:1], when, things[:3]),
        (places[1:2] or places[:1], when, things[:3]),
        (places[:2], [], things[:2]),
        *((places[:1], when, [*things[:2], thing]) for thing in spare),
    ]
    written = [_worded(*option, language) for option in options]
    return next((text for text in written if text != avoid), written[0])


def _ranked(here: Counter[Concept], whole: Counter[Concept], kind: str) -> list[Concept]:
    """Concepts of a kind: those that this scene names more than the rest of the text does come first."""
    mine = [concept for concept in here if concept.kind == kind]
    return sorted(
        mine, key=lambda concept: -here[concept] / (1 + 0.3 * whole[concept]) if here is not whole else -here[concept]
    )


def _worded(places: list[Concept], when: list[Concept], things: list[Concept], language: str) -> str:
    times = [concept for concept in when if concept.kind == "time"]
    weathers = [concept for concept in when if concept.kind == "weather"]
    if rank.language_root(language) in ("zh", "cmn", "yue"):
        place = "与".join(concept.name_zh for concept in places)
        lead = "的".join(part for part in ("".join(t.name_zh for t in times), place) if part)
        return "，".join([*([lead] if lead else []), *(c.name_zh for c in [*weathers, *things])])
    place = " and ".join(concept.name for concept in places)
    hours = ("at " if places else "") + times[0].name if times else ""
    lead = " ".join(part for part in (place, hours) if part)
    return ", ".join([*([lead] if lead else []), *(c.name for c in [*weathers, *things])])


def _generic(sentences: Sequence[str], language: str) -> str:
    chinese = rank.language_root(language) in ("zh", "cmn", "yue")
    counts = Counter(term for sentence in sentences for term in rank.terms(sentence, language) if not re.search(r"\d", term))
    keys = sorted(counts, key=lambda term: (-counts[term] * min(len(term), 4), term))[:2]
    return "，".join([_GENERIC_ZH, *keys]) if chinese else ", ".join([_GENERIC, *keys])
