package measure

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// An IdealVote is a vote as the ideal points see it.
type IdealVote struct {
	State  int32 // from 0
	Period int32 // session, from 0, in order of time
	Item   int32 // the text voted on, from 0; votes on the same text in several periods share it
	Choice uint8 // 0 yes, 1 abstain, 2 no
}

// IdealOptions are the settings of the sampler. The zero value is the settings of
// the published estimates, with fewer and more effective sweeps.
type IdealOptions struct {
	Seed   uint64
	Sweeps int // in all; 0 is 2400
	Burn   int // sweeps at the start that are not kept; 0 is a third of Sweeps
	Thin   int // every how many sweeps a draw is kept for the quantiles; 0 is 4
	// Smooth is how far a state is thought to move from one period to the next: the
	// variance is Smooth times the share of its votes in the two periods that were
	// cast in the later one. 0 is 0.5.
	Smooth float64
	// Reach is how far from 0 the strength of a yes or a no can be: y is held within
	// it. It has to be above 7. 0 is 9.
	Reach float64
	// Start is where states start, by State; 0 where it says nothing. It decides
	// which end of the scale is positive.
	Start []float64
	// Progress is told how many sweeps are done; may be nil.
	Progress func(done, of int)
}

// Defaults of IdealOptions.
const (
	IdealSweeps = 2400
	IdealSmooth = 0.5
	IdealReach  = 9
)

func (o IdealOptions) filled() IdealOptions {
	if o.Sweeps == 0 {
		o.Sweeps = IdealSweeps
	}
	if o.Burn == 0 {
		o.Burn = o.Sweeps / 3
	}
	if o.Thin == 0 {
		o.Thin = 4
	}
	if o.Smooth == 0 {
		o.Smooth = IdealSmooth
	}
	if o.Reach == 0 {
		o.Reach = IdealReach
	}
	return o
}

// String says what the options are, with the defaults filled in.
func (o IdealOptions) String() string {
	o = o.filled()
	return fmt.Sprintf("%d sweeps of which %d burnt, seed %d, smooth %g, reach %g", o.Sweeps, o.Burn, o.Seed, o.Smooth, o.Reach)
}

// An IdealPoint is where a state stood in a period. The scale has mean 0 and
// standard deviation 1 over all states and periods.
type IdealPoint struct {
	State, Period int32
	Votes         int // cast in the period
	Mean          float64
	Low, Median   float64 // 5 % and 50 % of the posterior
	High          float64 // 95 %
}

// Errors of IdealPoints.
var (
	ErrNoVotes   = errors.New("no votes")
	ErrNoDissent = errors.New("all votes are alike")
)

// IdealPoints estimates where states stand on the line along which their votes
// differ most, period by period, by Gibbs sampling of an ordinal probit model. A
// vote of state i in period t on item v rests on
//
//	y = beta_v theta_it + e, e ~ N(0, 1), held within [-Reach, Reach]
//
// and is yes if y <= gamma1_v, abstain up to gamma2_v, else no. A state moves as
// theta_it ~ N(theta_i,t-1, Smooth n_it / (n_it + n_i,t-1)), where n is the number
// of its votes, beta_v ~ N(0, 1), and the gammas are flat on [-7, 7]. Theta is held
// within [-5, 5] and standardised at each sweep. Reach keeps the few that stand
// far out from being pushed further by votes that all were sure of; what it does
// is measured in docs/decisions/0008-ideal-points.md.
//
// The intervals are too narrow, as those of the published estimates must be: on
// votes made by the model 90 % intervals hold the truth 7 times in 10.
//
// The gammas are drawn by Metropolis-Hastings with y integrated out, with steps
// that are tuned during the burn. Points come in order of state and period.
// Nothing but the seed is random, and one core does all: the same votes and
// options give the same points on the same kind of processor.
//
// Source: Bailey, Strezhnev and Voeten, Journal of Conflict Resolution 61 (2017)
// 430; Cowles, Statistics and Computing 6 (1996) 101, for the gammas.
func IdealPoints(votes []IdealVote, o IdealOptions) ([]IdealPoint, error) {
	if len(votes) == 0 {
		return nil, ErrNoVotes
	}
	o = o.filled()
	if o.Sweeps < 0 || o.Burn < 0 || o.Burn >= o.Sweeps || o.Thin < 0 || !(o.Smooth > 0) || !(o.Reach > idealMostGamma) {
		return nil, fmt.Errorf("%d sweeps, %d of them to burn, every %d kept, smooth %g, reach %g: cannot be", o.Sweeps, o.Burn, o.Thin, o.Smooth, o.Reach)
	}
	s, err := newIdealSampler(votes, o)
	if err != nil {
		return nil, err
	}
	for sweep := range o.Sweeps {
		s.items(sweep < o.Burn)
		s.states()
		s.standardise()
		if sweep >= o.Burn {
			s.keep((sweep-o.Burn)%o.Thin == 0)
		}
		if o.Progress != nil {
			o.Progress(sweep+1, o.Sweeps)
		}
	}
	return s.points(), nil
}

// idealSampler is the state of the chain. A unit is a state in a period; units
// stand in order of state and period.
type idealSampler struct {
	o IdealOptions
	r idealRandom

	units []idealUnit
	theta []float64
	a, b  []float64 // by unit: sums of beta*y and of beta^2

	begin        []int32 // by item: its first vote; one more at the end
	unit         []int32 // by vote, in order of item
	choice       []uint8
	y, eta       []float64 // by vote of the item at hand
	beta         []float64 // by item
	gamma1       []float64
	gamma2       []float64
	step         []float64 // by item, of gamma
	accepted     []int
	sweeps, kept int
	sum          []float64
	draws        [][]float32
}

type idealUnit struct {
	state, period int32
	votes         int
	prev, next    int32 // units of the same state, -1 if there is none
}

func newIdealSampler(votes []IdealVote, o IdealOptions) (*idealSampler, error) {
	votes = slices.Clone(votes)
	slices.SortFunc(votes, func(a, b IdealVote) int {
		if a.State != b.State {
			return int(a.State) - int(b.State)
		}
		if a.Period != b.Period {
			return int(a.Period) - int(b.Period)
		}
		return int(a.Item) - int(b.Item)
	})
	s := &idealSampler{o: o, r: newIdealRandom(o.Seed)}
	count := map[int32]int{}
	alike := true
	units := make([]int32, len(votes))
	for i, v := range votes {
		if v.State < 0 || v.Period < 0 || v.Item < 0 || v.Choice > 2 {
			return nil, fmt.Errorf("vote %+v cannot be", v)
		}
		alike = alike && v.Choice == votes[0].Choice
		n := len(s.units)
		if n == 0 || s.units[n-1].state != v.State || s.units[n-1].period != v.Period {
			u := idealUnit{state: v.State, period: v.Period, prev: -1, next: -1}
			if n > 0 && s.units[n-1].state == v.State {
				u.prev = int32(n - 1)
				s.units[n-1].next = int32(n)
			}
			s.units = append(s.units, u)
			n++
		}
		s.units[n-1].votes++
		units[i] = int32(n - 1)
		count[v.Item]++
	}
	if alike {
		return nil, ErrNoDissent
	}
	s.order(votes, units, count)
	n := len(s.units)
	s.theta, s.a, s.b, s.sum = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	s.draws = make([][]float32, n)
	for i, u := range s.units {
		if int(u.state) < len(o.Start) {
			s.theta[i] = o.Start[u.state]
		}
	}
	return s, nil
}

// order puts the votes in order of item.
func (s *idealSampler) order(votes []IdealVote, units []int32, count map[int32]int) {
	ids := make([]int32, 0, len(count))
	for id := range count {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	at := make(map[int32]int32, len(ids))
	most, sum := 0, int32(0)
	for _, id := range ids {
		at[id] = sum
		s.begin = append(s.begin, sum)
		sum += int32(count[id])
		most = max(most, count[id])
	}
	s.begin = append(s.begin, sum)
	s.unit, s.choice = make([]int32, sum), make([]uint8, sum)
	for i, v := range votes {
		p := at[v.Item]
		at[v.Item]++
		s.unit[p], s.choice[p] = units[i], v.Choice
	}
	k := len(ids)
	s.y, s.eta = make([]float64, most), make([]float64, most)
	s.beta, s.gamma1, s.gamma2, s.step, s.accepted = make([]float64, k), make([]float64, k), make([]float64, k), make([]float64, k), make([]int, k)
	for j := range k {
		s.gamma1[j], s.gamma2[j], s.step[j] = 0.5, 1, 0.1
		// Start at the margins of the roll call.
		var n [3]float64
		for _, c := range s.choice[s.begin[j]:s.begin[j+1]] {
			n[c]++
		}
		all := n[0] + n[1] + n[2] + 1.5
		s.gamma1[j] = idealQuantile((n[0] + .5) / all)
		s.gamma2[j] = idealQuantile((n[0] + n[1] + 1) / all)
	}
}

func idealQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// Bounds of the parameters.
const (
	idealMostGamma = 7
	idealMostTheta = 5
)

// points are the summaries of the kept draws.
func (s *idealSampler) points() []IdealPoint {
	out := make([]IdealPoint, len(s.units))
	var d []float64
	for i, u := range s.units {
		d = d[:0]
		for _, x := range s.draws[i] {
			d = append(d, float64(x))
		}
		slices.Sort(d)
		out[i] = IdealPoint{State: u.state, Period: u.period, Votes: u.votes, Mean: s.sum[i] / float64(s.kept),
			Low: sortedQuantile(d, .05), Median: sortedQuantile(d, .5), High: sortedQuantile(d, .95)}
	}
	return out
}
