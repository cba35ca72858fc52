"""A result line is encoded once, where its check ran: the owner of the run writes the text as it is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.domain.causes import Cause
from assay.domain.failures import Failure
from assay.domain.verdicts import Verdict
from assay.results.file import Writer, read_results
from assay.results.lines import FORMAT, Header, Result
from assay.running.worker import encoded


def line(text: str) -> Result:
    return Result(
        run="r",
        feature="a.b",
        check="c",
        target="t",
        verdict=Verdict.NOT_RUN,
        reason=text,
        cause=Cause.LOST,
        error=Failure("E", text, text, (("F", text),)),
        sql=(text,),
    )


def test_it_is_what_the_file_would_have_had() -> None:
    result = line("Grüße \u2028 und\nmehr")
    (text,) = encoded([result])
    assert text.encode() == msgspec.json.encode(result)
    assert "\n" not in text


def test_text_that_no_file_can_hold_is_spelt_out(tmp_path: Path) -> None:
    (text,) = encoded([line("a \ud800 lone one")])
    with Writer(tmp_path / "results.jsonl", Header(format=FORMAT, run="r", manifest={}, causes=True)) as writer:
        writer.write(text.encode())
    (found,) = read_results(tmp_path).results
    assert found == line("a \\ud800 lone one")
