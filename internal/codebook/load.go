package codebook

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"entente/internal/event"
)

// limits keep a hostile or broken folder from taking all memory.
const (
	maxFile  = 8 << 20
	maxFiles = 500
)

// Load reads the codebook in a folder. All faults are joined in one error, each
// an *Error with file, line and column; the codebook is nil then.
func Load(fsys fs.FS, dir string) (*Codebook, error) {
	l := &loader{cb: &Codebook{
		Classes:    map[string]*Class{},
		Crosswalks: map[string][]Cross{},
		types:      map[string]int{},
		modes:      map[[2]string]int{},
	}}
	files, err := list(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read codebook %s: %w", dir, err)
	}
	// Tables first: rules name types, modes, kinds and classes.
	slices.SortStableFunc(files, func(a, b string) int { return rank(dir, a) - rank(dir, b) })
	for _, name := range files {
		read := l.readerFor(strings.TrimPrefix(name, dir+"/"))
		if read == nil {
			continue
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read codebook %s: %w", dir, err)
		}
		if len(text) > maxFile {
			l.fault(Pos{name, 1, 1}, "file of %d bytes; the limit is %d", len(text), maxFile)
			continue
		}
		read(name, string(text))
	}
	l.resolveClasses()
	sortRules(l.cb.Rules)
	l.checkRules(dir)
	l.checkFrames()
	if err := l.cb.index(); err != nil {
		l.faults = append(l.faults, err)
	}
	if len(l.faults) > 0 {
		return nil, errors.Join(l.faults...)
	}
	return l.cb, nil
}

func list(fsys fs.FS, dir string) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			files = append(files, name)
		}
		if len(files) > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		return nil
	})
	slices.Sort(files)
	return files, err
}

func rank(dir, name string) int {
	name = strings.TrimPrefix(name, dir+"/")
	order := []string{"codebook.tsv", "types.tsv", "modes.tsv", "kinds.tsv", "sectors.tsv", "contexts.tsv"}
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

type loader struct {
	cb      *Codebook
	classes []classDef
	faults  []error
}

func (l *loader) fault(p Pos, format string, args ...any) {
	l.faults = append(l.faults, &Error{p, fmt.Sprintf(format, args...)})
}

func (l *loader) readerFor(name string) func(file, text string) {
	switch {
	case name == "codebook.tsv":
		return l.header
	case name == "types.tsv":
		return l.types
	case name == "modes.tsv":
		return l.modes
	case name == "contexts.tsv":
		return l.contexts
	case name == "sectors.tsv":
		return func(f, t string) { l.named(f, t, &l.cb.Sectors) }
	case name == "kinds.tsv":
		return func(f, t string) { l.named(f, t, &l.cb.Kinds) }
	case strings.HasPrefix(name, "crosswalk-") && strings.HasSuffix(name, ".tsv"):
		return l.crosswalk
	case strings.HasPrefix(name, "classes/") && path.Ext(name) == ".txt":
		return l.classFile
	case strings.HasPrefix(name, "rules/") && path.Ext(name) == ".txt":
		return l.ruleFile
	}
	return nil // notes and origins
}

// rows calls f with the tab-separated fields of each line that is neither blank
// nor a comment, after checking their number. The first row is the header.
func (l *loader) rows(file, text string, columns []string, f func(p Pos, fields []string)) {
	header := true
	for n, line := range lines(text) {
		p := Pos{file, n, 1}
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if header {
			header = false
			if !slices.Equal(fields, columns) {
				l.fault(p, "columns %q, want %q", fields, columns)
				return
			}
			continue
		}
		if len(fields) != len(columns) {
			l.fault(p, "%d columns, want %d", len(fields), len(columns))
			continue
		}
		f(p, fields)
	}
}

func (l *loader) number(p Pos, s, what string, low, high float64) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= low && v <= high) {
		l.fault(p, "%s %q is no number from %g to %g", what, s, low, high)
	}
	return v
}

func (l *loader) header(file, text string) {
	l.rows(file, text, []string{"key", "value"}, func(p Pos, f []string) {
		switch f[0] {
		case "name":
			l.cb.Name = f[1]
		case "version":
			l.cb.Version = f[1]
		case "licence":
			l.cb.Licence = f[1]
		case "source":
			l.cb.Source = f[1]
		default:
			l.fault(p, "unknown key %q", f[0])
		}
	})
	if l.cb.Name == "" || l.cb.Version == "" {
		l.fault(Pos{file, 1, 1}, "name or version missing")
	}
}

func (l *loader) types(file, text string) {
	l.rows(file, text, []string{"type", "quad", "scale", "definition"}, func(p Pos, f []string) {
		if _, ok := l.cb.types[f[0]]; ok {
			l.fault(p, "type %s stands twice", f[0])
		}
		t := Type{
			Code:       f[0],
			Quad:       event.Quad(l.number(p, f[1], "quad", 1, 4)),
			Scale:      l.number(p, f[2], "scale", -10, 10),
			Definition: f[3],
		}
		l.cb.types[t.Code] = len(l.cb.Types)
		l.cb.Types = append(l.cb.Types, t)
	})
}

func (l *loader) modes(file, text string) {
	l.rows(file, text, []string{"type", "mode", "scale", "definition"}, func(p Pos, f []string) {
		if _, ok := l.cb.types[f[0]]; !ok {
			l.fault(p, "unknown type %q", f[0])
		}
		k := [2]string{f[0], f[1]}
		if _, ok := l.cb.modes[k]; ok {
			l.fault(p, "mode %s of %s stands twice", f[1], f[0])
		}
		l.cb.modes[k] = len(l.cb.Modes)
		l.cb.Modes = append(l.cb.Modes, Mode{f[0], f[1], l.number(p, f[2], "scale", -10, 10), f[3]})
	})
}

func (l *loader) contexts(file, text string) {
	l.rows(file, text, []string{"context", "cues", "definition"}, func(p Pos, f []string) {
		l.cb.Contexts = append(l.cb.Contexts, Context{f[0], strings.Fields(f[1]), f[2]})
	})
}

func (l *loader) named(file, text string, to *[]Named) {
	l.rows(file, text, []string{"code", "definition"}, func(p Pos, f []string) {
		if hasCode(*to, f[0]) {
			l.fault(p, "%s stands twice", f[0])
		}
		*to = append(*to, Named{f[0], f[1]})
	})
}

func hasCode(in []Named, code string) bool {
	return slices.ContainsFunc(in, func(n Named) bool { return n.Code == code })
}

func (l *loader) crosswalk(file, text string) {
	name := strings.TrimSuffix(strings.TrimPrefix(path.Base(file), "crosswalk-"), ".tsv")
	l.rows(file, text, []string{"code", "type", "mode", "context", "scale", "label"}, func(p Pos, f []string) {
		if _, ok := l.cb.types[f[1]]; !ok && f[1] != "" {
			l.fault(p, "unknown type %q", f[1])
		}
		if f[2] != "" && !l.cb.HasMode(f[1], f[2]) {
			l.fault(p, "unknown mode %q of %s", f[2], f[1])
		}
		c := Cross{Code: f[0], Type: f[1], Mode: f[2], Context: f[3], Label: f[5]}
		if f[4] != "" {
			c.Scale = l.number(p, f[4], "scale", -10, 10)
		}
		l.cb.Crosswalks[name] = append(l.cb.Crosswalks[name], c)
	})
}

// lines yields the lines of a text, numbered from 1, without their ends.
func lines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			if !yield(n, strings.TrimRight(line, "\r\n")) {
				return
			}
		}
	}
}
