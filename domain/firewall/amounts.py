"""Patterns of prices and measures, as both languages write them."""

from __future__ import annotations

from domain.firewall.moments import NO_MORE, NOT_IN

_CURRENCY = r"(?:rp|idr|usd|eur|euro|aud|sgd|us\$|a\$|s\$|\$|€|£)"
_AMOUNT = r"[1-9]\d{0,2}(?:[.,]\d{3}){0,2}(?:[.,]\d{1,2})?|[1-9]\d{3,8}(?:[.,]\d{1,2})?"
PRICED = rf"(?<![\w]){_CURRENCY}[. ]{{0,2}}(?:{_AMOUNT})(?:,-)?(?: ?(?:k|rb|ribu|jt|juta))?{NO_MORE}"
_AFTER = (
    r"k|rb|ribu|jt|juta|rupiah|idr|usd|eur|euros?|aud|sgd|dollars?|bucks|thousand|million|percent|persen|%"
)
COUNTED = rf"{NOT_IN}[1-9]\d{{0,2}}(?:[.,]\d{{3}}){{0,2}}(?:[.,]\d{{1,2}})? ?(?:{_AFTER})(?![a-z0-9])"
COUNTED_WHOLE = rf"{NOT_IN}[1-9]\d{{3,7}} ?(?:rupiah|idr|usd|dollars?)\b"
# Up to tens of millions: more would be nine digits, and a telephone number without its nought.
GROUPED = (
    rf"{NOT_IN}(?:[1-9]\d?(?:[.]\d{{3}}){{2}}|[1-9]\d?(?:,\d{{3}}){{2}}|[1-9]\d{{0,2}}[.,]\d{{3}})"
    rf"(?:,-)?{NO_MORE}"
)
MEASURE = (
    r"(?<![\w.,-])[1-9]\d{0,3}(?:[.,]\d{1,2})?(?: ?(?:-|or|to|atau|sampai) ?\d{1,3})? ?"
    r"(?:m|cm|km|meters?|metres?|kg|kilo|ml|mins?|minutes?|menit|mnt|h|hrs?|hours?|jam|days?|hari|weeks?"
    r"|minggu|months?|bulan|years?|tahun|thn|th|yo|nights?|malam|people|persons?|pax|orang|adults?|dewasa"
    r"|kids?|children|anak|times|x|kali|sessions?|sesi|towels?|handuk|pcs|buah|am|pm|pagi|siang|sore|floor"
    r"|lantai)\b"
)
