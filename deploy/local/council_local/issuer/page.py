"""The sign-in page: a list of demo users that is read, filtered by body and chosen with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby

from council_local.people import DemoUser

CSS = """
:root { --blue: #0017c1; --text: #1a1a1a; --line: #949494; --soft: #f2f2f2; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: #fff; font: 400 1rem/1.7 "Noto Sans JP", "Noto Sans CJK JP", sans-serif;
  letter-spacing: 0.02em; line-break: strict; word-break: auto-phrase; }
header { border-bottom: 1px solid var(--line); padding: 1rem 1.5rem; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.5; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
.note { background: #fffbeb; border: 1px solid #927200; border-radius: 8px; padding: 0.75rem 1rem; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 0.5rem; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 0.5rem; }
label { display: block; font-weight: 700; }
input { font: inherit; width: 16rem; max-width: 100%; min-height: 3rem; padding: 0.5rem 1rem; border: 1px solid #767676;
  border-radius: 8px; }
button { font: inherit; min-height: 2.75rem; padding: 0.25rem 1rem; border: 1px solid var(--blue); border-radius: 8px;
  background: #fff; color: var(--blue); cursor: pointer; text-align: left; }
button:hover { background: #e8f1fe; text-decoration: underline; }
button.primary { background: var(--blue); color: #fff; min-height: 3rem; }
:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; }
summary { padding: 0.75rem 1rem; font-weight: 700; cursor: pointer; border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem; border-top: 1px solid #d9d9d9; font-weight: 400; }
th { white-space: nowrap; width: 12rem; }
.offices { display: flex; flex-wrap: wrap; gap: 0.5rem; }
small { color: #555; display: block; font-size: 0.875rem; line-height: 1.3; }
@media (max-width: 40rem) { th, td { display: block; width: auto; border-top: 0; } tr { border-top: 1px solid #d9d9d9; } }
"""


def sign_in_page(users: Iterable[DemoUser], hidden: Mapping[str, str], problem: str = "") -> str:
    """The whole page; `hidden` carries the authorization request through the form."""
    everyone = list(users)
    fields = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden.items())
    known = "".join(f'<option value="{user.person}">{escape(user.name)}</option>' for user in everyone)
    error = f'<p id="problem" role="alert" class="note">{escape(problem)}</p>' if problem else ""
    described = ' aria-describedby="problem" aria-invalid="true"' if problem else ""
    by_group: dict[str, list[DemoUser]] = {}
    for user in everyone:
        by_group.setdefault(user.group, []).append(user)
    groups = "".join(_group(name, members, opened=place == 0) for place, (name, members) in enumerate(by_group.items()))
    return _page(
        "開発用サインイン",
        f"""<p class="note">開発・デモ専用の画面です。パスワードはありません。実在の人や企業の情報を入力しないでください。</p>
{error}
<form method="post" action="/authorize">{fields}
<label for="person">利用者ID</label>
<div class="row"><input id="person" name="person" list="people" autocomplete="off" autofocus{described}>
<datalist id="people">{known}</datalist>
<button class="primary">サインイン</button></div>
</form>
<h2>利用者を選ぶ</h2>
<form method="post" action="/authorize">{fields}<fieldset><legend>役職を押すとサインインします。</legend>
{groups}</fieldset></form>""",
    )


def message_page(title: str, text: str) -> str:
    """A page that says one thing."""
    return _page(title, f"<p>{escape(text)}</p>")


def _group(name: str, members: list[DemoUser], *, opened: bool) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(body)}</th><td><div class="offices">{"".join(map(_button, people))}</div></td></tr>'
        for body, people in groupby(members, key=lambda user: user.body)
    )
    state = " open" if opened else ""
    return f"<details{state}><summary>{escape(name)}</summary><table>{rows}</table></details>"


def _button(user: DemoUser) -> str:
    return (
        f'<button name="person" value="{user.person}">{escape(user.office.label)}<small>{user.person}</small></button>'
    )


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}｜中小企業活性化協議会</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><header>中小企業活性化協議会 業務システム（開発環境）</header><main><h1>{escape(title)}</h1>
{body}</main></body></html>"""
