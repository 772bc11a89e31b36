package query

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"entente/internal/event"
)

// The domains of dealings that measures tell apart.
var Domains = []string{"military", "economic", "diplomatic", "other"}

// Weights are the tables that measures count by: see data/measures. They do not
// change after loading.
type Weights struct {
	Versions []string // "domains 1.0", …
	Powers   []Power  // those set side by side if nobody says otherwise
	Regions  []string // ids of groups, in the order in which they are tried

	kinds, contexts, types map[string]string // domain of a code; "-" is no dealing
	status                 map[event.Status]float64
	sectors                map[string]bool
}

// LoadWeights reads domains.tsv, status.tsv, sectors.tsv, powers.tsv and
// regions.tsv. All
// faults are told at once, with file and line.
func LoadWeights(fsys fs.FS) (*Weights, error) {
	w := &Weights{kinds: map[string]string{}, contexts: map[string]string{}, types: map[string]string{}, status: map[event.Status]float64{}, sectors: map[string]bool{}}
	var faults []error
	read := func(name, head string, row func(cells []string) error) {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults = append(faults, err)
			return
		}
		want := strings.Fields(head)
		seen := map[string]bool{}
		begun, version := false, ""
		for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
			line = strings.TrimSuffix(line, "\r")
			fault := func(format string, args ...any) {
				faults = append(faults, fmt.Errorf("%s:%d: "+format, append([]any{name, i + 1}, args...)...))
			}
			if rest, ok := strings.CutPrefix(line, "#"); ok || strings.TrimSpace(line) == "" {
				if v, ok := strings.CutPrefix(strings.TrimSpace(rest), "version: "); ok {
					version = v
				}
				continue
			}
			cells := strings.Split(line, "\t")
			switch key := strings.Join(cells[:max(1, len(cells)-1)], " "); {
			case len(cells) != len(want):
				fault("%d columns, want %s", len(cells), strings.Join(want, ", "))
			case !begun:
				if !slices.Equal(cells, want) {
					fault("the columns are %s", strings.Join(want, ", "))
				}
				begun = true
			case seen[key]:
				fault("%s is there twice", key)
			default:
				seen[key] = true
				if err := row(cells); err != nil {
					fault("%w", err)
				}
			}
		}
		if version == "" {
			faults = append(faults, fmt.Errorf("%s: no line says # version: …", name))
		}
		w.Versions = append(w.Versions, strings.TrimSuffix(name, ".tsv")+" "+version)
	}
	read("domains.tsv", "by code domain", func(c []string) error {
		to := map[string]map[string]string{"kind": w.kinds, "context": w.contexts, "type": w.types}[c[0]]
		if to == nil {
			return fmt.Errorf("by is kind, context or type, not %q", c[0])
		}
		if c[2] != "-" && !slices.Contains(Domains, c[2]) {
			return fmt.Errorf("%q is no domain: there are %s and -", c[2], strings.Join(Domains, ", "))
		}
		to[c[1]] = c[2]
		return nil
	})
	read("status.tsv", "status weight", func(c []string) error {
		v, err := strconv.ParseFloat(c[1], 64)
		if err != nil || !(v >= 0 && v <= 1) {
			return fmt.Errorf("a weight is a number from 0 to 1, not %q", c[1])
		}
		if !slices.Contains(Statuses(), event.Status(c[0])) {
			return fmt.Errorf("%q is no status", c[0])
		}
		w.status[event.Status(c[0])] = v
		return nil
	})
	read("sectors.tsv", "sector acts", func(c []string) error {
		if c[1] != "0" && c[1] != "1" {
			return fmt.Errorf("acts is 0 or 1, not %q", c[1])
		}
		w.sectors[c[0]] = c[1] == "1"
		return nil
	})
	read("powers.tsv", "power members", func(c []string) error {
		w.Powers = append(w.Powers, Power{Code: c[0], Name: c[0], Members: strings.Fields(c[1])})
		return nil
	})
	read("regions.tsv", "region", func(c []string) error {
		w.Regions = append(w.Regions, c[0])
		return nil
	})
	for _, s := range Statuses() {
		if _, ok := w.status[s]; !ok && len(faults) == 0 {
			faults = append(faults, fmt.Errorf("status.tsv: %s has no weight", s))
		}
	}
	return w, errors.Join(faults...)
}

// fields are the parts of an act that belong to each of [Domains]; nil if it is
// no dealing.
func (w *Weights) fields(e *Entry) []float64 {
	var of []string
	if d, ok := w.kinds[e.Kind]; ok {
		of = []string{d}
	} else {
		for _, c := range e.Contexts {
			if d, ok := w.contexts[c]; ok && !slices.Contains(of, d) {
				of = append(of, d)
			}
		}
		if d, ok := w.types[e.Type]; of == nil && ok {
			of = []string{d}
		}
	}
	out := make([]float64, len(Domains))
	for _, d := range of {
		if d == "-" {
			return nil
		}
		out[slices.Index(Domains, d)] = 1 / float64(len(of))
	}
	if of == nil {
		out[len(out)-1] = 1
	}
	return out
}
