"""X-SAMPA, the International Phonetic Alphabet in ASCII (Wells 1995), to IPA and back."""

from __future__ import annotations

import unicodedata

from ..errors import BadInput
from . import symbol_table

_LETTERS = r"""
a a  b b  c c  d d  e e  f f  h h  i i  j j  k k  l l  m m  n n  o o  p p  q q  r r  s s  t t  u u  v v  w w  x x  y y  z z
b_< ɓ  d_< ɗ  d` ɖ  g ɡ  g_< ɠ  h\ ɦ  j\ ʝ  l\ ɺ  l` ɭ  n` ɳ  p\ ɸ  r\ ɹ  r\` ɻ  r` ɽ  s\ ɕ  s` ʂ  t` ʈ  v\ ʋ  P ʋ  x\ ɧ
z\ ʑ  z` ʐ  A ɑ  B β  B\ ʙ  C ç  D ð  E ɛ  F ɱ  G ɣ  G\ ɢ  G\_< ʛ  H ɥ  H\ ʜ  I ɪ  I\ ᵻ  J ɲ  J\ ɟ  J\_< ʄ  K ɬ  K\ ɮ
L ʎ  L\ ʟ  M ɯ  M\ ɰ  N ŋ  N\ ɴ  O ɔ  O\ ʘ  Q ɒ  R ʁ  R\ ʀ  S ʃ  T θ  U ʊ  U\ ᵿ  V ʌ  W ʍ  X χ  X\ ħ  Y ʏ  Z ʒ
@ ə  @` ɚ  @\ ɘ  { æ  } ʉ  1 ɨ  2 ø  3 ɜ  3` ɝ  3\ ɞ  4 ɾ  5 ɫ  6 ɐ  7 ɤ  8 ɵ  9 œ  & ɶ  ? ʔ  ?\ ʕ  <\ ʢ  >\ ʡ  !\ ǃ  |\ ǀ
|\|\ ǁ  =\ ǂ  : ː  :\ ˑ  " ˈ  % ˌ  | |  || ‖  -\ ‿  ` ˞  ^ ꜛ  ! ꜜ  . .
_h ʰ  _j ʲ  ' ʲ  _w ʷ  _G ˠ  _?\ ˤ  _l ˡ  _n ⁿ  _> ʼ
"""
_DIACRITICS = r"""
_" 0308  _+ 031F  _- 0320  _/ 030C  _0 0325  _= 0329  = 0329  _A 0318  _B 030F  _F 0302  _H 0301  _L 0300  _M 0304  _N 033C
_O 0339  _R 030C  _T 030B  _X 0306  _^ 032F  _a 033A  _c 031C  _d 032A  _e 0334  _k 0330  _m 033B  _o 031E  _q 0319  _r 031D
_t 0324  _v 032C  _x 033D  _} 031A  _~ 0303  ~ 0303
"""
_TIED = {f"{a}_{b}": _ipa for a, b, _ipa in (("t", "S", "tʃ"), ("d", "Z", "dʒ"), ("t", "s", "ts"), ("d", "z", "dz"))}


def _pairs(table: str) -> list[tuple[str, str]]:
    cells = table.split()
    return list(zip(cells[::2], cells[1::2], strict=True))


_DIACRITIC_PAIRS = [(code, chr(int(point, 16))) for code, point in _pairs(_DIACRITICS)]
TO_IPA: dict[str, str] = {**dict(_pairs(_LETTERS)), **dict(_DIACRITIC_PAIRS)}
"""X-SAMPA symbol → IPA symbol."""

_READ = {**TO_IPA, **_TIED, "-": "", " ": " "}
_SHORTEST = {ipa: code for code, ipa in reversed(TO_IPA.items())}  # the first of several in the table
FROM_IPA: dict[str, str] = {**_SHORTEST, "\u0303": "~", "\u0329": "=", "g": "g", "\u0361": "", "\u035c": "", " ": " "}
"""IPA symbol → X-SAMPA symbol; diacritics as combining characters. Ties are not written."""


def to_ipa(text: str) -> str:
    """IPA (NFC) for X-SAMPA. BadInput names the place of what X-SAMPA does not have."""
    symbols, place = symbol_table.split(text, _READ)
    if place < len(text):
        raise BadInput(
            f'{text!r} is not X-SAMPA: character {place + 1}, {text[place]!r}, is none of its symbols. Accepted: such as h@"loU.',
            f'{text!r} 不是 X-SAMPA：第 {place + 1} 个字符 {text[place]!r} 不在其中。可接受的例子：h@"loU。',
        )
    return unicodedata.normalize("NFC", "".join(_READ[symbol] for symbol in symbols))


def from_ipa(text: str) -> str:
    """X-SAMPA for IPA; what would run together wrongly is parted by its separator "-"."""
    plain = decomposed(text)
    symbols, place = symbol_table.split(plain, FROM_IPA)
    if place < len(plain):
        raise BadInput(
            f"{text!r} is not IPA: {plain[place]!r}, character {place + 1}, has no X-SAMPA symbol.",
            f"{text!r} 不是国际音标：第 {place + 1} 个字符 {plain[place]!r} 没有对应的 X-SAMPA。",
        )
    return symbol_table.join([code for symbol in symbols if (code := FROM_IPA[symbol])], _READ, "-")


def decomposed(text: str) -> str:
    """IPA with its diacritics as combining characters; ç stays the letter that it is in IPA."""
    return unicodedata.normalize("NFD", text).replace("c\u0327", "ç")
