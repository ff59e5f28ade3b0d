"""The two ways a delivery can fail; every channel maps its transport's errors to them."""

from __future__ import annotations


class DeliveryError(Exception):
    """The invitation did not get out; the message says why, without naming the customer."""


class TemporaryFailure(DeliveryError):
    """Trying again later may help. The message may even have arrived: the next one must be recognisable as the same."""


class PermanentFailure(DeliveryError):
    """Trying again will not help."""


class AddressRefused(PermanentFailure):
    """The receiving server does not know the address, or takes no mail for it."""
