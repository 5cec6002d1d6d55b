from hubportal.outbox.sender import deliver_due

__all__ = ["deliver_due"]
