package measure

import (
	"math"
	"slices"
)

// A Forecaster draws possible counts of the next quarter from the monthly counts
// before it, by a seed. The last of history is the month just past.
type Forecaster struct {
	Name string
	Is   string // what it does, in words
	Draw func(history []int, n int, seed uint64) []float64
}

// Forecasters are our model and the baselines it must beat, in the order they are
// shown.
//
// Source of the baselines: the prediction challenge of VIEWS (Hegre et al. 2024):
// last value, conflictology and its long-run kin, all nought.
var Forecasters = []Forecaster{
	{"discounted", "Gamma-Poisson with older months counting less, by a factor fitted to the past", drawDiscounted},
	{"last", "Poisson with the mean of the last quarter", func(h []int, n int, seed uint64) []float64 {
		return poissons(float64(lastSum(h, 3)), n, seed)
	}},
	{"conflictology", "sums of three months drawn from the last twelve", func(h []int, n int, seed uint64) []float64 { return resampled(h, 12, n, seed) }},
	{"long run", "sums of three months drawn from the last 240", func(h []int, n int, seed uint64) []float64 { return resampled(h, 240, n, seed) }},
	{"nought", "no act at all", func(_ []int, n int, _ uint64) []float64 { return make([]float64, n) }},
}

func lastSum(h []int, n int) (s int) {
	for _, v := range h[max(0, len(h)-n):] {
		s += v
	}
	return s
}

func poissons(mean float64, n int, seed uint64) []float64 {
	out := make([]float64, n)
	st := stream(seed).named("poisson")
	for i := range out {
		out[i] = float64(st.poisson(uint64(i), mean))
	}
	return out
}

func resampled(h []int, months, n int, seed uint64) []float64 {
	h = h[max(0, len(h)-months):]
	out := make([]float64, n)
	st := stream(seed).named("resample")
	for i := range out {
		for j := range 3 {
			out[i] += float64(h[int(st.with(uint64(i)).uniform(uint64(j))*float64(len(h)))])
		}
	}
	return out
}

// drawDiscounted: with a and b discounted each month by δ and the month's count
// and 1 added, the rate is Gamma(a, b) and a quarter is Poisson with three times
// it. δ is the one of a grid under which the counts seen were likeliest, each month
// foretold from those before.
//
// Source: Smith, Journal of the Royal Statistical Society B 41 (1979) 375;
// Harvey and Fernandes, JBES 7 (1989) 407.
func drawDiscounted(h []int, n int, seed uint64) []float64 {
	best, delta := math.Inf(-1), 1.0
	for d := 0.50; d < 1.001; d += 0.05 {
		a, b, like := 0.5, 0.5, 0.0
		for t, y := range h {
			if t >= 3 {
				like += negBinomial(y, a, b)
			}
			a, b = d*a+float64(y), d*b+1
		}
		if like > best {
			best, delta = like, d
		}
	}
	a, b := 0.5, 0.5
	for _, y := range h {
		a, b = delta*a+float64(y), delta*b+1
	}
	a, b = delta*a, delta*b
	out := make([]float64, n)
	rate, count := stream(seed).named("rate"), stream(seed).named("count")
	for i := range out {
		out[i] = float64(count.poisson(uint64(i), 3*rate.gamma(uint64(i), a)/b))
	}
	return out
}

// negBinomial is the log probability of a count whose rate is Gamma(a, b).
func negBinomial(y int, a, b float64) float64 {
	k := float64(y)
	return logGamma(a+k) - logGamma(a) - logGamma(k+1) + a*math.Log(b/(b+1)) - k*math.Log(b+1)
}

// A Forecast is what a forecaster says of the next quarter and how well it has
// done before.
type Forecast struct {
	Forecaster
	Mean, Median, Low, High float64 // of the next quarter; 90 % interval
	// Of past quarters, each foretold from the months before it alone:
	Tried    int
	CRPS     float64 // mean
	Interval float64 // mean interval score at 90 %
	Held     float64 // share of quarters within the interval
}

// LeastMonths is how many months a forecast needs: two years, and a year of
// quarters to try it on.
const LeastMonths = 36

// Foretell gives the forecasts of the next quarter of all [Forecasters]. history
// is the number of acts a month, without gaps; ErrTooFew under [LeastMonths]. Past
// quarters are tried from the third year on, in steps of three months.
func Foretell(history []int, draws int, seed uint64) ([]Forecast, error) {
	if len(history) < LeastMonths || draws < 1 {
		return nil, ErrTooFew
	}
	const alpha = 1 - Interval
	var out []Forecast
	for _, f := range Forecasters {
		r := Forecast{Forecaster: f}
		for end := 24 + (len(history)-24)%3; end+3 <= len(history); end += 3 {
			xs := f.Draw(history[:end], draws, uint64(stream(seed).with(uint64(end))))
			y := float64(lastSum(history[end:end+3], 3))
			r.CRPS += CRPS(xs, y)
			slices.Sort(xs)
			low, high := sortedQuantile(xs, alpha/2), sortedQuantile(xs, 1-alpha/2)
			r.Interval += IntervalScore(low, high, y, alpha)
			if low <= y && y <= high {
				r.Held++
			}
			r.Tried++
		}
		n := float64(r.Tried)
		r.CRPS, r.Interval, r.Held = r.CRPS/n, r.Interval/n, r.Held/n
		xs := f.Draw(history, draws, uint64(stream(seed).with(uint64(len(history)))))
		r.Mean = mean(xs)
		slices.Sort(xs)
		r.Median, r.Low, r.High = sortedQuantile(xs, .5), sortedQuantile(xs, alpha/2), sortedQuantile(xs, 1-alpha/2)
		out = append(out, r)
	}
	return out, nil
}
