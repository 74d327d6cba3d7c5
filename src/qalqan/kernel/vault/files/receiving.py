"""How uploads reach us: in memory, bounded, never as a readable file in a temporary folder.

A file that grows beyond the limit is no longer kept, only counted, so that the form can say how large it
was and keep everything else that was typed."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST = 30_000_000  # bytes of all files of one request; each kind has its own, lower limit


class CutFile(InMemoryUploadedFile):
    """A file that was too large to be kept. `size` is its true size; it has no content."""

    is_cut = True


class BoundedMemory(FileUploadHandler):
    """Keeps at most MOST bytes a request."""

    kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer, self.is_cut = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        if self.kept > MOST:
            self.buffer, self.is_cut = BytesIO(), True
        elif not self.is_cut:
            self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.buffer.seek(0)
        made = CutFile if self.is_cut else InMemoryUploadedFile
        return made(
            self.buffer,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
