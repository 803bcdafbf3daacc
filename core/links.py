"""What a link looks like in a text, for all who look for one: parts of a regex that `re.VERBOSE` may read."""

from typing import Final

FULL: Final = r"(?:https?://|www\.)\S+"
"""one that says that it is a link"""
BARE: Final = r"(?:[A-Za-z0-9-]{1,63}\.){1,6}(?:com|id|net|org|info|ly|me|co|tv|be)/\S*"
"""a site and a path without a scheme: bit.ly/a2b3; what stands before it is the caller's to look at"""
