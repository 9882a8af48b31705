"""A scene is a picture and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counseling_themes.errors import ThemeError
from counseling_themes.scene import MOST_BYTES, check_scene

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900">\n{}\n</svg>'


def scene(content: str) -> bytes:
    return SVG.format(content).encode()


@pytest.mark.parametrize(
    "content",
    [
        '<title>A &lt;quiet&gt; place</title><path d="M0 0h1z" fill="url(#sky)"/>',
        '<use href="#log" class="cushion-1" data-x="1" aria-hidden="true"/>',
        "<style>:host{--sky:#fff}@media (prefers-reduced-motion:no-preference){.a{animation:b 1s}}"
        "@keyframes b{to{opacity:0}}.c{fill:url(#d);filter:blur(var(--e))}</style>",
        "<!-- drawn by us --><g fill=\"url( '#sky' )\"/>",
    ],
)
def test_what_pictures_need_is_allowed(content: str) -> None:
    check_scene(scene(content))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<script>alert(1)</script>", "the element script is not allowed"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg"/>', "the element script is not allowed"),
        ('<path onclick="alert(1)"/>', "the attribute onclick is not allowed"),
        ('<path style="fill:red"/>', "the attribute style is not allowed"),
        ('<image href="#a"/>', "the element image is not allowed"),
        ('<a href="#a"/>', "the element a is not allowed"),
        ("<foreignObject/>", "the element foreignObject is not allowed"),
        ('<set attributeName="href" to="x"/>', "the element set is not allowed"),
        ("<animate/>", "the element animate is not allowed"),
        ('<div xmlns="http://www.w3.org/1999/xhtml"/>', "the element div is not allowed"),
        ('<use href="other.svg#a"/>', "href may only name something in the scene itself (#id)"),
        ('<use href="//elsewhere.example/a"/>', "href may only name something in the scene itself (#id)"),
        ('<use href="javascript:alert(1)"/>', "href may only name something in the scene itself (#id)"),
        (
            '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>',
            "the attribute http://www.w3.org/1999/xlink href is not allowed",
        ),
        (
            '<g xml:base="http://elsewhere.example/"/>',
            "the attribute http://www.w3.org/XML/1998/namespace base is not allowed",
        ),
        (
            '<path fill="url(http://elsewhere.example/a)"/>',
            "url() may only name something in the scene itself (#id)",
        ),
        (
            '<path fill="URL (//elsewhere.example"/>',
            "url() may only name something in the scene itself (#id)",
        ),
        ('<path fill="url(&#35;a.svg#b)"/>', "url() may only name something in the scene itself (#id)"),
        ('<path fill="\\75 rl(x)"/>', "a backslash is not allowed"),
        ("<?xml-stylesheet href='a.css'?>", "processing instructions are not allowed"),
    ],
)
def test_what_a_picture_does_not_need_is_refused(content: str, problem: str) -> None:
    with pytest.raises(ThemeError) as refused:
        check_scene(scene(content))
    assert str(refused.value) == f"scene.svg:2: {problem}."


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("@import 'a.css';", "the style rule @import is not allowed"),
        ("@font-face{src:local(a)}", "the style rule @font-face is not allowed"),
        (".a{background:url(a.png)}", "url() may only name something in the scene itself (#id)"),
        (
            ".a{background:url('//elsewhere.example')}",
            "url() may only name something in the scene itself (#id)",
        ),
        (".a{background:image-set('a.png' 1x)}", "image-set() is not allowed"),
        (".a{background:u\\72l(a)}", "a backslash is not allowed"),
        ("@\\69mport 'a.css';", "the style rule @ is not allowed"),
        ("<![CDATA[@import 'a.css';]]>", "the style rule @import is not allowed"),
    ],
)
def test_styles_fetch_nothing(rule: str, problem: str) -> None:
    with pytest.raises(ThemeError) as refused:
        check_scene(scene(f"<style>\n.b{{fill:red}}\n{rule}\n</style>"))
    assert str(refused.value) == f"scene.svg:4: {problem}."


@pytest.mark.parametrize(
    ("svg", "message"),
    [
        (b"", "scene.svg:1: it is not well-formed XML: no element found."),
        (b"<svg", "scene.svg:1: it is not well-formed XML: unclosed token."),
        (b"<html/>", "scene.svg:1: the element html is not allowed."),
        (b'<g xmlns="http://www.w3.org/2000/svg"/>', "scene.svg:1: the outermost element must be svg."),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "scene.svg:1: a document type is not allowed."),
        (b"<svg" + b" " * MOST_BYTES, "scene.svg: it is over 80 kB."),
        ('<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"), None),
    ],
)
def test_what_is_no_scene_is_told_with_its_line(svg: bytes, message: str | None) -> None:
    with pytest.raises(ThemeError) as refused:
        check_scene(svg)
    assert message is None or str(refused.value) == message


TOKENS = st.sampled_from(
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<g",
        b">",
        b"/>",
        b"</g>",
        b"</svg>",
        b"<style>",
        b"</style>",
        b"@",
        b"url(",
        b"#a",
        b")",
        b" href='",
        b"'",
        b"&#0;",
        b"&a;",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"\xff",
        b"\n",
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(TOKENS, max_size=30).map(b"".join)))
def test_for_any_bytes_there_is_one_error_or_none(svg: bytes) -> None:
    try:
        check_scene(svg)
    except ThemeError as error:
        assert str(error).startswith("scene.svg")
