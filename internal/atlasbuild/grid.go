package atlasbuild

// A grid finds the place that is nearest to a point, within about 3 km. Units
// are 1/100000 degrees.
type grid struct {
	cells map[gridCell][]int
	where map[int][2]int64
}

type gridCell struct {
	country  string
	lat, lon int64
}

const near = 3000

func newGrid(size int) *grid {
	return &grid{make(map[gridCell][]int, size), make(map[int][2]int64, size)}
}

func (g *grid) add(i int, country string, lat, lon int64) {
	c := gridCell{country, floor(lat), floor(lon)}
	g.cells[c] = append(g.cells[c], i)
	g.where[i] = [2]int64{lat, lon}
}

func (g *grid) at(i int) (lat, lon int64) { return g.where[i][0], g.where[i][1] }

func (g *grid) near(country string, lat, lon int64) (int, bool) {
	best, dist := -1, int64(near*near)
	for dy := int64(-1); dy <= 1; dy++ {
		for dx := int64(-1); dx <= 1; dx++ {
			for _, i := range g.cells[gridCell{country, floor(lat) + dy, floor(lon) + dx}] {
				y, x := g.where[i][0]-lat, g.where[i][1]-lon
				if d := y*y + x*x; d < dist {
					best, dist = i, d
				}
			}
		}
	}
	return best, best >= 0
}

func floor(v int64) int64 {
	if v < 0 {
		v -= near - 1
	}
	return v / near
}
