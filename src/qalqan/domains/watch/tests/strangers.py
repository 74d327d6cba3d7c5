"""Strangers with a phone, for tests of the public side."""

import io
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from qalqan.domains.watch import api
from qalqan.domains.watch.rules import flood

from . import worlds

JSON = {"Accept": "application/json"}


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def fields(**more: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()),
        "category": "manhole",
        "text": "Люк открыт",
        "lat": f"{worlds.north(60):.6f}",
        "lon": f"{worlds.LON}",
        "accuracy": "12",
        **more,
    }


def ticket(client: Client, draft: str) -> dict[str, str]:
    given = client.get("/en/control/ticket/", {"draft": draft}).json()
    return {"ticket": given["ticket"], "answer": flood.solve(given["ticket"], given["bits"])}


def send(client: Client, **more: Any) -> Any:
    values = fields(**more)
    return client.post(
        "/en/control/reports/", {**ticket(client, values["client_id"]), **values}, headers=JSON
    )


def texts(response: Any) -> list[str]:
    return [error["text"] for error in response.json()["errors"]]


def shown(public: str = "Открытый люк у школы", **more: Any) -> api.Received:
    told = api.receive(worlds.new(**more))
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", public)
    return told
