"""The same dates as in English; the names of months come from the catalogue."""

from himaya.config.formats.en.formats import *  # noqa: F403 - a module of format constants
