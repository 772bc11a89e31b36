package code

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/internal/codebook"
	"entente/internal/event"
)

// A Ranker estimates how likely a match is an event, from what is seen of rule,
// tree and parties. It is a logistic model: its weights can be read and edited. It
// decides between rules that fit equally well, and its estimate is the confidence of
// an event.
type Ranker struct {
	weights []float64 // by number of feature
}

// Places of what a ranker sees of a match. Types of the codebook follow.
const (
	fBias = iota
	fNoun
	fAdjective
	fScore
	fConditions
	fSeveralWords
	fWeak
	fBoth
	fCarried
	fSource                         // of the source: there, inside, guessed, known, far
	fTarget       = fSource + fSide // likewise
	fRivals       = fTarget + fSide
	fLong         = fRivals + 1
	fOngoing      = fLong + 1
	fToCome       = fOngoing + 1
	fHypothetical = fToCome + 1
	fNegated      = fHypothetical + 1
	fHistorical   = fNegated + 1
)

// Places of what is seen of a side, behind the side's own.
const (
	fThere = iota
	fInside
	fGuessed
	fKnown
	fFar
	fSide
)

// features are their names, in order; types are "type ACCUSE", …
var features = []string{
	fBias: "bias", fNoun: "noun", fAdjective: "adjective", fScore: "score", fConditions: "conditions",
	fSeveralWords: "several words", fWeak: "weak rule", fBoth: "both sides act", fCarried: "carried by a verb",
	fSource + fThere: "source there", fSource + fInside: "source inside a phrase", fSource + fGuessed: "source guessed",
	fSource + fKnown: "source known", fSource + fFar: "source far",
	fTarget + fThere: "target there", fTarget + fInside: "target inside a phrase", fTarget + fGuessed: "target guessed",
	fTarget + fKnown: "target known", fTarget + fFar: "target far",
	fRivals: "rules of other types fit", fLong: "sentence long",
	fOngoing: "status ongoing", fToCome: "status to come", fHypothetical: "status hypothetical", fNegated: "status negated",
	fHistorical: "status historical",
}

// FeatureNames are the names of the numbers that [Trace] gives, for a codebook.
func FeatureNames(book *codebook.Codebook) []string {
	out := slices.Clone(features)
	for _, t := range book.Types {
		out = append(out, "type "+t.Code)
	}
	return out
}

// ReadRanker reads weights, one "feature<tab>weight" a line; # begins a note. Types
// that the codebook has and the file has not weigh nothing.
func ReadRanker(r io.Reader, book *codebook.Codebook) (*Ranker, error) {
	names := FeatureNames(book)
	out := &Ranker{make([]float64, len(names))}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "\t")
		w, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if !ok || err != nil || math.IsNaN(w) || math.IsInf(w, 0) {
			return nil, fmt.Errorf("weights, line %d: want a feature, a tab and a number", n)
		}
		if i := slices.Index(names, name); i >= 0 {
			out.weights[i] = w
		} else if !strings.HasPrefix(name, "type ") {
			return nil, fmt.Errorf("weights, line %d: unknown feature %q", n, name)
		}
	}
	return out, sc.Err()
}

// Probability is the estimate for the features of one match, 0 to 1.
func (r *Ranker) Probability(f []float64) float64 {
	var sum float64
	for i, w := range r.weights {
		sum += w * f[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// A Trace is what a ranker saw of an event's first telling.
type Trace struct {
	Event    string // id
	Features []float64
}

// see lists the features of a match.
func (c *Coder) see(m *match, status event.Status) []float64 {
	f := make([]float64, len(features)+len(c.book.Types))
	is := func(place int, b bool) {
		if b {
			f[place] = 1
		}
	}
	f[fBias] = 1
	is(fNoun, m.line.POS == codebook.Noun)
	is(fAdjective, m.line.POS == codebook.Adj)
	f[fScore] = max(0, min(m.score, 16)) / 8
	f[fConditions] = float64(min(len(m.line.Frames[m.frame].Conds), 6)) / 3
	is(fSeveralWords, len(m.words) > 1)
	is(fWeak, m.line.Rule.Weak)
	is(fBoth, m.both)
	is(fCarried, m.line.POS == codebook.Noun && m.verb >= 0)
	for _, side := range []struct {
		place int
		fs    []filler
	}{{fSource, m.source}, {fTarget, m.target}} {
		if len(side.fs) == 0 {
			continue
		}
		first := side.fs[0]
		f[side.place+fThere] = 1
		is(side.place+fInside, first.inner)
		is(side.place+fGuessed, first.guessed)
		is(side.place+fKnown, m.tree.foreign(first))
		far := first.token - m.trigger
		f[side.place+fFar] = math.Log1p(math.Abs(float64(far))) / 2
	}
	f[fRivals] = float64(min(m.rivals, 3))
	f[fLong] = min(float64(len(m.tree.toks)), 80) / 40
	switch status {
	case event.Ongoing:
		f[fOngoing] = 1
	case event.Announced, event.Planned, event.Future:
		f[fToCome] = 1
	case event.Hypothetical:
		f[fHypothetical] = 1
	case event.Negated:
		f[fNegated] = 1
	case event.Historical:
		f[fHistorical] = 1
	}
	for i, t := range c.book.Types {
		if t.Code == m.line.Rule.Type {
			f[len(features)+i] = 1
		}
	}
	return f
}

// confidence is the ranker's estimate for a match, to three places.
func (c *Coder) confidence(f []float64) float64 {
	if c.ranker == nil {
		return 0.5
	}
	return math.Round(1000*min(max(c.ranker.Probability(f), 0.01), 0.99)) / 1000
}

// clearly is by how much one match must be likelier than another that comes first in
// the codebook to win over it.
const clearly = 0.1

// likelier says whether of two matches that score alike a is clearly the likelier one.
func (c *Coder) likelier(a, b *match) bool {
	return c.ranker != nil && a.line.Rule.Type != b.line.Rule.Type &&
		c.ranker.Probability(c.see(a, event.Actual)) > c.ranker.Probability(c.see(b, event.Actual))+clearly
}
