"""What is drawn with QPainter: the mark, the lattice, charts, maps and pages. No widgets."""
