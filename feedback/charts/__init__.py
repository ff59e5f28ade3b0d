"""Geometry of the charts, without a word of SVG: numbers in, coordinates out.

A plot is WIDTH by HEIGHT units and is stretched over the room it gets; lines keep their thickness, labels are HTML.
"""

WIDTH = 1000.0
HEIGHT = 100.0
