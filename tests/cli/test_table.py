"""Files of rows: how they are told apart, where each row begins, what cannot be read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit.cli.table import Table, TableError


def table(path, text, **options):
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return Table(path, **options)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(delimiter, tmp_path):
    found = table(tmp_path / "a.csv", delimiter.join("abc") + "\n" + delimiter.join(["1", "x y", "3"]) + "\n")
    assert found.header == ("a", "b", "c")
    assert [row.cells for row in found] == [{"a": "1", "b": "x y", "c": "3"}]


def test_it_may_be_given(tmp_path):
    found = table(tmp_path / "a.csv", "a,a;b\n1;2\n", delimiter=";")
    assert found.header == ("a,a", "b")


def test_the_mark_of_excel_is_no_part_of_the_header(tmp_path):
    assert table(tmp_path / "a.csv", "\ufeffa,b\r\n1,2\r\n").header == ("a", "b")


def test_short_rows_lack_cells_and_long_ones_have_some_beyond(tmp_path):
    short, long = table(tmp_path / "a.csv", "a,b\n1\n1,2,3,4\n")
    assert short.cells == {"a": "1", "b": None}
    assert long.cells == {"a": "1", "b": "2", None: ["3", "4"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,a\n1,2\n", "several columns"),
        (b"a\xff,b\n", "not utf-8-sig"),
    ],
)
def test_what_has_no_header_is_refused(text, said, tmp_path):
    with pytest.raises(TableError, match=said):
        table(tmp_path / "a.csv", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'a,b\n1,2\n"open,2\n3,4\n', "line 3: .*quotation"),
        (b"a,b\n" + b"1,2\n" * 50_000 + b"\xff,2\n", "not utf-8-sig"),
    ],
)
def test_what_cannot_be_read_further_on_is_an_error_not_a_loss(text, said, tmp_path):
    found = table(tmp_path / "a.csv", text)
    with pytest.raises(TableError, match=said):
        list(found)


def test_another_encoding_may_be_given(tmp_path):
    found = table(tmp_path / "a.csv", "Größe\nweiß\n".encode("cp1252"), encoding="cp1252")
    assert [row.cells for row in found] == [{"Größe": "weiß"}]
    with pytest.raises(TableError, match="no encoding 'klingon'"):
        table(tmp_path / "a.csv", "a\n", encoding="klingon")


def test_no_format_is_guessed(tmp_path):
    with pytest.raises(TableError, match="--format"):
        table(tmp_path / "a.xlsx", "a\n")
    assert table(tmp_path / "a.xlsx", "a\n", kind="csv").header == ("a",)


def test_a_column_is_found_whatever_its_case(tmp_path):
    [row] = table(tmp_path / "a.jsonl", '{"title": 1, "a": 2, "A": 3}\n', columns=["Title", "No"])
    assert row.cells == {"title": 1, "a": 2, "A": 3, "No": None}
    assert (row.cell("TITLE"), row.cell("a"), row.cell("A"), row.cell("b")) == (1, 2, 3, None)


def test_a_row_can_be_kept_as_json(tmp_path):
    found = list(table(tmp_path / "a.csv", "a,b\n1\n1,2,3\n"))
    assert [row.to_dict() for row in found] == [
        {"line": 2, "row": {"a": "1", "b": None}},
        {"line": 3, "row": {"a": "1", "b": "2"}, "beyond": ["3"]},
    ]


def test_lines_of_json_are_rows_or_problems(tmp_path):
    text = '{"a": 1}\n\n[1]\n{"a"\n{"log_types_id": 18}\n' + "[" * 200 + "]" * 200 + "\n"
    found = table(tmp_path / "a.jsonl", text, columns=["a", "b"])
    rows = list(found)
    assert [row.line for row in rows] == [1, 3, 4, 5, 6]
    assert rows[0].cells == {"a": 1, "b": None}, "what is mapped may be absent"
    assert rows[3].cells == {"log_types_id": 18}, "a whole log stays as it is"
    assert [row.problem is None for row in rows] == [True, False, False, True, False]


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=2, max_size=2)))
@settings(deadline=None, max_examples=60)
def test_each_row_begins_where_it_is_said_to(rows, tmp_path_factory):
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    begins = []
    for cells in rows:
        begins.append(written.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1)
        writer.writerow(cells)
    found = table(tmp_path_factory.mktemp("rows") / "a.csv", written.getvalue())
    assert [[row.cells["a"], row.cells["b"]] for row in found] == rows
    assert list(found.lines) == begins
