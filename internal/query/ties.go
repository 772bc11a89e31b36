package query

import (
	"context"
	"slices"
)

// A couple is two who deal with each other, a before b.
type couple struct{ a, b string }

// tied are the couples that an act ties, each once but for those who are told twice
// on the side of the targets.
func tied(act *Act) (ties []couple) {
	for _, s := range act.Source {
		with, _ := act.Sides(s)
		for _, p := range with {
			t := couple{min(s, p), max(s, p)}
			if !slices.Contains(ties, t) {
				ties = append(ties, t)
			}
		}
	}
	if act.Mutual {
		for i, s := range act.Target {
			for _, p := range act.Target[i+1:] {
				ties = append(ties, couple{min(s, p), max(s, p)})
			}
		}
	}
	return ties
}

// A netting is the sums that a network is made of.
type netting struct {
	mass  map[couple][]float64 // by domain
	count map[couple]int
	takes map[string]int // acts in which one takes part
	n     N              // of coded acts: those of the side, whatever their mass
}

// netOf sums acts: those whose score on a scale has a sign.
func netOf(acts []Act, sign float64, scale int) *netting {
	s := &netting{mass: map[couple][]float64{}, count: map[couple]int{}, takes: map[string]int{}}
	for i := range acts {
		act := &acts[i]
		m := sign * act.Scores[scale] * act.Status * float64(act.times())
		if !(m > 0) {
			continue
		}
		ties := tied(act)
		for _, t := range ties {
			if s.mass[t] == nil {
				s.mass[t] = make([]float64, len(Domains))
			}
			for d, q := range act.Fields {
				s.mass[t][d] += m * q / float64(len(ties))
			}
			s.count[t] += act.times()
		}
		for _, id := range slices.Concat(act.Source, act.Target) {
			s.takes[id] += act.times()
		}
	}
	return s
}

// A deal is the sides of acts: which couples they tie, and who takes part.
type deal struct{ ties, takes []int32 }

// findDeals finds the deals of all acts of columns, and numbers couples and ids.
func (p *prepared) findDeals() {
	type sides struct {
		source, target int32
		mutual         bool
	}
	numbers, couples := map[sides]int32{}, map[couple]int32{}
	for r := range p.ranked {
		x := &p.ranked[r]
		k := sides{x.source, x.target, p.ix.flat.mutual.has(x.at)}
		n, ok := numbers[k]
		if !ok {
			n = int32(len(numbers))
			numbers[k] = n
			act := Act{Source: p.sides[k.source], Target: p.sides[k.target], Mutual: k.mutual}
			var d deal
			for _, t := range tied(&act) {
				c := numberOf(couples, t)
				if int(c) == len(p.couples) {
					p.couples = append(p.couples, t)
				}
				d.ties = append(d.ties, c)
			}
			for _, id := range slices.Concat(act.Source, act.Target) {
				d.takes = append(d.takes, p.ids[id])
			}
			p.deals = append(p.deals, d)
		}
		x.deal = n
	}
}

// net is netOf of the acts of a selection, summed over columns.
func (l *Ledger) net(sel *Selection, sign float64, scale int) *netting {
	p := l.prepare(sel.Index)
	mass, count, takes := make([]float64, len(p.couples)*len(Domains)), make([]int, len(p.couples)), make([]int, len(p.ids))
	in := sel.in.clone()
	in.meet(p.good)
	for r := range p.ranked {
		x := &p.ranked[r]
		if !in.has(x.at) {
			continue
		}
		if x.status <= 0 || float64(x.sign) != sign {
			in.drop(x.at)
		}
		m := sign * p.numbers[x.scores][scale] * x.status
		if !(m > 0) {
			continue
		}
		d, fields := &p.deals[x.deal], p.numbers[x.fields]
		for _, t := range d.ties {
			row := mass[int(t)*len(Domains):][:len(Domains)]
			for k, q := range fields {
				row[k] += m * q / float64(len(d.ties))
			}
			count[t]++
		}
		for _, id := range d.takes {
			takes[id]++
		}
	}
	s := &netting{mass: map[couple][]float64{}, count: map[couple]int{}, takes: map[string]int{}, n: sel.nOf(in.all())}
	for c, n := range count {
		if n > 0 {
			s.mass[p.couples[c]], s.count[p.couples[c]] = mass[c*len(Domains):][:len(Domains):len(Domains)], n
		}
	}
	for id, n := range p.ids {
		if takes[n] > 0 {
			s.takes[id] = takes[n]
		}
	}
	return s
}

// netted are the acts of the switches as a network sums them; of coded events the acts
// come without their list.
func (l *Ledger) netted(ctx context.Context, s Switches, sign float64, scale int) (*Acts, *netting, error) {
	data, err := l.dataOf(ctx)
	if err != nil {
		return nil, nil, err
	}
	if data != DataCoded {
		acts, err := l.someActs(ctx, s, concern{Whole: true})
		if err != nil {
			return nil, nil, err
		}
		return acts, netOf(acts.List, sign, scale), nil
	}
	acts, err := l.account(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	sel, err := l.Choose(ctx, Question{Switches: s})
	if err != nil {
		return nil, nil, err
	}
	return acts, l.net(sel, sign, scale), nil
}
