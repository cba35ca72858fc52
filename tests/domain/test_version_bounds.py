"""Which release mended what version ranges speak of."""

from __future__ import annotations

import pytest

from assay.domain.version_bounds import mended_in


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ([{"advanced-alchemy": "<1.7"}], "advanced-alchemy 1.7"),
        ([{"advanced-alchemy": "<1.7"}, {"advanced-alchemy": ">=1.7,<1.10"}], "advanced-alchemy 1.10"),
        ([{"advanced-alchemy": "<1.9.0b1"}, {"advanced-alchemy": "<1.9"}], "advanced-alchemy 1.9"),
        ([{"advanced-alchemy": "<1.7"}, {"advanced-alchemy": ">=1.7"}], ""),
        ([{"advanced-alchemy": "<1.7"}, {}], ""),
        ([{"pymysql": ">=1.2.3", "aiomysql": "<=0.3.2"}], ""),
        ([{"advanced-alchemy": "<1.7", "server": "<16", "python": "<3.13"}], "advanced-alchemy 1.7"),
        ([{"server": "<16"}], ""),
        ([{"a": "<1"}, {"b": "<2"}], ""),
        ([{}], ""),
        ([{"a": "before the flood"}], ""),
        ([], ""),
    ],
)
def test_all_ranges_have_to_end(ranges: list[dict[str, str]], said: str) -> None:
    assert mended_in(ranges) == said
