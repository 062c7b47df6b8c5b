"""Mails of the Industry Traceback Group: their parts."""
