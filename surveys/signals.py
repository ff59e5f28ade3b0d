"""What `surveys` announces. Sent inside the transaction that stores the fact, so a receiver's rows commit with it."""

from __future__ import annotations

from django.dispatch import Signal

response_submitted = Signal()  # response: surveys.models.Response, with its answers stored
responses_imported = Signal()  # responses: list[int], ids of surveys.models.Response, with their answers stored
