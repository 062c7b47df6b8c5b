"""Pages to share: one HTML file with the path of a call, or the network of many, and the evidence. The only home of pyvis."""

from tracer.view.call import of_path
from tracer.view.diagram import Diagram, Facts, withheld_words
from tracer.view.network import BeyondCalls, NetworkSums, add_up, of_network
from tracer.view.page import page, svg_file

__all__ = ["BeyondCalls", "Diagram", "Facts", "NetworkSums", "add_up", "of_network", "of_path", "page", "svg_file", "withheld_words"]
