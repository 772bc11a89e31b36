package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/internal/measure"
	"entente/internal/query"
)

// A leanForm is what may be weighed otherwise.
type leanForm struct {
	Own     string // what is set otherwise than by default, in words
	Clear   string // the page without it
	Chosen  bool   // powers are chosen too
	Action  string
	Hidden  []link
	Weights []leanWeight
	Powers  string
	Between string
	Half    string
	Steps   []facetItem
	Scales  []facetItem
}

type leanWeight struct{ Name, Param, Value string }

// leanParams are the parameters of a page that change how a tilt is measured;
// the weight of a domain is w- and its name.
var leanParams = []string{"powers", "between", "half", "step", "scale", "w-military", "w-economic", "w-diplomatic", "w-other"}

// leanAsk is the question that the parameters put. own says in words what differs
// from the default.
func (r *request) leanAsk(id string) (ask query.LeanAsk, own string, err error) {
	ask = query.LeanAsk{State: id, Step: measure.Quarter, Draws: pageDraws, Seed: 1, Switches: r.question.Switches}
	var said []string
	ids := func(param string) (out []string, err error) {
		for w := range strings.SplitSeq(r.q.Get(param), ",") {
			if w = strings.TrimSpace(w); w == "" {
				continue
			}
			if !slices.ContainsFunc(r.site.Ledger.Powers(), func(p query.Power) bool { return strings.EqualFold(p.Name, w) }) {
				found := r.find(w)
				if found == "" {
					return nil, badValue("No state or body is called %q.", short(w, 80))
				}
				w = found
			}
			out = append(out, w)
		}
		if len(out) > 8 {
			return nil, badValue("%d are named in %s; at most 8.", len(out), param)
		}
		return out, nil
	}
	if ask.Powers, err = ids("powers"); err != nil {
		return ask, "", err
	}
	if ask.Powers != nil {
		said = append(said, "powers "+strings.Join(ask.Powers, ", "))
	}
	between, err := ids("between")
	if err != nil {
		return ask, "", err
	}
	switch len(between) {
	case 0:
	case 2:
		ask.Between = [2]string{between[0], between[1]}
	default:
		return ask, "", badValue("A tilt is between two: between=RUS,CHN.")
	}
	if w := r.q.Get("half"); w != "" {
		if ask.HalfLife, err = strconv.ParseFloat(w, 64); err != nil || !(ask.HalfLife > 0) || ask.HalfLife > 1200 {
			return ask, "", badValue("The half-life is a number of months above 0, not %q.", short(w, 40))
		}
		if ask.HalfLife != 6 {
			said = append(said, fmt.Sprintf("half-life %s months", strconv.FormatFloat(ask.HalfLife, 'g', 4, 64)))
		}
	}
	if w := r.q.Get("step"); w != "" {
		step, ok := measure.Steps[w]
		if !ok {
			return ask, "", badValue("The step is month, quarter or year, not %q.", short(w, 40))
		}
		ask.Step = step
	}
	if w := r.q.Get("scale"); w != "" {
		if !slices.Contains(query.Scales, w) {
			return ask, "", badValue("There is no scale %q: there are %s.", short(w, 40), strings.Join(query.Scales, ", "))
		}
		if ask.Scale = w; w != query.ScalePLOVER {
			said = append(said, "scale "+w)
		}
	}
	weights, words, err := r.leanWeights()
	if err != nil {
		return ask, "", err
	}
	if ask.Weights = weights; words != "" {
		said = append(said, words)
	}
	return ask, strings.Join(said, "; "), nil
}

// leanWeights are those of the domains; nil if none is set. What is not set beside
// others is 0.
func (r *request) leanWeights() ([]float64, string, error) {
	out := make([]float64, len(query.Domains))
	var words []string
	sum, set, even := 0.0, false, true
	for i, d := range query.Domains {
		w := strings.TrimSpace(r.q.Get("w-" + d))
		if w != "" {
			set = true
			v, err := strconv.ParseFloat(w, 64)
			if err != nil || !(v >= 0) || v > 1 {
				return nil, "", badValue("The weight of %s is a number from 0 to 1, not %q.", d, short(w, 40))
			}
			out[i] = v
		}
		sum += out[i]
		even = even && math.Abs(out[i]-1/float64(len(query.Domains))) < 1e-9
		words = append(words, d+" "+strconv.FormatFloat(out[i], 'g', 4, 64))
	}
	switch {
	case !set || even:
		return nil, "", nil
	case math.Abs(sum-1) > 1e-6:
		return nil, "", badValue("The weights of the domains sum to %s, not to 1: %s.", strconv.FormatFloat(sum, 'g', 6, 64), strings.Join(words, ", "))
	}
	return out, "weights of the domains " + strings.Join(words, ", "), nil
}

// leanForm shows what is set; own is what differs from the default.
func (r *request) leanForm(ask query.LeanAsk, own string) leanForm {
	f := leanForm{Own: own, Action: r.URL.Path, Powers: strings.Join(ask.Powers, ", "), Half: strconv.FormatFloat(cmp.Or(ask.HalfLife, 6), 'g', 4, 64)}
	if own != "" {
		more := make([]string, 0, 2*len(leanParams))
		for _, k := range leanParams {
			more = append(more, k, "")
		}
		f.Clear = r.self(more...)
	}
	if ask.Between != [2]string{} {
		f.Between = strings.Join(ask.Between[:], ", ")
	}
	for i, d := range query.Domains {
		w := 1 / float64(len(query.Domains))
		if ask.Weights != nil {
			w = ask.Weights[i]
		}
		f.Weights = append(f.Weights, leanWeight{d, "w-" + d, strconv.FormatFloat(w, 'g', 4, 64)})
	}
	for _, s := range []string{"month", "quarter", "year"} {
		f.Steps = append(f.Steps, facetItem{Words: s, On: measure.Steps[s] == ask.Step})
	}
	for _, s := range query.Scales {
		f.Scales = append(f.Scales, facetItem{Words: s, On: s == ask.Scale || ask.Scale == "" && s == query.ScalePLOVER})
	}
	for k, vs := range r.values() {
		if slices.Contains(leanParams, k) {
			continue
		}
		for _, v := range vs {
			f.Hidden = append(f.Hidden, link{k, v})
		}
	}
	slices.SortFunc(f.Hidden, func(x, y link) int { return compare(x.Words+"\x00"+x.Href, y.Words+"\x00"+y.Href) })
	return f
}
