package measure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente/internal/edtf"
)

// TiltVersion is the version of the formula of [Tilt]. It goes with every number.
const TiltVersion = "tilt 1.1"

// A Cluster is one act of the state towards, or together with, others, told by
// one source or by many: it counts once.
type Cluster struct {
	ID     string
	Day    edtf.Day
	Parts  []Part    // whom it is with; each power once
	Fields []float64 // how much of it belongs to each domain; sums to 1
	// Status is the weight of how far it is an act: 1 done, ½ promised, 0 denied.
	Status float64
	// Scores are how cooperative (above 0) or hostile (below 0) it is on each
	// scale of the setup.
	Scores []float64
	// Sources are those who tell of it independently of each other.
	Sources []string
}

// A Part is the share of a cluster that is with one power. Shares of an act with
// n others are 1/n each, so that a summit weighs as much as a visit.
type Part struct {
	Power int // index into the powers of the setup
	Share float64
}

// A Setup says what is asked and with which weights; all of it is shown with the
// answer.
type Setup struct {
	Powers  []string // each once
	Domains []string
	Scales  []string // the first gives the values, all give the interval
	// Weights are those of the domains in the combined tilt; nil: equal. They sum
	// to 1.
	Weights []float64
	// Pairs are the powers whose shares are set against each other, by index.
	Pairs [][2]int

	HalfLife float64 // days after which an act counts half
	// Points are at the last day of each period; acts before the first count too.
	Points []Period

	// Draws is how many times each bootstrap draws, Seed where it starts.
	Draws int
	Seed  uint64
	// Prior is how many clusters the shares of the region count for; 0: none.
	Prior float64
	// Region are the clusters of the other states of the region: what is expected
	// of a state of which little is known.
	Region []Cluster

	// RegionMass are the [Masses] of the region, if they are known already; Region is
	// not looked at then.
	RegionMass []Mass

	// Known is what [Know] knows of the clusters; nil: look.
	Known *Known

	// Asked are the numbers wanted of each point, by its place; nil: all. Those not
	// asked for may be NaN, and cost nothing. Evidence and masses are there all the
	// same, but not of points of which Bare is asked alone: they have a period only.
	Asked []Numbers
	// Dice keeps what is drawn at random for others who draw the same; nil: draw.
	Dice *Dice

	even bool // every cooperative act scores 1, every other 0; there is one scale

	// Enough is the least effective number of clusters for a number, OneSource the
	// most that one source may give.
	Enough    float64
	OneSource float64
	// Feeds are names of sources that stand for many whom nobody names, such as a data
	// set: OneSource does not hold for them.
	Feeds []string
}

// The defaults of a setup.
const (
	DefaultHalfLife  = 182.62 // six months
	DefaultDraws     = 1000
	DefaultPrior     = 2
	DefaultEnough    = 15
	DefaultOneSource = 0.6
	// Interval is the probability of the intervals.
	Interval = 0.9
	// seen is for how many half-lives a cluster counts among the N of a number.
	seen = 4
)

// Numbers say which estimates of a point are asked for.
type Numbers uint

// The numbers of a point. Of all are those of all domains together.
const (
	ShareOfAll Numbers = 1 << iota
	ShareByDomain
	PartnersOfAll // N_eff and spread
	PartnersByDomain
	LeanOfAll
	LeanByDomain
	LeanCombined
	LeanDiscord
	Bare
)

// asked says whether a number is among those of a point.
func (s *Setup) asked(t int, n Numbers) bool { return s.Asked == nil || s.Asked[t]&n != 0 }

// An Estimate is a number with its interval. If there is not enough evidence all
// are NaN.
type Estimate struct {
	Value, Low, High float64
	SD               float64
	Above            float64 // probability that it is above 0 (by more than rounding)
}

var none = Estimate{math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()}

// Known says whether there is a number.
func (e Estimate) Known() bool { return !math.IsNaN(e.Value) }

// Evidence is what a number rests on.
type Evidence struct {
	Clusters  int     // cooperative acts younger than four half-lives
	Effective float64 // how many of equal weight would say as much
	Sources   int     // independent sources that tell of them
	TopSource string
	TopShare  float64 // of the cooperative mass that the top source gives; NaN if none
	// Missing says in words what is missing; "" if there is enough.
	Missing string
}

// A Field is one domain, or all together, at one point.
type Field struct {
	Evidence
	// Plus and Minus are the cooperative and the hostile mass with each power, and
	// Bandwidth is log(1 + Plus + Minus). They are given however little evidence
	// there is; a mass without any act is NaN.
	Plus, Minus, Bandwidth []float64
	Share                  []Estimate // of each power in the cooperative mass
	Partners               Estimate   // N_eff: exp(entropy of the shares)
	Spread                 Estimate   // 1 - HHI: 1 - Σ share²
}

// A Lean is how much more of the cooperation goes to one power than to another,
// -1 to 1.
type Lean struct {
	Domain   []Estimate
	All      Estimate // of all acts together
	Combined Estimate // mean over domains, by the weights
	// Discord is the standard deviation of the tilt over the domains, by the
	// weights; it needs two.
	Discord Estimate
}

// A TiltPoint is the answer for one point in time.
type TiltPoint struct {
	Period Period
	Domain []Field
	All    Field
	Lean   []Lean // one a pair
	// Combined are the domains with enough evidence: only they are in the combined
	// tilt, with their weights scaled up to 1. Others are left out, not 0.
	Combined []int
}

// Tilt says to whom a state leans over time, and how spread its dealings are.
//
//	M+ = Σ status · domain · part · max(score, 0) · 2^(-age/half-life)
//	share of power k:  s_k = M+_k / Σ M+
//	tilt from l to k:  T = s_k - s_l, by domain, of all, and combined by weights
//	partners:          N_eff = exp(-Σ s ln s);  spread: 1 - Σ s²
//
// Shares are drawn towards those of the region as if it gave a few clusters more
// (Dirichlet). Intervals come from the Bayesian bootstrap over blocks of about a
// week (1st-7th, 8th-14th, 15th-21st, 22nd to the end of the month); the prior's
// clusters are drawn too, so that draws are of the Dirichlet distribution. They
// are widened by what a bootstrap over sources finds beyond the scatter of what
// one source tells of one week, V = V_weeks + V_sources - V_both, where that is more than chance
// (one standard error, √(2/sources)) would make of it, and each is moved to one
// of the scales in turn, by what the number is on that scale less what it is on
// the first. Draws of N_eff, spread and discord are moved by twice the bias that
// uneven draws have. Shares of 0 and 1, which no draw moves, have the exact binomial
// limit of as many cases as there are effective clusters.
//
// Fewer than Enough effective clusters, or a source with more than OneSource, and
// there is no number but words that say what is missing. The error tells all that
// is wrong with the setup.
//
// Source: our own, see docs/measures.md; Rubin, Annals of Statistics 9 (1981) 130
// (Bayesian bootstrap); Cameron, Gelbach and Miller, JBES 29 (2011) 238 (two-way
// variance); Hill, Ecology 54 (1973) 427 (N_eff).
func Tilt(s Setup, acts []Cluster) ([]TiltPoint, error) {
	if err := s.check(acts); err != nil {
		return nil, err
	}
	if len(s.Points) == 0 {
		return nil, nil
	}
	b := s.bin(acts)
	defer b.release()
	return b.run(), nil
}

// check tells all that is wrong with the setup and the clusters.
func (s *Setup) check(acts []Cluster) error {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if len(s.Powers) < 2 {
		fault("a tilt needs two powers at least")
	}
	if len(s.Domains) == 0 || len(s.Scales) == 0 {
		fault("a tilt needs a domain and a scale")
	}
	for i, p := range s.Powers {
		if slices.Index(s.Powers, p) != i {
			fault("the power %s is there twice", p)
		}
	}
	if s.Weights != nil {
		if len(s.Weights) != len(s.Domains) {
			fault("%d weights for %d domains", len(s.Weights), len(s.Domains))
		}
		sum := 0.0
		for _, w := range s.Weights {
			if !(w >= 0) {
				fault("a weight is below 0 or no number")
			}
			sum += w
		}
		if math.Abs(sum-1) > 1e-6 {
			fault("the weights of the domains sum to %.4g, not to 1", sum)
		}
	}
	for _, p := range s.Pairs {
		if p[0] == p[1] || min(p[0], p[1]) < 0 || max(p[0], p[1]) >= len(s.Powers) {
			fault("a pair is two different powers")
		}
	}
	if !(s.HalfLife > 0) {
		fault("the half-life is more than 0 days")
	}
	if s.Draws < 100 {
		fault("an interval needs 100 draws at least, not %d", s.Draws)
	}
	if !(s.Prior >= 0) || !(s.Enough >= 0) || !(s.OneSource > 0) {
		fault("prior, least number of clusters and largest share of a source are not below 0")
	}
	for i := 1; i < len(s.Points); i++ {
		if s.Points[i].Last <= s.Points[i-1].Last {
			fault("the points are not in order of time")
			break
		}
	}
	if s.Asked != nil && len(s.Asked) != len(s.Points) {
		fault("numbers are asked of %d points, and there are %d", len(s.Asked), len(s.Points))
	}
	for _, of := range [][]Cluster{acts, s.Region} {
		i := 0
		for i < len(of) && s.fits(&of[i]) {
			i++
		}
		if i < len(of) {
			fault("cluster %s does not fit the setup", of[i].ID)
			break
		}
	}
	for _, m := range s.RegionMass {
		if m.Cell < 0 || int(m.Cell) >= len(s.Domains)*len(s.Powers) || !(m.Mass > 0) || math.IsInf(m.Mass, 0) {
			fault("a mass of the region does not fit the setup")
			break
		}
	}
	if faults != nil {
		return fmt.Errorf("%s", strings.Join(faults, "; "))
	}
	return nil
}

// fits says whether a cluster is one of the setup.
func (s *Setup) fits(c *Cluster) bool {
	if len(c.Fields) != len(s.Domains) || len(c.Scores) != len(s.Scales) || !(c.Status >= 0) {
		return false
	}
	for _, of := range [2][]float64{c.Fields, c.Scores} {
		for _, v := range of {
			if v-v != 0 { // NaN and the infinite
				return false
			}
		}
	}
	for _, p := range c.Parts {
		if p.Power < 0 || p.Power >= len(s.Powers) || !(p.Share >= 0) {
			return false
		}
	}
	return true
}

// weights are those of the domains, spread over the ones given.
func (s *Setup) weights(of []int) []float64 {
	out := make([]float64, len(s.Domains))
	sum := 0.0
	for _, d := range of {
		out[d] = 1
		if s.Weights != nil {
			out[d] = s.Weights[d]
		}
		sum += out[d]
	}
	if sum == 0 {
		return nil
	}
	for d := range out {
		out[d] /= sum
	}
	return out
}

// missing says what evidence lacks, "" if nothing.
func (s *Setup) missing(e Evidence) string {
	var why []string
	switch {
	case e.Clusters == 0 && e.Effective == 0:
		return fmt.Sprintf("no evidence: no cooperative act is known of the %.0f days before", seen*s.HalfLife)
	case e.Effective < s.Enough && e.Clusters >= int(math.Ceil(s.Enough)):
		why = append(why, fmt.Sprintf("%d clusters, but old or of unequal weight: they count as %.1f, and %g are needed", e.Clusters, e.Effective, s.Enough))
	case e.Effective < s.Enough:
		why = append(why, fmt.Sprintf("%d clusters count as %.1f, and %g are needed", e.Clusters, e.Effective, s.Enough))
	}
	if e.TopShare > s.OneSource && !slices.Contains(s.Feeds, e.TopSource) {
		name := e.TopSource
		if name == "" {
			name = "documents of no stated publisher"
		}
		why = append(why, fmt.Sprintf("one source (%s) gives %.0f %%, and at most %.0f %% may be one's: other sources are missing", name, 100*e.TopShare, 100*s.OneSource))
	}
	if why == nil {
		return ""
	}
	return "not enough evidence: " + strings.Join(why, "; ")
}
