"""Formatting, found entities and UTF-16: what a text becomes on its way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.driver import Trial

Spans = list[tuple[str, int, int]]

HTML: list[tuple[str, str, Spans]] = [
    ("plain &lt;b&gt; &amp; &quot;", 'plain <b> & "', []),
    ("&laquo;&#1078;&#x1F600;", "&laquo;ж😀", []),
    ("<b>one</b> <i>two</i>", "one two", [("bold", 0, 3), ("italic", 4, 3)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 1), ("bold", 1, 1), ("italic", 1, 1)]),
    ("<b>a</b><b>b</b><i> </i>", "ab", [("bold", 0, 2)]),
    ("<b>see example.com now</b>", "see example.com now",
     [("bold", 0, 4), ("url", 4, 11), ("bold", 4, 11), ("bold", 15, 4)]),
    ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
    ("<blockquote>a<b>b</b></blockquote>", "ab", [("blockquote", 0, 2), ("bold", 1, 1)]),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
    ("<a href='a.example'>x<a href='b.example'>y</a></a>", "xy", [("text_link", 0, 2)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>!', "👍!", [("custom_emoji", 0, 2)]),
    ("<B a=b c>x</b >", "x", [("bold", 0, 1)]),
    ("&lt&gt;&ltx;&#60&#x3e;&#0;&#1114112;", "<>&ltx;<>&#0;&#1114112;", []),
    ('<code class="language-c"><pre>x</pre></code>', "x", [("pre", 0, 1)]),
    ('<pre>x<code class="language-c">y</code></pre>', "xy", [("pre", 0, 2)]),
    ('<code class="language-c">x</code>', "x", [("code", 0, 1)]),
    ('<tg-time unix="0">never</tg-time>', "never", []),
    ("a\tb\x01c\rd\u2028e", "a b cde", []),
    ("a\r<b>\u202eb\u0333</b>c", "abc", [("bold", 1, 1)]),
    ("\u200f\u200e\u200fa", "\u200c\u200c\u200fa", []),
    ("שלום <b>עולם</b>", "שלום עולם", [("bold", 5, 4)]),
    ("\u200b<u>👨‍👩‍👧</u>", "\u200b👨‍👩‍👧", [("underline", 1, 8)]),
    ("😀<b>я</b>", "😀я", [("bold", 2, 1)]),
    ("<STRONG>x</strong><ins>y</ins><del>z</del>", "xyz",
     [("bold", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1)]),
    ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<pre><code class="language-python">x = 1</code></pre>', "x = 1", [("pre", 0, 5)]),
    ("<code>/start @nobody example.com</code>", "/start @nobody example.com", [("code", 0, 26)]),
    ('<a href="https://a.example/?x=1&amp;y=2">link</a>', "link", [("text_link", 0, 4)]),
    ('<a href="nowhere">link</a>', "link", []),
    ("  <b> x </b>  ", " x", [("bold", 0, 2)]),
    (" \n x <b>y</b>", "x y", [("bold", 2, 1)]),
    ('<tg-time unix="1647531900" format="wDT">then</tg-time>', "then", [("date_time", 0, 4)]),
    ("<b></b>x", "x", []),
    ("<b>read</b> example.com, then /go", "read example.com, then /go",
     [("bold", 0, 4), ("url", 5, 11), ("bot_command", 23, 3)]),
]  # fmt: skip

BROKEN_HTML = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("🏟<abac>", 'Unsupported start tag "abac" at byte offset 4'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<i>a</em>", 'Unmatched end tag at byte offset 4, expected "</i>", found "</em>"'),
    ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
    ("<a href=>y</b>", 'Unmatched end tag at byte offset 10, expected "</a>", found "</b>"'),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href= ", 'Unclosed start tag "a" at byte offset 0'),
    ("<i =x>y</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
    ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
    ("<b />", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<a href=x_y>z</a>", "Unexpected end of name token at byte offset 8"),
    ("<a href=x", "Unclosed start tag at byte offset 0"),
    (
        "<b>&#xd83d;</b>",
        "Text contains invalid Unicode characters after decoding HTML entities, check for"
        " unmatched surrogate code units",
    ),
    ("a\0<b>", "Text must not contain null bytes"),
    ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<tg-time unix="5" format="x">then</tg-time>', "Invalid date format used"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]

MARKDOWN: list[tuple[str, str, Spans]] = [
    ("*b* _i_ __u__ ~s~ ||p||", "b i u s p",
     [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1)]),
    ("*a _b_ c*", "a b c", [("bold", 0, 2), ("bold", 2, 3), ("italic", 2, 1)]),
    ("___a_ b__", "a b", [("underline", 0, 3), ("italic", 0, 1)]),
    ("_a\\_b_ \\\\ \\~", "a_b \\ ~", [("italic", 0, 3)]),
    ("`a\\.b*c_` ```\n\nx```", "a.b*c_ \nx", [("code", 0, 6), ("pre", 7, 2)]),
    ("```a`b`c```", "abc", [("pre", 0, 3)]),
    (">a\n**>b\n>c||\nd", "a\nb\nc\nd", [("blockquote", 0, 2), ("expandable_blockquote", 2, 4)]),
    (">*a*\n_b_", "a\nb", [("blockquote", 0, 2), ("bold", 0, 1), ("italic", 2, 1)]),
    ("![👍](tg://emoji?id=5368324170671202286)", "👍", [("custom_emoji", 0, 2)]),
    ("[x] [y](tg:nowhere) [example\\.com]", "x y example.com", [("text_link", 2, 1), ("text_link", 4, 11)]),
    (r"1\.5 \* 2", "1.5 * 2", []),
    ("`a_b` [l](https://x.example/\\))", "a_b l", [("code", 0, 3), ("text_link", 4, 1)]),
    ("```py\nx\n```", "x", [("pre", 0, 1)]),
    (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", 0, 8)]),
    (">one\n>two||", "one\ntwo", [("expandable_blockquote", 0, 7)]),
    ("a\n>one||\nb", "a\none\nb", [("expandable_blockquote", 2, 4)]),
    ("![then](tg://time?unix=5&format=t)", "then", [("date_time", 0, 4)]),
]  # fmt: skip

BROKEN_MARKDOWN = [
    ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("*x", "Can't find end of Bold entity at byte offset 0"),
    ("я `x", "Can't find end of Code entity at byte offset 3"),
    ("[x](y", "Can't find end of a URL at byte offset 4"),
    ("*a\n", "Can't find end of Bold entity at byte offset 0"),
    ("a >b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
    ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
    ("a!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
    (">_a\nb_", "Can't find end of Italic entity at byte offset 1"),
    ("я```js\nx", "Can't find end of PreCode entity at byte offset 2"),
    ("[a", "Can't find end of TextUrl entity at byte offset 0"),
    ("||a", "Can't find end of Spoiler entity at byte offset 0"),
    ("![a]", "The entity must contain a tg://emoji or tg://time URL"),
    ("![a](https://b.example)", "Invalid tg://emoji or tg://time URL specified"),
    ("![a](tg://time?unix=1&format=z)", "Invalid date format used"),
]

OLD_MARKDOWN: list[tuple[str, str, Spans]] = [
    ("*b* _i_ `c.` [l](x.example)", "b i c. l",
     [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 2), ("text_link", 7, 1)]),
    ("*b _i_*", "b _i_", [("bold", 0, 5)]),
    ("```py\nx``` 1.5!", "x 1.5!", [("pre", 0, 1)]),
    ("\\*a\\*", "*a*", []),
]  # fmt: skip

FOUND: list[tuple[str, Spans]] = [
    ("/start@trial_bot now", [("bot_command", 0, 16)]),
    ("a/b and http://x.example/a/b.", [("url", 8, 20)]),
    ("write to me@mail.example.com or @somebody", [("email", 9, 19), ("mention", 32, 9)]),
    ("😀 +62 812-3456-7890!", [("phone_number", 3, 17)]),
    ("room 12, 1800000 rupiah, 14:35", []),
    ("#tag #2 $USD", [("hashtag", 0, 4), ("cashtag", 8, 4)]),
    ("see roomline.app/x?y=1 (or bali.id)", [("url", 4, 18), ("url", 27, 7)]),
    ("end.Start of a sentence", []),
    (
        "@1234 @abc @gif я@word /a/b x/c #1a ##b #c# $A $TOOLONGIS $1INCH",
        [
            ("mention", 0, 5),
            ("mention", 11, 4),
            ("hashtag", 32, 3),
            ("hashtag", 37, 2),
            ("cashtag", 44, 2),
            ("cashtag", 58, 6),
        ],
    ),
]


def spans(message: dict[str, Any]) -> Spans:
    return [(e["type"], e["offset"], e["length"]) for e in message.get("entities", [])]


@pytest.mark.parametrize(("markup", "text", "entities"), HTML)
async def test_html(trial: Trial, markup: str, text: str, entities: Spans) -> None:
    ann = await trial.person()
    message = await trial.ask("sendMessage", chat_id=ann, text=markup, parse_mode="HTML")
    assert (message["text"], spans(message)) == (text, entities)


async def test_what_html_entities_carry(trial: Trial) -> None:
    ann = await trial.person(username="ann_tester")
    markup = (
        '<a href="https://a.example">l</a><pre><code class="language-py">p</code></pre>'
        f'<a href="tg://user?id={ann}">m</a><tg-time unix="5" format="t">d</tg-time>'
    )
    message = await trial.ask("sendMessage", chat_id=ann, text=markup, parse_mode="html")
    link, pre, mention, date = message["entities"]
    assert link["url"] == "https://a.example/"
    assert pre["language"] == "py"
    assert mention["user"]["id"] == ann
    assert (date["unix_time"], date["date_time_format"]) == (5, "t")


@pytest.mark.parametrize(("markup", "reason"), BROKEN_HTML)
async def test_broken_html(trial: Trial, markup: str, reason: str) -> None:
    ann = await trial.person()
    answer = await trial.refusal("sendMessage", chat_id=ann, text=markup, parse_mode="HTML")
    assert answer == (400, f"Bad Request: can't parse entities: {reason}")


@pytest.mark.parametrize(("markup", "text", "entities"), MARKDOWN)
async def test_markdown(trial: Trial, markup: str, text: str, entities: Spans) -> None:
    ann = await trial.person()
    message = await trial.ask("sendMessage", chat_id=ann, text=markup, parse_mode="MarkdownV2")
    assert (message["text"], spans(message)) == (text, entities)


@pytest.mark.parametrize(("markup", "reason"), BROKEN_MARKDOWN)
async def test_broken_markdown(trial: Trial, markup: str, reason: str) -> None:
    ann = await trial.person()
    answer = await trial.refusal("sendMessage", chat_id=ann, text=markup, parse_mode="MarkdownV2")
    assert answer == (400, f"Bad Request: can't parse entities: {reason}")


@pytest.mark.parametrize(("markup", "text", "entities"), OLD_MARKDOWN)
async def test_old_markdown(trial: Trial, markup: str, text: str, entities: Spans) -> None:
    ann = await trial.person()
    message = await trial.ask("sendMessage", chat_id=ann, text=markup, parse_mode="Markdown")
    assert (message["text"], spans(message)) == (text, entities)
    broken = await trial.refusal("sendMessage", chat_id=ann, text="я _x", parse_mode="Markdown")
    assert broken[1].endswith("Can't find end of the entity starting at byte offset 3")


@pytest.mark.parametrize(("text", "entities"), FOUND)
async def test_entities_found_by_themselves(trial: Trial, text: str, entities: Spans) -> None:
    ann = await trial.person()
    assert spans(await trial.act(ann, "send", text=text)) == entities
    assert spans(await trial.ask("sendMessage", chat_id=ann, text=text)) == entities


async def test_explicit_entities_are_fitted_and_nested(trial: Trial) -> None:
    ann = await trial.person()
    entities = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 3, "length": 4},
        {"type": "url", "offset": 3, "length": 2},
    ]
    message = await trial.ask("sendMessage", chat_id=ann, text=" 😀abcd ", entities=entities)
    assert message["text"] == " 😀abcd"
    assert spans(message) == [("bold", 0, 3), ("italic", 3, 4), ("bold", 3, 1)]
    middle = [{"type": "bold", "offset": 1, "length": 1}]
    code, reason = await trial.refusal("sendMessage", chat_id=ann, text="😀", entities=middle)
    assert code == 400
    assert "middle of a UTF-16 symbol" in reason


@pytest.mark.parametrize("char", ["x", "я", "😀", "ش", "👨‍👩‍👧"])
async def test_limits_are_code_points(trial: Trial, char: str) -> None:
    ann = await trial.person()
    text = (char * 4096)[:4095] + "."
    assert (await trial.act(ann, "send", text=text))["text"] == text
    assert (await trial.ask("sendMessage", chat_id=ann, text=text))["text"] == text
    assert (await trial.updates())[0]["message"]["text"] == text
    assert [message["text"] for message in await trial.chat(ann)][1:] == [text, text]
