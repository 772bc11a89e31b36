package measure

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/internal/edtf"
)

// sameBits says whether estimates have the same bits, NaN or not.
func sameBits(a, b Estimate) bool {
	for _, p := range [][2]float64{{a.Value, b.Value}, {a.Low, b.Low}, {a.High, b.High}, {a.SD, b.SD}, {a.Above, b.Above}} {
		if math.Float64bits(p[0]) != math.Float64bits(p[1]) {
			return false
		}
	}
	return true
}

// TestAsked: numbers that are asked for are the same bits whatever else is, and
// whether dice are kept or not.
func TestAsked(t *testing.T) {
	dice := &Dice{}
	rapid.Check(t, func(t *rapid.T) {
		s := anySetup()
		s.Weights = []float64{.7, .3}
		acts := anyActs(t, 4, 2)
		s.Region = anyActs(t, 4, 2)
		full := mustTiltRapid(t, s, acts)
		part := s
		part.Dice, part.RegionMass, part.Region = dice, Masses(len(s.Powers), s.Region), nil
		for range s.Points {
			part.Asked = append(part.Asked, Numbers(rapid.IntRange(0, 511).Draw(t, "numbers")))
		}
		if rapid.Bool().Draw(t, "known") {
			part.Known = Know(acts)
		}
		for i, x := range mustTiltRapid(t, part, acts) {
			y, of := full[i], part.Asked[i]
			if of == Bare {
				if x.Period != y.Period || x.Domain != nil {
					t.Fatalf("point %d is not bare: %+v", i, x)
				}
				continue
			}
			fields := append(slices.Clone(x.Domain), x.All)
			for f, want := range append(slices.Clone(y.Domain), y.All) {
				share, partners, lean := ShareOfAll, PartnersOfAll, LeanOfAll
				a, b := x.Lean[0].All, y.Lean[0].All
				if f < len(x.Domain) {
					share, partners, lean = ShareByDomain, PartnersByDomain, LeanByDomain
					a, b = x.Lean[0].Domain[f], y.Lean[0].Domain[f]
				}
				got := fields[f]
				for k := range want.Share {
					if of&share != 0 && !sameBits(got.Share[k], want.Share[k]) {
						t.Fatalf("point %d, field %d: share %d is %+v, of all asked %+v", i, f, k, got.Share[k], want.Share[k])
					}
				}
				if of&partners != 0 && (!sameBits(got.Partners, want.Partners) || !sameBits(got.Spread, want.Spread)) {
					t.Fatalf("point %d, field %d: partners %+v, of all asked %+v", i, f, got.Partners, want.Partners)
				}
				if of&lean != 0 && !sameBits(a, b) {
					t.Fatalf("point %d, field %d: lean %+v, of all asked %+v", i, f, a, b)
				}
				if got.Missing != want.Missing || got.Clusters != want.Clusters || math.Float64bits(got.Plus[0]) != math.Float64bits(want.Plus[0]) {
					t.Fatalf("point %d, field %d: evidence %+v, of all asked %+v", i, f, got, want)
				}
			}
			if of&LeanCombined != 0 && !sameBits(x.Lean[0].Combined, y.Lean[0].Combined) || of&LeanDiscord != 0 && !sameBits(x.Lean[0].Discord, y.Lean[0].Discord) {
				t.Fatalf("point %d: %+v, of all asked %+v", i, x.Lean[0], y.Lean[0])
			}
		}
	})
}

func mustTiltRapid(t *rapid.T, s Setup, acts []Cluster) []TiltPoint {
	out, err := Tilt(s, acts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBin holds what is summed as it comes to what maps of the same make.
func TestBin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySetup()
		acts := anyActs(t, 4, 2)
		got := s.bin(acts)
		type at struct {
			point int
			key   uint64
			z     int // scale; -1 is what is hostile, on the first
			cell  int
		}
		mass, given, square := map[at]float64{}, map[[4]int]float64{}, map[[3]int]float64{}
		order := slices.Clone(acts)
		slices.SortStableFunc(order, func(a, b Cluster) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
		for _, c := range order {
			point := slices.IndexFunc(s.Points, func(p Period) bool { return c.Day <= p.Last })
			if point < 0 {
				continue
			}
			fade := s.fade(int(s.Points[point].Last - c.Day))
			var cells []int
			own := map[int]float64{}
			for z := range s.Scales {
				got.masses(&c, z, fade, func(cell int, m float64) {
					switch {
					case m > 0:
						mass[at{point, blockKey(&c), z, cell}] += m
					case z == 0:
						mass[at{point, blockKey(&c), -1, cell}] -= m
					}
					if z == 0 && m > 0 {
						own[cell] = m
						cells = append(cells, cell)
					}
				})
			}
			for _, cell := range cells {
				told := tellers(&c)
				for _, name := range told {
					given[[4]int{point, int(blockKey(&c)), slices.Index(got.sources, name), cell}] += own[cell] / float64(len(told))
				}
				for _, other := range cells {
					if cell <= other {
						square[[3]int{point, cell, other}] += own[cell] * own[other]
					}
				}
			}
		}
		sums, told, products := map[at]float64{}, map[[4]int]float64{}, map[[3]int]float64{}
		for _, bl := range got.blocks {
			for z, of := range append(slices.Clone(bl.plus), bl.minus) {
				if z == len(bl.plus) {
					z = -1
				}
				for cell, m := range of {
					if m != 0 {
						sums[at{bl.point, bl.key, z, cell}] = m
					}
				}
			}
			for _, e := range bl.given {
				told[[4]int{bl.point, int(bl.key), e.source, e.cell}] = e.mass
			}
			if !slices.IsSortedFunc(bl.given, func(a, b entry) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.cell, b.cell)) }) {
				t.Fatalf("what sources give is not in order: %v", bl.given)
			}
		}
		for p, of := range got.squares {
			for _, q := range of {
				products[[3]int{p, q.a, q.b}] = q.sum
			}
		}
		if !maps.Equal(sums, mass) || !maps.Equal(told, given) || !maps.Equal(products, square) {
			t.Fatalf("got %v %v %v, want %v %v %v", sums, told, products, mass, given, square)
		}
	})
}

// TestShiftsOf: a search of several changes finds what a search of each finds, with
// dice kept or not.
func TestShiftsOf(t *testing.T) {
	acts := world{powers: 4, domains: 2, perMonth: 20, sources: 5, shares: func(int, edtf.Day, int) []float64 { return []float64{.4, .3, .2, .1} }}.make(3, 60)
	s := setup(4, 2, 60)
	each := [][]Look{}
	changes := []Change{MainFalls, PartnersRise, AnyShift}
	for _, c := range changes {
		looks, err := Shifts(s, acts, c, 1)
		if err != nil || len(looks) == 0 {
			t.Fatal(looks, err)
		}
		each = append(each, looks)
	}
	s.Dice, s.Known = &Dice{}, Know(acts)
	for range 2 {
		got, err := ShiftsOf(s, acts, changes, 1)
		if err != nil || !reflect.DeepEqual(got, each) {
			t.Fatalf("got %v %v, want %v", got, err, each)
		}
	}
}

// TestDice: lists kept are those drawn, however long they are asked for, and are
// bounded.
func TestDice(t *testing.T) {
	d, none := &Dice{}, (*Dice)(nil)
	for _, n := range []int{10, 300, 20, 1000, 300} {
		s := stream(7).named("x")
		got, want := d.exponentials(s, n), none.exponentials(s, n)
		if !slices.Equal(got, want) || len(got) != n {
			t.Errorf("%d: kept %v, drawn %v", n, got, want)
		}
	}
	for i := range uint64(3000) {
		d.exponentials(stream(i), 1000)
	}
	if d.size > mostDice || bits.Len(uint(len(d.lists))) > 12 {
		t.Errorf("%d numbers in %d lists", d.size, len(d.lists))
	}
}
