"""Pages to share: one HTML file with the path of a call, or the network of many, and the evidence. The only home of pyvis."""

from tracer.view.call import of_path
from tracer.view.drawing import Drawing, Facts, held_back
from tracer.view.network import Known, Sums, add_up, of_network
from tracer.view.page import alone, page

__all__ = ["Drawing", "Facts", "Known", "Sums", "add_up", "alone", "held_back", "of_network", "of_path", "page"]
