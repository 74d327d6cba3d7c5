"""The upload door. `accept(uploaded, kind, region_id=..., person_id=...)` lets a file in;
`files/<kind>/<id>` serves it under policy. README.md of the vault walks one file from the form to the
reader."""

from qalqan.kernel.vault.files.actions import accept, content_of
from qalqan.kernel.vault.files.refusals import FileRefused

__all__ = ["FileRefused", "accept", "content_of"]
