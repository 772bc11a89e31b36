package measure

import "sync"

// Dice are random numbers that many states draw alike: the weights of weeks and of
// sources, which hang on the seed and on their names alone. Those drawn once are
// kept, up to a bound. Safe for concurrent use; a nil one keeps nothing.
type Dice struct {
	mu    sync.Mutex
	size  int // numbers kept
	lists map[rolled][]float64
}

// A rolled list is known by its stream and by what is drawn from it.
type rolled struct {
	of   stream
	what byte
}

// mostDice is how many numbers are kept: 300 draws of 50 years of weeks and as many
// of noise take 1.5 million.
const mostDice = 2 << 20

// exponentials are the first n numbers of a stream, of mean 1. They are shared.
func (d *Dice) exponentials(s stream, n int) []float64 {
	return d.list(rolled{s, 'e'}, n, func(out []float64) {
		for j := range out {
			out[j] = s.exponential(uint64(j))
		}
	})
}

// list returns n numbers made before, or makes them.
func (d *Dice) list(key rolled, n int, roll func([]float64)) []float64 {
	if d != nil {
		d.mu.Lock()
		out := d.lists[key]
		d.mu.Unlock()
		if len(out) >= n {
			return out[:n:n]
		}
	}
	out := make([]float64, n)
	roll(out)
	if d != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.lists == nil || d.size+n > mostDice {
			d.lists, d.size = map[rolled][]float64{}, 0
		}
		d.size += n - len(d.lists[key])
		d.lists[key] = out
	}
	return out
}
