"""One module per noun; importing them registers what staff see."""

from members.admin import people

__all__ = ["people"]
