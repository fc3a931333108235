"""Links: none on any page leads its reader to a refusal, or to nothing."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest

from serving.purposes import Role
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, pseudonym

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
NAMED = re.compile(r"[0-9a-f]{20}|\d+|\?.*")
MOST_OF_A_KIND = 5
PEOPLE = {pseudonym(n) for n in range(60)}


def of_nobody(link: str) -> bool:
    """Return whether a link is to a mentor whom the small agency of the tests made up."""
    who = re.search(r"[0-9a-f]{20}", link)
    return who is not None and who[0] not in PEOPLE


@pytest.mark.parametrize("unit", [None, "U-04"])
@pytest.mark.parametrize("role", list(Role))
def test_no_link_leads_to_a_refusal(
    role: Role, unit: str | None, browser: SignIn, stores: Stores
) -> None:
    place = {"agency_id": "3372", "unit_id": unit, "employee_id": pseudonym(3)}
    stores.accounts.create("uji", roles=[role], password=PASSWORD, **place)
    client = browser("uji")
    left, found_on, kinds = ["/saya"], {"/saya": ""}, Counter[str]()
    while left:
        page = left.pop()
        answer = client.get(page)
        assert answer.status_code == 200, (page, found_on[page])
        for link in map(html.unescape, LINK.findall(answer.text)):
            kind = NAMED.sub("", link)
            if link in found_on or kinds[kind] == MOST_OF_A_KIND or of_nobody(link):
                continue
            kinds[kind] += 1
            found_on[link] = page
            left.append(link)
