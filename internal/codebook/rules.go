package codebook

import (
	"slices"
	"strings"

	"entente/internal/event"
)

// classDef is a class as written, its parts not yet put in.
type classDef struct {
	name  string
	parts []string
	pos   Pos
}

// classFile reads lines "@name = lemma lemma @other …"; an indented line goes
// on with the class above.
func (l *loader) classFile(file, text string) {
	for n, line := range lines(text) {
		p := Pos{file, n, 1}
		line = stripComment(line)
		if strings.TrimSpace(line) == "" {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(l.classes) == 0 {
				l.fault(p, "words without a class above")
				continue
			}
			c := &l.classes[len(l.classes)-1]
			c.parts = append(c.parts, strings.Fields(line)...)
			continue
		}
		name, words, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !ok || !strings.HasPrefix(name, "@") || len(name) < 2 {
			l.fault(p, "want “@class = words”")
			continue
		}
		if slices.ContainsFunc(l.classes, func(c classDef) bool { return c.name == name }) {
			l.fault(p, "class %s stands twice", name)
			continue
		}
		l.classes = append(l.classes, classDef{name, strings.Fields(words), p})
	}
}

// resolveClasses puts the words of named classes into those that name them.
func (l *loader) resolveClasses() {
	defs := map[string]*classDef{}
	for i := range l.classes {
		defs[l.classes[i].name] = &l.classes[i]
	}
	var put func(c *classDef, into map[string]bool, path []string)
	put = func(c *classDef, into map[string]bool, path []string) {
		if slices.Contains(path, c.name) {
			l.fault(c.pos, "class %s holds itself: %s", c.name, strings.Join(append(path, c.name), " "))
			return
		}
		for _, w := range c.parts {
			if !strings.HasPrefix(w, "@") {
				into[w] = true
			} else if d := defs[w]; d != nil {
				put(d, into, append(path, c.name))
			} else {
				l.fault(c.pos, "class %s names %s, which is nowhere", c.name, w)
			}
		}
	}
	for i := range l.classes {
		c := &l.classes[i]
		set := map[string]bool{}
		put(c, set, nil)
		l.cb.Classes[c.name] = &Class{c.name, set, c.pos}
	}
}

// ruleFile reads rules: a line "rule ID" and indented lines below it. A line
// indented by four blanks or more goes on with the one above.
func (l *loader) ruleFile(file, text string) {
	var r *Rule
	for n, line := range joined(text) {
		p := Pos{file, n, 1}
		rest := strings.TrimLeft(line, " \t")
		if rest == "" {
			continue
		}
		p.Col += len(line) - len(rest)
		word, arg, _ := strings.Cut(rest, " ")
		arg = strings.TrimSpace(arg)
		if word == "rule" {
			if p.Col != 1 || arg == "" || strings.ContainsAny(arg, " \t") {
				l.fault(p, "want “rule ID” at the start of a line")
			}
			r = &Rule{ID: arg, Pos: p}
			l.cb.Rules = append(l.cb.Rules, r)
			continue
		}
		if r == nil {
			l.fault(p, "%q stands before any rule", word)
			continue
		}
		l.ruleLine(r, p, word, arg)
	}
}

// joined yields lines without comments, each with those that go on with it.
func joined(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		at, whole := 0, ""
		for n, line := range lines(text) {
			line = stripComment(line)
			if strings.HasPrefix(line, "    ") && at > 0 {
				whole += " " + strings.TrimLeft(line, " ")
				continue
			}
			if at > 0 && !yield(at, whole) {
				return
			}
			at, whole = n, line
		}
		if at > 0 {
			yield(at, whole)
		}
	}
}

func (l *loader) ruleLine(r *Rule, p Pos, word, arg string) {
	switch word {
	case "type":
		r.Type = arg
		if _, ok := l.cb.types[arg]; !ok {
			l.fault(p, "unknown type %q", arg)
		}
	case "mode":
		r.Mode = arg
	case "kind":
		r.Kind = arg
		if !hasCode(l.cb.Kinds, arg) {
			l.fault(p, "unknown kind %q", arg)
		}
	case "contexts":
		for _, c := range strings.Fields(arg) {
			if !slices.ContainsFunc(l.cb.Contexts, func(x Context) bool { return x.Code == c }) {
				l.fault(p, "unknown context %q", c)
			}
			r.Contexts = append(r.Contexts, c)
		}
	case "flags":
		r.Flags = strings.Fields(arg)
	case "reciprocal":
		r.Reciprocal = true
	case "weak":
		r.Weak = true
	case "status":
		r.Status = event.Status(arg)
		if !slices.Contains(statuses, r.Status) {
			l.fault(p, "unknown status %q", arg)
		}
	case "verb", "noun", "adj":
		l.triggerLine(r, p, Trigger(word), arg)
	case "yes", "no", "todo":
		ex, ok := parseExample(arg)
		if !ok {
			l.fault(p, "want %s “a sentence” in straight double quotes, then perhaps -> source > target", word)
			return
		}
		ex.Pos = p
		switch word {
		case "yes":
			r.Yes = append(r.Yes, ex)
		case "no":
			r.No = append(r.No, ex)
		default:
			r.Todo = append(r.Todo, ex)
		}
	default:
		l.fault(p, "unknown word %q", word)
	}
}

var statuses = []event.Status{event.Actual, event.Ongoing, event.Announced, event.Planned,
	event.Future, event.Hypothetical, event.Negated, event.Historical}

// parseExample reads `"sentence" -> source words > target words`.
func parseExample(s string) (Example, bool) {
	if len(s) < 2 || s[0] != '"' {
		return Example{}, false
	}
	end := strings.LastIndexByte(s, '"')
	if end == 0 {
		return Example{}, false
	}
	ex := Example{Text: s[1:end]}
	rest := strings.TrimSpace(s[end+1:])
	if rest == "" {
		return ex, ex.Text != ""
	}
	rest, ok := strings.CutPrefix(rest, "->")
	if !ok {
		return Example{}, false
	}
	source, target, _ := strings.Cut(rest, " > ")
	ex.Source, ex.Target = strings.TrimSpace(source), strings.TrimSpace(target)
	for _, w := range []string{ex.Source, ex.Target} {
		if w != "" && !strings.Contains(ex.Text, w) {
			return Example{}, false
		}
	}
	return ex, ex.Text != ""
}

// triggerLine reads "LEMMAS : FRAME | FRAME".
func (l *loader) triggerLine(r *Rule, p Pos, pos Trigger, arg string) {
	words, frames, ok := strings.Cut(arg, ":")
	// A colon may also stand inside a condition, but never before the frames do.
	if !ok || strings.ContainsAny(words, "[=") {
		l.fault(p, "want “%s lemmas : frame”", pos)
		return
	}
	line := &Line{Rule: r, POS: pos, Pos: p}
	for _, w := range strings.Fields(words) {
		if strings.HasPrefix(w, "@") {
			c := l.classNamed(w)
			if c == nil {
				l.fault(p, "unknown class %s", w)
				continue
			}
			for _, lemma := range c.parts {
				if !strings.HasPrefix(lemma, "@") {
					line.Words = append(line.Words, strings.Split(lemma, "_"))
				}
			}
			continue
		}
		line.Words = append(line.Words, strings.Split(w, "_"))
	}
	if len(line.Words) == 0 {
		l.fault(p, "no lemmas")
	}
	for _, f := range strings.Split(frames, "|") {
		line.Frames = append(line.Frames, l.frame(p, f))
	}
	r.Lines = append(r.Lines, line)
}

func (l *loader) classNamed(name string) *classDef {
	i := slices.IndexFunc(l.classes, func(c classDef) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return &l.classes[i]
}

// frame reads "source=subj target?=obj,with [obj:@pact] [-has:xcomp]".
func (l *loader) frame(p Pos, s string) Frame {
	f := Frame{Pos: p}
	for _, word := range strings.Fields(s) {
		if inner, ok := strings.CutPrefix(word, "["); ok {
			inner, ok = strings.CutSuffix(inner, "]")
			if !ok || inner == "" || inner == "-" {
				l.fault(p, "condition %q has no end or no words", word)
				continue
			}
			f.Conds = append(f.Conds, l.cond(p, inner))
			continue
		}
		role, paths, ok := strings.Cut(word, "=")
		if !ok || paths == "" {
			l.fault(p, "want role=path, found %q", word)
			continue
		}
		role, optional := strings.CutSuffix(role, "?")
		slot := Slot{Role: Role(role), Paths: strings.Split(paths, ","), Optional: optional}
		if !slices.Contains([]Role{Source, Target, Both, Place, Topic}, slot.Role) {
			l.fault(p, "unknown role %q", role)
		}
		for _, path := range slot.Paths {
			if !validPath(path) {
				l.fault(p, "unknown path %q", path)
			}
		}
		f.Slots = append(f.Slots, slot)
	}
	return f
}

// cond reads "obj:@pact,deal", "-obj:@award", "prt:up", "plural".
func (l *loader) cond(p Pos, s string) Cond {
	c := Cond{Pos: p}
	s, c.Not = strings.CutPrefix(s, "-")
	test, values, _ := strings.Cut(s, ":")
	c.Test = test
	if values != "" {
		c.Values = strings.Split(values, ",")
	}
	if !slices.Contains(flagTests, test) && !validPath(test) {
		l.fault(p, "unknown test %q", test)
	}
	return c
}

// flagTests are conditions that are no path.
var flagTests = []string{"prt", "has", "no", "plural", "passive", "source", "target", "light", "def", "tense", "mod", "clause", "near", "neg"}

// grammar are the paths that are no preposition.
var grammar = []string{"subj", "obj", "iobj", "poss", "amod", "compound", "adjectives", "clause.subj",
	"clause.obj", "comp", "head", "light.subj", "both", "any", "self", "visitor", "purpose"}

// Prepositions that may be paths. Two-word ones are written with "_".
var prepositions = strings.Fields(`about above across after against along alongside amid among amongst around as at
	away_from because_of before behind beside between by concerning despite down due_to during following for from
	in in_favor_of in_favour_of in_front_of inside into instead_of near next_to of off on on_behalf_of onto out out_of
	outside over regarding through throughout to together_with toward towards under until up upon via with within
	without versus`)

// validPath accepts a grammar path, a preposition, or two joined with "/": the
// second is taken from where the first leads ("obj/of").
func validPath(path string) bool {
	for _, step := range strings.Split(path, "/") {
		if !slices.Contains(grammar, step) && !slices.Contains(prepositions, step) {
			return false
		}
	}
	return true
}

// checkRules reports what is wrong with a rule as a whole.
func (l *loader) checkRules(dir string) {
	for _, r := range l.cb.Rules {
		if r.Type == "" {
			l.fault(r.Pos, "rule %s has no type", r.ID)
		}
		if r.Mode != "" && !l.cb.HasMode(r.Type, r.Mode) {
			l.fault(r.Pos, "rule %s: %s has no mode %q", r.ID, r.Type, r.Mode)
		}
		if len(r.Lines) == 0 {
			l.fault(r.Pos, "rule %s has no trigger: it can never match", r.ID)
		}
		if len(r.Yes) == 0 || len(r.No) == 0 {
			l.fault(r.Pos, "rule %s needs an example that matches (yes) and one that must not (no)", r.ID)
		}
		for _, line := range r.Lines {
			for _, f := range line.Frames {
				for _, c := range f.Conds {
					for _, v := range c.Values {
						if strings.HasPrefix(v, "@") && l.cb.Classes[v] == nil {
							l.fault(c.Pos, "unknown class %s", v)
						}
					}
				}
			}
		}
	}
}

// stripComment cuts a line at a "#" that starts it or follows a blank, unless
// it stands inside quotation marks.
func stripComment(line string) string {
	quoted := false
	for i := range len(line) {
		switch line[i] {
		case '"':
			quoted = !quoted
		case '#':
			if !quoted && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
				return strings.TrimRight(line[:i], " \t")
			}
		}
	}
	return strings.TrimRight(line, " \t")
}
