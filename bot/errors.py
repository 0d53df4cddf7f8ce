"""The one tree of errors that Shopkeeper raises on purpose.

Three things that go wrong are kept apart: the model (`ModelError`), the world around us (`ServiceError`,
`InputError`), and our own bugs, which are ordinary Python exceptions and never caught by name.
"""


class ShopkeeperError(Exception):
    """Base of every deliberate error; `str(error)` is written for the person who sees it."""


class ConfigError(ShopkeeperError):
    """A setting is missing or wrong. Says which one, what was found and what was expected."""


class InputError(ShopkeeperError):
    """What a caller sent cannot be used: an empty or too long message, an unknown channel."""


class AccessError(ShopkeeperError):
    """Who is asking could not be established: a forged or expired token, an unknown customer."""


class NotFoundError(ShopkeeperError):
    """A session, reply or page that does not exist, or that the caller may not know of."""


class ConflictError(ShopkeeperError):
    """What was asked does not fit the present state: a hand-over that somebody else has taken."""


class TakenOverError(ConflictError):
    """A person has taken the conversation while the assistant was about to answer."""


class WeightsError(ShopkeeperError):
    """Model weights are missing, corrupt or cannot be fetched. Lists what was tried and what to do."""


class ServiceError(ShopkeeperError):
    """Something outside did not work: a port taken, a disk full, a database gone."""


class ModelError(ShopkeeperError):
    """The language model did not give a usable answer."""


class ModelUnavailableError(ModelError):
    """The language model could not be reached or refused to answer."""


class ModelTimeoutError(ModelError):
    """The language model took longer than the configured time."""


class ModelNonsenseError(ModelError):
    """The language model answered with something that cannot be shown."""
