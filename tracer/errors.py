"""Every error a person may meet: one line that says what to do next.

TracerError
├── BadInput            what was given cannot be used
│   ├── BadDocument     ... of a document
│   └── NotKnown        ... a name or id that nothing carries
├── BadCase             the case folder cannot be used
│   └── CaseBusy        another process writes to it
└── GraphError          the graph, on either engine
    ├── GraphUnreachable
    ├── GraphRefused        wrong user or password, or not allowed
    ├── GraphUnreadable     the embedded graph's file is damaged, or of another version
    ├── QueryRefused        syntax, or a parameter is missing
    └── ConstraintBroken
"""


class TracerError(Exception):
    """Its text is for people: one line, ending in what to do."""


class BadInput(TracerError):
    pass


class BadDocument(BadInput):
    pass


class NotKnown(BadInput):
    pass


class BadCase(TracerError):
    pass


class CaseBusy(BadCase):
    pass


class GraphError(TracerError):
    pass


class GraphUnreachable(GraphError):
    pass


class GraphRefused(GraphError):
    pass


class GraphUnreadable(GraphError):
    pass


class QueryRefused(GraphError):
    pass


class ConstraintBroken(GraphError):
    pass
