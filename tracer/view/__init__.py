"""Pages to share: one HTML file with the path of a call, or the network of many, and the evidence. The only home of pyvis."""

from tracer.view.call import of_path
from tracer.view.diagram import Diagram, Facts, held_back
from tracer.view.network import Known, NetworkSums, add_up, of_network
from tracer.view.page import alone, page

__all__ = ["Diagram", "Facts", "Known", "NetworkSums", "add_up", "alone", "held_back", "of_network", "of_path", "page"]
