"""How a character sounds to an ear that does not tell zh from z, n from l, h from f, or -ng from -n."""

import os
from functools import cache, lru_cache
from itertools import product

_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuuuuuunnnm")
_STARTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
_READINGS = 2
_COMBINATIONS = 8


def _fold(sound: str) -> str:
    for long, short in _STARTS:
        if sound.startswith(long):
            sound = short + sound[len(long) :]
            break
    if sound.startswith("fu") and len(sound) > 2:  # hua, hui, huang said as fa, fei, fang
        sound = "f" + {"i": "ei", "n": "en"}.get(sound[2:], sound[2:])
    return sound[:-1] if sound.endswith("ng") else sound


@cache
def _table() -> dict[int, str]:
    """Character code → readings with tone marks. Read at first use: pypinyin looks at the environment when it is imported."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters suffice here: 65 MB become 21
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


@lru_cache(maxsize=8192)
def sounds(char: str) -> tuple[str, ...]:
    """Up to two folded readings of one character, or the character itself when it is no hanzi."""
    known = _table().get(ord(char))
    if known is None:
        return (char,)
    folded = dict.fromkeys(_fold(reading.translate(_TONES)) for reading in known.split(",")[:_READINGS])
    return tuple(folded)


@lru_cache(maxsize=8192)
def blurred(char: str) -> tuple[str, ...]:
    """The same readings with a final nasal dropped too (坝 and 班): only for names that are then asked about."""
    return tuple(dict.fromkeys(one[:-1] if one.endswith("n") and len(one) > 2 else one for one in sounds(char)))


@lru_cache(maxsize=16384)
def keys(word: str, *, blur: bool = False) -> tuple[str, ...]:
    """All sound keys of a word (at most eight), each a string of syllables joined by ``'``."""
    readings = [blurred(char) if blur else sounds(char) for char in word]
    return tuple("'".join(one) for one, _ in zip(product(*readings), range(_COMBINATIONS), strict=False))
