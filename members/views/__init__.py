from members.views.people import EditProfile

__all__ = ["EditProfile"]
