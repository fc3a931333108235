"""Why an account cannot be as somebody wants it: for the command line and the console."""

from __future__ import annotations

from serving.access_words import ROLES
from serving.language import Language, msg
from serving.purposes import Role

TAKEN = msg("an account %(name)s exists already; choose another name")
UNIT_ALONE = msg("a unit belongs to an agency; name the agency too")
NO_ACCOUNT = msg("there is no account of this name; see: bina account list")
NO_EXTERNAL_ID = msg("the external id is empty; name the person's sub at the service")
TAKEN_ID = msg("another account has this external id; see: bina account list")
KEPT_APART_HERE = msg(
    "nobody holds %(one)s and %(other)s together; give one of them to somebody else"
)
A_NIP = msg("this is a NIP, which is kept nowhere; give a name or a pseudonym instead")
NO_AGENCY = msg("agency %(agency)s is not on record; on record: %(known)s")
NO_UNIT = msg("agency %(agency)s has no unit %(unit)s; its units: %(known)s")


class NotAllowed(ValueError):
    """What was asked of an account cannot be; the text says why and names the way out.

    ``field`` is what the console asks for it.
    """

    def __init__(self, text: str, *, field: str, **values: str) -> None:
        super().__init__(text % values if values else text)
        self.field = field
        self._text, self._values = text, values

    def in_words(self, language: Language) -> str:
        """Return the text in a language, with roles in words."""
        shown = {
            name: language.text(ROLES[one]) if isinstance(one, Role) else one
            for name, one in self._values.items()
        }
        return language.text(self._text, **shown)
