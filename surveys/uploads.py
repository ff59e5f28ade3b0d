"""What Django does with an uploaded file before any view sees it."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most MAX_IMPORT_BYTES of a file. The file still tells its true size, so that a form can refuse it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > settings.MAX_IMPORT_BYTES:
            return None
        return super().receive_data_chunk(raw_data, start)
