package chart

import "entente/internal/chart/raster"

// PNG draws a figure as a PNG of its own: two pixels a unit, told to be 300 dots
// an inch, on white.
func PNG(f Figure) ([]byte, error) { return raster.PNG(f.SVG(Options{Alone: true})) }
