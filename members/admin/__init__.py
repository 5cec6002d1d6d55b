"""One module per noun; importing them registers what staff see."""

from members.admin import organisations, people

__all__ = ["organisations", "people"]
