package measure

import (
	"errors"
	"math"
	"slices"
)

// ErrTooFew says that there are fewer observations than a measure needs.
var ErrTooFew = errors.New("not enough observations")

// ErrMissing says that a series has a gap where a measure needs numbers.
var ErrMissing = errors.New("a value is missing")

// Segments are the pieces of a series between changes of its mean.
type Segments struct {
	// Breaks are the indices at which a new piece begins, in order.
	Breaks []int
	// RSS is the sum of squares about the means of the pieces, Whole about the
	// mean of the whole series.
	RSS, Whole float64
}

// ChangePoints cuts a series where its mean changes: the cut that makes
// Σ RSS(piece) + penalty × breaks least, over all cuts into pieces of at least
// atLeast values. It is exact; pruning leaves out only what cannot be best. A
// usual penalty is c·log(n)·σ² with c from 2 to 4.
//
// Source: optimal partitioning, Jackson et al., IEEE Signal Processing Letters
// 12 (2005) 105; PELT, Killick, Fearnhead and Eckley, JASA 107 (2012) 1590.
func ChangePoints(y []float64, penalty float64, atLeast int) (Segments, error) {
	atLeast = max(atLeast, 1)
	n := len(y)
	if n < atLeast || n == 0 {
		return Segments{}, ErrTooFew
	}
	// Sums about the mean of the whole keep their digits.
	centre := mean(y)
	if math.IsNaN(centre) || math.IsInf(centre, 0) {
		return Segments{}, ErrMissing
	}
	sum, square := make([]float64, n+1), make([]float64, n+1)
	for i, v := range y {
		v -= centre
		sum[i+1], square[i+1] = sum[i]+v, square[i]+v*v
	}
	cost := func(a, b int) float64 { // of y[a:b]
		s := sum[b] - sum[a]
		return max(0, square[b]-square[a]-s*s/float64(b-a))
	}
	best, from := make([]float64, n+1), make([]int, n+1)
	for t := range best {
		best[t] = math.Inf(1)
	}
	best[0] = -penalty
	starts := []int{0}
	until := make([]int, n+1) // the end from which on a start can no longer be best; 0: not known
	for t := atLeast; t <= n; t++ {
		if s := t - atLeast; s >= atLeast {
			starts = append(starts, s)
		}
		starts = slices.DeleteFunc(starts, func(s int) bool { return until[s] > 0 && t >= until[s] })
		for _, s := range starts {
			if c := best[s] + cost(s, t) + penalty; c < best[t] {
				best[t], from[t] = c, s
			}
		}
		for _, s := range starts {
			// A break at t beats one at s for every end that leaves room for a piece
			// after t.
			if until[s] == 0 && best[s]+cost(s, t) > best[t] {
				until[s] = t + atLeast
			}
		}
	}
	out := Segments{Whole: cost(0, n)}
	for t := n; t > 0; t = from[t] {
		out.RSS += cost(from[t], t)
		if from[t] > 0 {
			out.Breaks = append(out.Breaks, from[t])
		}
	}
	slices.Reverse(out.Breaks)
	return out, nil
}
