package measure

import "math"

// A Crosstab counts objects (roll calls, members of the state system) by the
// category that each of two states gives them: c[i][j] is the count, or sum of
// weights, of those in category i for the first and j for the second. Categories
// are in order (yes, abstain, no; no alliance to defence pact). It is square, and
// only joint observations stand in it: an absence is no category.
//
// The measures below return false where they are not defined: nothing is
// counted, or, for those that correct for chance, both states always choose the
// same one category.
type Crosstab [][]float64

// NewCrosstab returns an empty table of k categories.
func NewCrosstab(k int) Crosstab {
	c := make(Crosstab, k)
	for i := range c {
		c[i] = make([]float64, k)
	}
	return c
}

// FromCounts is the table of three-way votes as they are counted elsewhere.
func FromCounts(n [3][3]int) Crosstab {
	c := NewCrosstab(3)
	for i := range n {
		for j := range n[i] {
			c[i][j] = float64(n[i][j])
		}
	}
	return c
}

// N is the sum of all cells.
func (c Crosstab) N() float64 {
	n := 0.0
	for i := range c {
		for j := range c[i] {
			n += c[i][j]
		}
	}
	return n
}

// mean is the mean of a function of the distance between the categories.
func (c Crosstab) mean(f func(d int) float64) (float64, bool) {
	n, sum := 0.0, 0.0
	for i := range c {
		for j, w := range c[i] {
			if w != 0 {
				n += w
				sum += w * f(abs(i-j))
			}
		}
	}
	return sum / n, n > 0
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// Identical is the share of objects on which both choose the same category, in
// [0, 1].
//
// Source: Lijphart, American Political Science Review 57 (1963) 902; Imai,
// Quantitative Social Science, the chapter on measurement (PctAgree).
func Identical(c Crosstab) (float64, bool) {
	return c.mean(func(d int) float64 {
		if d == 0 {
			return 1
		}
		return 0
	})
}

// Agreement is the mean of 1 - |d|/dmax, in [0, 1], where d is the distance of
// the categories and dmax the largest possible: with votes yes, abstain and no it
// is 1 - |d|/2, so that an abstention is half way.
//
// Source: Voeten, Data and Analyses of Voting in the UN General Assembly (2013),
// and the agreement scores published with the data.
func Agreement(c Crosstab) (float64, bool) {
	most := float64(len(c) - 1)
	return c.mean(func(d int) float64 { return 1 - float64(d)/most })
}

// SignorinoRitter is S = 1 - 2 * sum(w * d^p / dmax^p) / sum(w), in [-1, 1]: 1 is
// the same portfolio, -1 the opposite one. Power p is 1 in the article; 2 is the
// squared variant. Weights are in the table.
//
// Source: Signorino and Ritter, International Studies Quarterly 43 (1999) 115.
func SignorinoRitter(c Crosstab, power float64) (float64, bool) {
	most := math.Pow(float64(len(c)-1), power)
	m, ok := c.mean(func(d int) float64 { return math.Pow(float64(d), power) / most })
	return 1 - 2*m, ok
}

// A Disagreement is the weight of two categories that lie d apart.
type Disagreement func(d int) float64

// Nominal counts every disagreement alike.
func Nominal(d int) float64 {
	if d == 0 {
		return 0
	}
	return 1
}

// Linear counts a disagreement by the distance.
func Linear(d int) float64 { return float64(d) }

// Squared counts a disagreement by the square of the distance.
func Squared(d int) float64 { return float64(d * d) }

// Kappa is Cohen's weighted kappa, 1 - Do/De, with the mean disagreement Do and
// the one De expected if each state chose by its own margins alone. 1 is perfect
// agreement, 0 what chance gives.
//
// Source: Cohen, Psychological Bulletin 70 (1968) 213; Häge, Political Analysis 19
// (2011) 287, on why similarity of foreign policies wants it.
func Kappa(c Crosstab, v Disagreement) (float64, bool) {
	rows, columns := c.margins()
	return c.corrected(v, rows, columns)
}

// ScottPi is Scott's pi, weighted: as Kappa, but chance is by the margins of both
// states together.
//
// Source: Scott, Public Opinion Quarterly 19 (1955) 321; Häge (2011).
func ScottPi(c Crosstab, v Disagreement) (float64, bool) {
	rows, columns := c.margins()
	for i := range rows {
		rows[i] = (rows[i] + columns[i]) / 2
	}
	return c.corrected(v, rows, rows)
}

func (c Crosstab) margins() (rows, columns []float64) {
	rows, columns = make([]float64, len(c)), make([]float64, len(c))
	n := c.N()
	if n == 0 {
		return rows, columns
	}
	for i := range c {
		for j, w := range c[i] {
			rows[i] += w / n
			columns[j] += w / n
		}
	}
	return rows, columns
}

func (c Crosstab) corrected(v Disagreement, p, q []float64) (float64, bool) {
	observed, ok := c.mean(v)
	if !ok {
		return 0, false
	}
	expected := 0.0
	for i := range p {
		for j := range q {
			expected += p[i] * q[j] * v(abs(i-j))
		}
	}
	if expected <= 0 {
		return 0, false
	}
	return 1 - observed/expected, true
}

// TauB is Kendall's tau-b, (nc - nd) / sqrt((n0 - n1)(n0 - n2)), of the pairs of
// objects: nc in the same order for both, nd in opposite order, n1 and n2 tied for
// the first and the second. In [-1, 1]; not defined if a state puts all into one
// category. Cells must be counts.
//
// Source: Kendall, Rank Correlation Methods; its use on alliance portfolios is
// Bueno de Mesquita's, its faults are in Signorino and Ritter (1999).
func TauB(c Crosstab) (float64, bool) {
	k := len(c)
	n := c.N()
	var balance float64
	for i := range k {
		for j := range k {
			if c[i][j] == 0 {
				continue
			}
			for x := i + 1; x < k; x++ {
				for y := range k {
					switch {
					case y > j:
						balance += c[i][j] * c[x][y]
					case y < j:
						balance -= c[i][j] * c[x][y]
					}
				}
			}
		}
	}
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	rows, columns := pairs(n), pairs(n)
	for i := range k {
		r, col := 0.0, 0.0
		for j := range k {
			r += c[i][j]
			col += c[j][i]
		}
		rows -= pairs(r)
		columns -= pairs(col)
	}
	if n < 2 || rows <= 0 || columns <= 0 {
		return 0, false
	}
	return balance / math.Sqrt(rows*columns), true
}
