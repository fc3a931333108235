"""A typed client of the API for programs in Python; it needs nothing but the address and a token.

::

    from serving.client import Client

    client = Client(address, token)
    for unit in client.connection.every(client.list_units):
        print(unit.group_name, unit.expected)
"""

from __future__ import annotations

from serving.client.connection import Answer, NotModified, NotTheApi, Refused
from serving.client.routes import Client

__all__ = ["Answer", "Client", "NotModified", "NotTheApi", "Refused"]
