"""Blind search: a part of a name finds it, however it is written, and the index tells nothing to who lacks the key."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from council_events import Sealed, intake
from council_events.values import Industry, LegalForm
from council_kit.postgres import Pool, open_pool
from council_kit.vault import KeyFiles, Vault, digits_of, fold, generate_keys
from council_kit.vault.folding import search_words
from hypothesis import assume, example, given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    with open_pool(module_database) as pool:
        with pool.connection() as connection:
            connection.execute("CREATE TABLE companies (name text, council text, tokens bigint[])")
        yield pool


@pytest.fixture(scope="module")
def vault(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    keys = tmp_path_factory.mktemp("keys")
    generate_keys(keys, ["13", "27"])
    return Vault(pool, KeyFiles(keys))


def company(name: str, corporate_number: str | None = None) -> intake.CompanyRegistered:
    return intake.CompanyRegistered(
        company_id=uuid4(),
        name=Sealed(name),
        corporate_number=Sealed(corporate_number) if corporate_number else None,
        prefecture="13",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
    )


@pytest.fixture(scope="module")
def find(vault: Vault, pool: Pool):
    """`find(words, council="13")`: the names of the rows that the tokens select."""
    for name, number, council in [
        ("株式会社髙橋製作所", "7000012050002", "13"),
        ("㈱ヤマダ・フーズ", "8000012050001", "13"),
        ("有限会社やまだ商店", None, "13"),
        ("ABC Trading 合同会社", None, "13"),
        ("斎藤工業(株)", None, "13"),
        ("株式会社髙橋製作所", "7000012050002", "27"),
    ]:
        event = vault.seal_event(company(name, number), uuid4(), council, f"company:{uuid4()}")
        tokens = sorted(
            {token for one in vault.blind_tokens([event.name, event.corporate_number], council) for token in one}
        )
        with pool.connection() as connection:
            connection.execute("INSERT INTO companies VALUES (%s, %s, %s)", (name, council, tokens))

    def found(words: str, council: str = "13") -> set[str]:
        wanted = vault.search_tokens(words, council)
        assert wanted
        with pool.connection() as connection:
            rows = connection.execute(
                "SELECT name FROM companies WHERE tokens @> %s::bigint[] AND council = %s", (wanted, council)
            )
            return {row[0] for row in rows}

    return found


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("高橋", "株式会社髙橋製作所"),
        ("髙橋", "株式会社髙橋製作所"),
        ("髙橋製作所株式会社", "株式会社髙橋製作所"),
        ("（株）高橋", "株式会社髙橋製作所"),
        ("橋製作", "株式会社髙橋製作所"),
        ("製作所 高橋", "株式会社髙橋製作所"),
        ("やまだフーズ", "㈱ヤマダ・フーズ"),
        ("ﾔﾏﾀﾞ ﾌｰｽﾞ", "㈱ヤマダ・フーズ"),
        ("ヤマダ商店", "有限会社やまだ商店"),
        ("ａｂｃ－trading", "ABC Trading 合同会社"),
        ("齋藤", "斎藤工業(株)"),
        ("齊藤工業", "斎藤工業(株)"),
        ("7000012050002", "株式会社髙橋製作所"),
        ("７０００-０１２０-５０００２", "株式会社髙橋製作所"),
    ],
)
def test_a_name_is_found_however_it_is_written(find, words: str, name: str):
    assert find(words) == {name}


def test_a_word_common_to_two_names_finds_both(find):
    assert find(["山田", "やまだ"][1]) == {"㈱ヤマダ・フーズ", "有限会社やまだ商店"}


@pytest.mark.parametrize("words", ["高橋 商店", "佐藤", "700001205000", "橋高"])
def test_what_a_row_does_not_hold_does_not_find_it(find, words: str):
    assert find(words) == set()


def test_a_legal_form_alone_leaves_nothing_to_search_for(vault: Vault):
    assert vault.search_tokens("株式会社 （有）", "13") == []


def test_tokens_of_one_council_say_nothing_in_another(vault: Vault):
    assert set(vault.search_tokens("高橋製作所", "13")).isdisjoint(vault.search_tokens("高橋製作所", "27"))


def test_values_that_are_not_there_have_no_tokens(vault: Vault):
    event = vault.seal_event(company("高橋"), uuid4(), "13", "company:1")
    assert vault.blind_tokens([None, event.name], "13")[0] == []
    assert len(vault.blind_tokens([None, event.name], "13")[1]) == 1


@given(name=st.text(min_size=1, max_size=40))
def test_tokens_fit_a_bigint(vault: Vault, name: str):
    for token in vault.search_tokens(name, "13"):
        assert -(2**63) <= token < 2**63


@given(name=st.text(alphabet="髙高橋斎齋やマﾔaＡ－ 株", min_size=2, max_size=30), data=st.data())
@example(name="高橋製作所", data=None)
def test_every_part_of_a_name_of_two_characters_or_more_finds_it(name: str, data: st.DataObject | None):
    assume("会社" not in name)
    folded = fold(name)
    assume(len(folded) >= 2)
    start = 0 if data is None else data.draw(st.integers(0, len(folded) - 2))
    end = len(folded) if data is None else data.draw(st.integers(start + 2, len(folded)))
    assert search_words(folded[start:end]) <= search_words(name)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("03-1234-5678", "0312345678"),
        ("（０３）１２３４ー５６７８", "0312345678"),
        ("2020", None),
        ("第2工業", None),
        ("", None),
    ],
)
def test_a_number_is_told_from_a_name_with_digits(text: str, digits: str | None):
    assert digits_of(text) == digits
