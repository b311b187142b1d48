"""The tree of faults a reader may meet; each names what happened and what to do, never how the code failed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from crm_core.words import mark


class Fault(Exception):
    """Base of every fault that a reader may see.

    ``title`` and ``message`` are English source texts (marked for translation); ``message`` may hold ``{named}``
    places filled from ``details``; ``subject`` is what it speaks of, a file's name or nothing. The screen and the command line word them in the reader's language.
    """

    title: str = mark("Something could not be done")
    subject: str = ""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Any] = MappingProxyType(details)

    def about(self, subject: str) -> Self:
        """The same fault, saying which file (and which sheet of it) it speaks of; a subject said once stays."""
        self.subject = self.subject or subject
        return self

    def __str__(self) -> str:
        return self.message.format(**self.details) if self.details else self.message


class WorkspaceFault(Fault):
    """The workspace cannot be opened, created or changed."""

    title = mark("The workspace cannot be used")


class WorkspaceInUse(WorkspaceFault):
    """Another process holds the workspace's file."""

    title = mark("The workspace is open elsewhere")


class FileFault(Fault):
    """A file as a whole cannot be taken in (unreadable, too large, of no known kind)."""

    title = mark("The file cannot be read")


class MappingFault(Fault):
    """Headings do not lead to the fields that a sheet needs."""

    title = mark("The columns do not fit yet")


class LoadFault(Fault):
    """A load cannot be committed or undone; the workspace is as it was."""

    title = mark("The load was not carried out")


class UndoFault(LoadFault):
    """A load cannot be taken back; the workspace is as it was."""

    title = mark("The load was not taken back")


class QuestionFault(Fault):
    """A question (metric, filter, option, SQL text) cannot be answered as it was put."""

    title = mark("The question cannot be answered")
