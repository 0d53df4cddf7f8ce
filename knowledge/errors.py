"""The errors of this package. Their text is written for the person who sees it."""


class KnowledgeError(Exception):
    """Base of every deliberate error about the shop's data."""


class ShopFolderError(KnowledgeError):
    """A shop folder that cannot be read as a whole: a file is missing or unreadable, an id is used twice."""


class StoreError(KnowledgeError):
    """A knowledge store that is missing, in use by another process, damaged, or made by other settings."""


class SourceError(KnowledgeError):
    """A file of another system that cannot be imported: not of the kind named, broken, or without what is needed."""
