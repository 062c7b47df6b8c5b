"""The case in a browser on this machine, read only: the same answers as everywhere, as pages and as JSON. The only home of Starlette."""
