"""The command without a terminal: exit codes, what goes to stdout and stderr, secrets, and what is missing."""

from __future__ import annotations

import csv
import json
import socket
import subprocess
import sys

import pytest
from cli_shell import LOGS, SECRET

from plankit import ClientCredentials, LogbookClient
from plankit.cli.codes import Exit
from plankit.cli.interrupts import Interrupts
from plankit.cli.output import Output
from plankit.cli.running import conclude, run_job
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults

pytestmark = pytest.mark.socket


def imported(shell, rows, *more):
    return ["import", "logs", shell.rows(rows), "--journal", "logs.job", *LOGS, *more]


def only(done):
    """The one JSON object on stdout."""
    assert done.out.count("\n") == 1, done.out
    return json.loads(done.out)


@pytest.fixture
def closed_port():
    """A port where nobody listens, nor can begin to: it is taken."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        yield found.getsockname()[1]


# 0


def test_all_done_is_zero_and_json_is_alone_on_stdout(shell, server):
    done = shell.run(*imported(shell, 60, "--json", "--progress", "json"))
    assert done.code == 0
    found = only(done)
    assert (found["command"], found["exit"], found["applied"]) == ("import", 0, 60)
    assert found["certificate"]["proven"]
    assert "resume" not in found
    told = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert told[-1]["applied"] == 60
    assert told[-1]["stage"] == "ended"
    assert len(server.audit().created) == 60


def test_progress_is_a_line_at_the_end_where_there_is_no_terminal(shell):
    done = shell.run(*imported(shell, 3))
    assert done.code == 0
    assert "ended: 3/3" in done.err
    assert "\x1b" not in done.text
    assert "3 rows: 3 applied" in done.out


def test_whoever_reads_may_leave(shell):
    with shell.on_path() as environment:
        line = "plankit job --help | true; plankit --help | head -1"
        done = subprocess.run(
            ["/bin/sh", "-c", line], cwd=shell.place, env=environment, capture_output=True, text=True, check=False
        )
    assert done.stdout.startswith("Usage: plankit")
    assert "Traceback" not in done.stderr


# 1


def test_refused_rows_make_it_one_and_go_where_they_are_wanted(shell, server):
    server.fault(faults.Respond(422, b'{"message": "no such thing"}'), operation="createLogs", times=1)
    done = shell.run(*imported(shell, 3, "--key", "No", "--rejected", "bad.jsonl"))
    assert done.code == 1
    assert "3 rows: 2 applied, 1 rejected" in done.out
    [letter] = [json.loads(line) for line in (shell.place / "bad.jsonl").read_text("utf-8").splitlines()]
    assert letter["line"] == 2
    assert letter["row"] == {"No": "0", "Title": "row 0", "Status": "Open"}
    assert letter["reason"]["status"] == 422
    explained = shell.run("job", "explain", "logs.job", "--key", "0")
    assert explained.code == 0
    assert "422" in explained.out

    other = shell.run("job", "retry", "logs.job", "--code", "409")
    assert (other.code, other.out) == (2, "")
    assert "No rejected row was chosen: nothing was sent. No other one is like --code" in other.err
    again = shell.run("job", "retry", "logs.job", "--code", "422", "--row", "0", "--json")
    assert again.code == 0, again.text
    assert only(again)["applied"] == 3
    assert sorted(log["name"] for log in server.logs() if log["name"].startswith("row")) == ["row 0", "row 1", "row 2"]


def test_why_no_row_can_be_sent_again_is_said(inside, shell, server):
    (shell.place / "logs.csv").write_text("Title,Status\nfine,Open\nbad,Opn\n", "utf-8")
    assert inside("import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--skip-invalid").code == 1
    for more, said in (
        ([], "1 row was never a request: mend it in the file"),
        (["--row", "7"], "There is no row 7: the journal holds 2 rows, counted from 0."),
        (["--row", "0"], "Row 0 is applied."),
    ):
        done = inside("job", "retry", "a.job", *more)
        assert done.code == 2, done.text
        assert said in done.err
    assert len(server.audit().created) == 1


def test_a_row_that_was_never_a_request_is_kept_with_its_columns(inside, shell):
    (shell.place / "logs.csv").write_text("Title,Status\nfine,Open\nbad,Opn\n", "utf-8")
    inside("import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--skip-invalid")
    [row] = only(inside("job", "explain", "a.job", "1", "--json"))["rows"]
    assert row["payload"] == {"not sent": {"line": 3, "row": {"Title": "bad", "Status": "Opn"}}}
    assert (row["state"], row["id"], row["key"], row["sendings"]) == ("rejected", None, None, 0)
    assert "'Opn'" in row["reason"]["message"]


def test_a_journal_is_exported_as_what_it_is_and_over_nothing(inside, shell):
    assert inside(*imported(shell, 2)).code == 0
    (shell.place / "there.jsonl").write_text("mine", "utf-8")
    for path, said in (
        ("dead.csv", "ends in .jsonl"),
        ("there.jsonl", "--overwrite"),
        ("nodir/a.jsonl", "there is no directory nodir"),
    ):
        done = inside("job", "export", "logs.job", "--to", path)
        assert done.code == 2
        assert said in done.err
    assert (shell.place / "there.jsonl").read_text("utf-8") == "mine"
    assert inside("job", "export", "logs.job", "--to", "there.jsonl", "--overwrite").code == 0
    assert (shell.place / "there.jsonl").read_text("utf-8").count("\n") == 2


def test_letters_are_csv_with_all_columns_and_can_be_given_again(shell):
    (shell.place / "logs.csv").write_text('Title;Status;=Note\n"=one; two";Opn;-1\nfine;Open;\n', "utf-8")
    done = shell.run(
        "import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--skip-invalid", "--rejected", "bad.csv"
    )
    assert done.code == 1
    with (shell.place / "bad.csv").open(newline="", encoding="utf-8") as file:
        [letter] = list(csv.DictReader(file))
    assert (letter["Title"], letter["=Note"], letter["plankit line"]) == ("=one; two", "-1", "2")
    assert "'Opn'" in letter["plankit reason"]
    text = (shell.place / "bad.csv").read_text("utf-8").replace("Opn", "Open", 1)
    (shell.place / "mended.csv").write_text(text, "utf-8")
    assert shell.run("import", "logs", "mended.csv", "--journal", "b.job", *LOGS).code == 0


# 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "logs", "absent.csv", "--journal", "a.job", *LOGS], "absent.csv cannot be read"),
        (["import", "logs", "logs.csv", *LOGS], "--journal"),
        (["import", "logs", "logs.csv", "--dry-run", "--map", "name"], "TARGET=COLUMN"),
        (["import", "logs", "logs.csv", "--dry-run", "--map", "nobody=Title"], "--map: there is no target 'nobody'"),
        (["import", "logs", "logs.csv", "--dry-run", "--map", "Title=name"], "swapped? Write --map name=Title"),
        (["import", "logs", "logs.csv", "--dry-run", "--set", "who=me"], "--set: there is no target 'who'"),
        (["import", "logs", "logs.csv", "--dry-run", "--map", "name=Titel"], "There is no column 'Titel'"),
        (["import", "logs", "logs.csv", "--dry-run", *LOGS, "--key", "Nr"], "There is no column 'Nr'"),
        (["import", "logs", "logs.csv", "--dry-run", "--deadline", "soon"], "is no time"),
        (["import", "logs", "logs.csv", "--dry-run", "--max-failures", "150%"], "no share"),
        (["export", "admin", "logs", "--to", "a.csv"], "It has: users"),
        (["export", "admin", "users", "--to", "a.txt"], "names no format"),
        (["export", "logbook", "logs", "--to", "a.csv"], "needs --container"),
        (["export", "logbook", "logs", "--container", "4711", "--to", "a.csv"], "id:source:type"),
        (["export", "playbooks", "playbooks", "--to", "a.csv"], "needs --team"),
        (["export", "playbooks", "runs", "--to", "a.csv", "--container", "1:a:b"], "takes no --container"),
        (["job", "status", "absent.job"], "There is no journal"),
        (["job", "resume", "logs.csv"], "is no journal"),
        (["job", "explain", "absent.job"], "Give either"),
        (["nonsense"], "No such command"),
        (["check", "jira"], "is not one of"),
    ],
)
def test_mistakes_are_two_and_nothing_is_sent(arguments, said, inside, shell, server):
    shell.rows(2)
    done = inside(*arguments)
    assert done.code == 2, done.text
    assert said in done.err
    assert "Traceback" not in done.err
    assert not server.audit().created
    assert {path.name for path in shell.place.iterdir()} == {"logs.csv"}


def test_problems_are_two_with_their_lines_and_leave_no_journal(inside, shell, server):
    (shell.place / "logs.csv").write_text('Title,Status\n"one\ntwo",Open\nbad,Opn\n,Open\n', "utf-8")
    done = inside("import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--json")
    assert done.code == 2
    plan = only(done)["plan"]
    assert [(problem["row"], problem["line"]) for problem in plan["problems"]] == [(1, 4), (2, 5)]
    assert plan["ready"] == 1
    assert not server.audit().created
    assert [path.name for path in shell.place.iterdir()] == ["logs.csv"]


@pytest.mark.parametrize(
    ("option", "path", "said"),
    [
        ("--rejected", "nodir/x.csv", "there is no directory nodir"),
        ("--rejected", "folder", "is a directory"),
        ("--rejected", "logs.csv", "needed as it is"),
        ("--journal", "nodir/a.job", "there is no directory nodir"),
    ],
)
def test_where_nothing_can_be_written_is_found_out_first(option, path, said, inside, shell, server):
    (shell.place / "folder").mkdir()
    journal = [] if option == "--journal" else ["--journal", "a.job"]
    done = inside("import", "logs", shell.rows(2), *LOGS, *journal, option, path)
    assert done.code == 2
    assert said in done.err
    assert not server.requests()
    assert not (shell.place / "a.job").exists()


def test_rejected_rows_that_cannot_be_written_after_all_do_not_hide_what_was_done(inside, shell, server, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plankit.cli.letters.write_rejected", full)
    server.fault(faults.Respond(422), operation="createLogs", times=1)
    done = inside(*imported(shell, 3, "--rejected", "bad.csv"))
    assert done.code == 1
    assert "3 rows: 2 applied, 1 rejected" in done.out
    assert "What was proven" in done.out
    assert "bad.csv could not be written: [Errno 28] No space left on device" in done.out
    assert "plankit job export logs.job" in done.out
    server.fault(faults.Respond(422), operation="createLogs", times=1)
    assert inside("job", "retry", "logs.job").code == 1


def test_a_file_of_rejected_rows_is_of_this_run(inside, shell):
    (shell.place / "bad.csv").write_text("of yesterday\n", "utf-8")
    done = inside(*imported(shell, 3, "--rejected", "bad.csv"))
    assert done.code == 0
    assert (shell.place / "bad.csv").read_text("utf-8") == (
        "No,Title,Status,plankit line,plankit state,plankit reason\n"
    )


def test_a_journal_that_is_not_kept_is_not_named(inside, shell, server):
    (shell.place / "logs.csv").write_text("Title,Status\none,Opn\ntwo,Opn\n", "utf-8")
    done = inside("import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--skip-invalid", "--rejected", "bad.csv")
    assert done.code == 1
    assert "2 rows: 0 applied, 2 rejected" in done.out
    assert "a.job" not in done.text
    assert {path.name for path in shell.place.iterdir()} == {"logs.csv", "bad.csv"}
    shell.rows(2)
    done = inside("import", "logs", "logs.csv", "--journal", "a.job", *LOGS, "--deadline", "0")
    assert done.code in (2, 5)
    assert ("To go on" in done.err) == (shell.place / "a.job").exists()
    assert inside("import", "logs", "logs.csv", "--journal", "b.job", *LOGS, "--deadline", "0.000001").code == 5
    assert (shell.place / "b.job").exists(), "the job goes on from there"
    assert len(server.audit().created) <= 1


def test_one_mistake_in_all_rows_is_one_line_and_the_mapping(inside, shell):
    done = inside("import", "logs", shell.rows(200), "--dry-run", "--map", "name=Title", *LOGS[4:])
    assert done.code == 2
    assert "  200 rows, such as line 2 (row 0): No column gives log_type" in done.out
    assert "or give --map log_type=COLUMN or --set log_type=VALUE." in done.out
    assert done.out.count("log_type=VALUE") == 1
    assert "mend the mapping (--map, --set)" in done.err
    assert "--skip-invalid" not in done.err


def test_like_problems_are_together_and_others_are_seen(inside, shell):
    rows = [f"{number},Open,3{number}.12.2026" for number in range(2, 100)]
    text = "\n".join(["Title,Status,due DATE", "one,Opn,", *rows, "last,,2026-02-30"])
    (shell.place / "logs.csv").write_text(f"{text}\n", "utf-8")
    done = inside("import", "logs", "logs.csv", "--dry-run", *LOGS, "--map", "Due date=Due Date", "--key", "TITLE")
    assert done.code == 2
    assert done.out.split("Problems:\n")[1].splitlines() == [
        "  line 2 (row 0): The column 'Status' holds 'Opn': Status has no option 'Opn'. Its options: New, Open, Closed.",
        (
            "  98 rows, such as line 3 (row 1): The column 'due DATE' holds '32.12.2026': Due date is a date: write it as "
            "YYYY-MM-DD."
        ),
        "  line 101 (row 99): The column 'due DATE' holds '2026-02-30': Due date is a date: there is no day 2026-02-30.",
    ]
    assert "--skip-invalid" in done.err


@pytest.mark.parametrize(("name", "text"), [("a.csv", "Title,Status\n\n"), ("a.jsonl", "\n")])
def test_a_file_without_rows_is_a_mistake(name, text, inside, shell):
    (shell.place / name).write_text(text, "utf-8")
    done = inside("import", "logs", name, "--journal", "a.job", *(LOGS if "csv" in name else LOGS[2:]))
    assert done.code == 2
    assert "There are no rows" in done.err
    assert [path.name for path in shell.place.iterdir()] == [name]


def test_another_input_is_refused_and_the_journal_stays(shell, server):
    assert shell.run(*imported(shell, 3)).code == 0
    shell.rows(4)
    done = shell.run("import", "logs", "logs.csv", "--journal", "logs.job", *LOGS)
    assert done.code == 2
    assert "had ended there" in done.err
    assert json.loads(shell.run("job", "status", "logs.job", "--json").out)["applied"] == 3
    assert len(server.audit().created) == 3


def test_a_plan_alone_leaves_nothing_behind(inside, shell, server):
    done = inside("import", "logs", shell.rows(120), *LOGS, "--dry-run", "--json")
    assert done.code == 0
    assert only(done)["plan"]["ready"] == 120
    assert not server.audit().created
    assert [path.name for path in shell.place.iterdir()] == ["logs.csv"]


# 3


def test_no_configuration_is_three_only_where_it_is_asked_for(shell):
    none = dict.fromkeys(("PLANKIT_PLANBOX_TOKEN", "PLANKIT_PLANBOX_EMAIL"))
    done = shell.run("check", "--json", **none)
    assert done.code == 0, done.text
    found = only(done)["services"]
    assert [name for name, facts in found.items() if facts["configured"]] == ["admin", "logbook", "playbooks"]
    assert found["logbook"]["credential"] == "accepted"
    named = shell.run("check", "planbox", **none)
    assert named.code == 3
    assert "PLANKIT_PLANBOX_TOKEN" in named.out
    everything = {name: None for name in shell.environment if name.startswith("PLANKIT_")}
    assert shell.run("check", **everything).code == 3


def test_a_wrong_secret_is_three_and_not_shown(shell):
    done = shell.run("check", "logbook", PLANKIT_CLIENT_SECRET="wr0ng-one")
    assert done.code == 3
    assert "Check that client id and secret belong together" in done.out
    assert "wr0ng-one" not in done.text
    export = shell.run("export", "admin", "users", "--to", "a.csv", PLANKIT_CLIENT_SECRET="wr0ng-one")
    assert export.code == 3
    assert "wr0ng-one" not in export.text


def test_secrets_may_come_from_a_file_that_not_everybody_reads(shell):
    path = shell.place / "secrets.env"
    path.write_text(f"# ours\n\nexport PLANKIT_CLIENT_SECRET='{SECRET}'\n", "utf-8")
    path.chmod(0o600)
    ours = {"PLANKIT_CLIENT_SECRET": "another"}
    assert shell.run("check", "logbook", "--env-file", "secrets.env", **ours).code == 0
    path.chmod(0o644)
    open_to_all = shell.run("check", "logbook", "--env-file", "secrets.env", **ours)
    assert open_to_all.code == 3
    assert "chmod 600" in open_to_all.err
    path.chmod(0o600)
    path.write_text(f"{SECRET}\n", "utf-8")
    strange = shell.run("check", "logbook", "--env-file", "secrets.env", **ours)
    assert strange.code == 3
    assert "line 1" in strange.err
    assert shell.run("check", "--env-file", "absent.env").code == 3


def test_a_journal_of_another_address_is_not_gone_on_with(shell, server):
    assert shell.run(*imported(shell, 2)).code == 0
    done = shell.run("job", "resume", "logs.job", PLANKIT_LOGBOOK_URL="http://127.0.0.1:9")
    assert done.code == 3
    assert "The journal belongs to" in done.err
    assert len(server.audit().created) == 2


# 4


def test_a_service_that_is_not_there_or_fails_is_four(shell, server, closed_port):
    away = {"PLANKIT_LOGBOOK_URL": f"http://127.0.0.1:{closed_port}"}
    assert shell.run("check", "logbook", **away).code == 4
    server.fault(faults.Respond(404), operation="listLogTypes")
    done = shell.run(*imported(shell, 2, "--json"))
    assert done.code == 4
    assert only(done)["error"]["kind"] == "NotFoundError"
    assert not (shell.place / "logs.job").exists()


# 5


def test_stopped_early_is_five_and_goes_on(shell, server):
    # Time for a first request on the slowest machine, and on the quickest not enough for all thirteen.
    server.set(latency=0.5)
    done = shell.run(*imported(shell, 400, "--deadline", "2s", "--concurrency", "1", "--settle", "1s", "--json"))
    assert done.code == 5
    found = only(done)
    assert found["stopped"] == "deadline"
    assert 0 < found["applied"] < 400
    assert done.err.splitlines()[-1] == found["resume"]
    server.set(latency=0.0)
    server.fault(faults.Cut("applied"), operation="createLogs", times=1)
    resumed = shell.run("job", "resume", "logs.job")
    assert resumed.code == 0, resumed.text
    assert "400 rows: 400 applied" in resumed.out
    assert "1 s (settle=)" in resumed.out, "what the import was given"
    assert len(server.audit().created) == 400
    assert not server.audit().duplicated()


def test_too_many_failures_are_five(inside, shell, server):
    server.fault(faults.Respond(422), operation="createLogs")
    done = inside(*imported(shell, 40, "--max-failures", "3"))
    assert done.code == 5
    assert "more than max_failures=3 allows" in done.err
    assert done.err.splitlines()[-1].startswith("plankit import logs")
    assert not server.audit().created


def test_an_export_that_is_stopped_is_five_and_goes_on(shell, server):
    server.set(max_count=20)
    server.fault(faults.Respond(404), operation="listUsers", first=8, times=1)
    done = shell.run("export", "admin", "users", "--to", "users.csv", "--columns", "id,email")
    assert done.code == 5
    assert "items are kept" in done.err
    again = shell.run("export", "admin", "users", "--to", "users.csv", "--columns", "id,email", "--json")
    assert again.code == 0, again.text
    assert only(again)["items"] == 320
    assert only(again)["certificate"]["resumes"] == 1


def test_an_export_that_never_began_leaves_nothing(inside, shell, server):
    server.fault(faults.Respond(404), operation="listUsers")
    done = inside("export", "admin", "users", "--to", "users.csv")
    assert done.code == 4
    assert "kept" not in done.text
    assert "To go on" not in done.text
    asked = len(server.requests())
    missing = inside("export", "admin", "users", "--to", "nodir/users.csv")
    assert missing.code == 2
    assert "nodir/users.csv cannot be written: there is no directory nodir." in missing.err
    assert ".part" not in missing.err
    assert len(server.requests()) == asked
    assert not list(shell.place.iterdir())


# What else there is.


def test_fields_without_a_column_are_told(inside):
    done = inside("export", "admin", "users", "--to", "users.csv", "--columns", "id")
    assert done.code == 0
    assert "Fields without a column" in done.out
    done = inside("export", "admin", "users", "--to", "b.csv", "--columns", "id,mail", "--json")
    assert done.code == 0
    assert only(done)["unfilled"] == ["mail"]


def test_no_file_gets_the_tokens_of_products(inside, shell, server):
    done = inside("export", "planbox", "products", "--to", "products.jsonl")
    assert done.code == 0
    found = [json.loads(line) for line in (shell.place / "products.jsonl").read_text("utf-8").splitlines()]
    assert len(found) == len(server.products())
    assert all("token" not in product and "pr_token" not in product and product["id"] for product in found)
    product = str(found[0]["id"])
    assert inside("export", "planbox", "projects", "--product", product, "--to", "projects.jsonl").code == 0


@pytest.mark.parametrize(
    ("collection", "more"),
    [("products", []), ("audit", []), ("user-audit", ["--user"]), ("product-users", ["--product"])],
)
def test_the_collections_of_admin(collection, more, inside, shell):
    if more:
        inside("export", "admin", "users" if "user" in more[0] else "products", "--to", "ids.jsonl")
        first = json.loads((shell.place / "ids.jsonl").read_text("utf-8").splitlines()[0])
        more = [*more, str(first["id"])]
    done = inside("export", "admin", collection, *more, "--to", "found.jsonl", "--json")
    assert done.code == 0, done.text
    assert only(done)["items"] == len((shell.place / "found.jsonl").read_text("utf-8").splitlines())


def test_the_playbooks_of_a_team(inside, server):
    done = inside("export", "playbooks", "playbooks", "--team", server.team_id, "--to", "a.db", "--json")
    assert done.code == 0, done.text
    assert only(done)["items"] == 3


def test_what_is_missing_is_said_in_one_line(shell):
    hidden = (
        "import importlib.util as u, sys\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'click' else find(name, *rest)\n"
        "from plankit.cli import main\nsys.exit(main(['check']))"
    )
    done = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == "plankit needs click; install the extra: pip install 'plankit[cli]'\n"


def test_help_is_quick_since_it_loads_next_to_nothing():
    look = (
        "import sys\nfrom plankit.cli import main\ncode = main(['--help'])\n"
        "found = {'anyio', 'attr', 'httpx', 'rich', 'sqlite3', 'plankit.client'} & set(sys.modules)\n"
        "assert not found, found\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for word in ("check", "export", "import", "job", "sandbox", "demo", "130", "never from an argument"):
        assert word in done.stdout


@pytest.mark.parametrize("name", ["sandbox", "demo"])
def test_programs_get_their_arguments_as_they_are(name, inside):
    done = inside(name, "--help")
    assert done.code == 0
    assert f"python -m plankit.{name}" in done.out
    assert inside(name, "--nonsense").code == 2


@pytest.mark.anyio
async def test_an_interrupt_before_the_first_row_sends_nothing(server, tmp_path, capsys):
    interrupts = Interrupts()
    interrupts.count = 1
    credentials = ClientCredentials(server.client_id, server.client_secret)
    async with LogbookClient(credentials, base_url=server.logbook_url, token_url=server.token_url) as client:
        rows = [LogCreate(log_types_id=18, name="a", app_context=[AppContext.from_dict(server.container)])]
        job = client.logs.bulk_create(rows, journal=tmp_path / "a.job")
        said = Output("import", ["import", "logs"])
        async with job:
            assert await run_job(job, said, interrupts) == (None, None)
        assert conclude(said, None, None, journal=tmp_path / "a.job") is Exit.INTERRUPTED
        assert capsys.readouterr().err.splitlines()[-1] == "plankit import logs"
        assert not server.audit().created
        assert (await job.run()).ok, "and it can still run"


def test_a_check_claims_no_token_that_was_given(inside):
    done = inside("check", "playbooks", "logbook")
    assert done.code == 0
    assert "  given token accepted" in done.out.partition("logbook")[0]
    assert "credential accepted, a token in" in done.out.partition("logbook")[2]


@pytest.mark.parametrize("name", ["logbook", "playbooks", "admin", "planbox"])
def test_a_wrong_path_is_said_to_be_the_address(name, inside, server, monkeypatch):
    variable = f"PLANKIT_{name.upper()}_URL"
    url = f"{getattr(server, f'{name}_url')}/nowhere"
    monkeypatch.setenv(variable, url)
    done = inside("check", name)
    assert done.code in (3, 4)
    assert f"Is {url} the right address, its path too? It comes from {variable}." in done.out


def test_a_limit_is_that_of_the_budget(inside):
    done = inside("check", "logbook", "--limit", "7")
    assert done.code == 0
    assert "budget     7 requests/s" in done.out
    assert inside("check", "--limit", "0").code == 2


def test_the_wire_can_be_chosen_and_is_shown(inside, server, tmp_path):
    for chosen, said in (
        ((), "default: httpx "),
        (("--wire", "default"), "default: httpx "),
        (("--wire", "fast"), "fast: aiohttp "),
    ):
        done = inside("check", "logbook", *chosen)
        assert done.code == 0
        assert f"  wire       {said}" in done.out
    assert json.loads(inside("check", "admin", "--wire=fast", "--json").out)["services"]["admin"]["wire"].startswith(
        "fast"
    )
    assert inside("check", "--wire", "slow").code == 2


def test_jobs_and_exports_travel_over_the_fast_wire(inside, server, tmp_path, monkeypatch):
    from plankit.transport.fast import FastWire

    sent: list[str] = []
    handle = FastWire.handle_async_request

    async def counted(self, request):
        sent.append(request.url.path)
        return await handle(self, request)

    monkeypatch.setattr(FastWire, "handle_async_request", counted)
    assert inside("export", "admin", "users", "--to", "users.jsonl", "--wire", "fast").code == 0
    assert len((tmp_path / "users.jsonl").read_text().splitlines()) == 320
    exported = len(sent)
    assert exported > 1
    (tmp_path / "decisions.csv").write_text("Title\nOne\nTwo\n")
    done = inside("import", "logs", "decisions.csv", "--journal", "decisions.job", "--wire", "fast", *LOGS)
    assert done.code == 0, done.text
    imported = len(sent)
    assert imported > exported
    assert inside("job", "resume", "decisions.job", "--wire", "fast").code == 0
    assert server.audit().report(created=["One", "Two"]).ok


def test_without_the_extra_the_fast_wire_says_what_to_install(inside, monkeypatch):
    monkeypatch.delitem(sys.modules, "plankit.transport.dialer", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    done = inside("check", "logbook", "--wire", "fast")
    assert done.code == 3
    assert "pip install 'plankit[fast]'" in done.text
    assert inside("check", "logbook").code == 0
