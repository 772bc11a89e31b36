package claim

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"entente/internal/event"
)

// A verb is one verb of saying.
type verb struct {
	stance   string
	takes    string
	veracity string
	with     []string // prepositions of what was said
}

func (v verb) can(c byte) bool { return strings.IndexByte(v.takes, c) >= 0 }

// An attitude is what a word tells of somebody's mind: WantClaim or FearClaim.
type attitude = event.ClaimKind

// A watch is what to look for in the ledger by a word of a red line.
type watch struct{ types, contexts []string }

// tables are the files of data/claims.
type tables struct {
	verbs      map[string]verb
	holders    map[string]string // noun to class
	hedges     lexicon
	negators   lexicon
	causes     lexicon
	lines      lexicon
	judgements lexicon
	attitudes  map[string]attitude // "pos lemma"
	watch      map[string]watch
	relations  map[string]string
}

// A lexicon finds phrases among words: by the first word, the longest first.
type lexicon map[string][]phrase

type phrase struct {
	words []string
	kind  string
}

// match returns how many of the words from i on are a phrase, and its kind; 0 if
// none.
func (l lexicon) match(low []string, i int) (int, string) {
	for _, p := range l[low[i]] {
		if i+len(p.words) <= len(low) && slices.Equal(p.words, low[i:i+len(p.words)]) {
			return len(p.words), p.kind
		}
	}
	return 0, ""
}

var contraction = strings.NewReplacer("’", "'", "won't", "wo n't", "can't", "ca n't", "don't", "do n't", "doesn't", "does n't", "cannot", "can not")

func (l lexicon) add(words, kind string) {
	ws := strings.Fields(contraction.Replace(strings.ToLower(words)))
	if slices.ContainsFunc(l[ws[0]], func(p phrase) bool { return slices.Equal(p.words, ws) }) {
		return
	}
	ps := append(l[ws[0]], phrase{ws, kind})
	slices.SortStableFunc(ps, func(a, b phrase) int { return len(b.words) - len(a.words) })
	l[ws[0]] = ps
}

// load reads all files and reports all faults.
func load(fsys fs.FS, dir string) (*tables, error) {
	t := &tables{verbs: map[string]verb{}, holders: map[string]string{}, hedges: lexicon{}, negators: lexicon{}, causes: lexicon{},
		lines: lexicon{}, judgements: lexicon{}, attitudes: map[string]attitude{}, watch: map[string]watch{}, relations: map[string]string{}}
	var errs []error
	phrases := func(l lexicon, kinds ...string) func(f []string) string {
		return func(f []string) string {
			kind := ""
			if len(f) > 1 {
				if kind = f[1]; !slices.Contains(kinds, kind) {
					return fmt.Sprintf("%q is none of %s", kind, strings.Join(kinds, ", "))
				}
			}
			l.add(f[0], kind)
			return ""
		}
	}
	for _, file := range []struct {
		name   string
		header string
		row    func(f []string) string // what is wrong, "" if nothing
	}{
		{"verbs.tsv", "lemma stance takes veracity with", t.verb},
		{"holders.tsv", "noun class", func(f []string) string {
			if !slices.Contains([]string{"group", "office", "institution", "document"}, f[1]) {
				return fmt.Sprintf("no class %q", f[1])
			}
			if _, ok := t.holders[f[0]]; !ok {
				t.holders[f[0]] = f[1]
			}
			return ""
		}},
		{"hedges.tsv", "words kind", phrases(t.hedges, "doubt", "modal", "seem", "habit", "degree", "self", "report", "time")},
		{"negators.tsv", "words kind", phrases(t.negators, "particle", "determiner", "preposition", "verb", "predicate", "noun")},
		{"causes.tsv", "words cause", phrases(t.causes, "after", "before", "earlier")},
		{"lines.tsv", "words condition", phrases(t.lines, "after", "before", "around")},
		{"judgements.tsv", "words", phrases(t.judgements)},
		{"attitudes.tsv", "lemma pos kind", func(f []string) string {
			if !slices.Contains([]string{"verb", "adj", "noun"}, f[1]) || f[2] != "want" && f[2] != "fear" {
				return "pos is verb, adj or noun, kind want or fear"
			}
			t.attitudes[f[1]+" "+f[0]] = attitude(f[2])
			return ""
		}},
		{"watch.tsv", "words types contexts", func(f []string) string {
			for _, w := range strings.Fields(f[0]) {
				t.watch[w] = watch{strings.Fields(f[1]), strings.Fields(f[2])}
			}
			return ""
		}},
		{"relations.tsv", "noun sign", func(f []string) string {
			if f[1] != "+" && f[1] != "-" {
				return fmt.Sprintf("sign %q is neither + nor -", f[1])
			}
			t.relations[f[0]] = f[1]
			return ""
		}},
	} {
		errs = append(errs, readTable(fsys, path.Join(dir, file.name), strings.Fields(file.header), file.row))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *tables) verb(f []string) string {
	if !slices.Contains([]string{Asserts, Denies, Doubts, Asks, Predicts}, f[1]) {
		return fmt.Sprintf("no stance %q", f[1])
	}
	if rest := strings.Trim(f[2], "qcxnaovw"); rest != "" {
		return fmt.Sprintf("takes %q: no letter %q", f[2], rest)
	}
	v := verb{stance: f[1], takes: f[2], veracity: f[3]}
	if f[4] != "-" {
		v.with = strings.Fields(f[4])
	}
	switch f[3] {
	case "-":
		v.veracity = ""
	case "fact", "open":
	default:
		return fmt.Sprintf("no veracity %q", f[3])
	}
	if _, ok := t.verbs[f[0]]; ok {
		return fmt.Sprintf("%q stands there twice", f[0])
	}
	t.verbs[f[0]] = v
	return ""
}

// readTable reads tab-separated rows below a header line.
func readTable(fsys fs.FS, name string, header []string, row func([]string) string) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var errs []error
	seen := false
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if !seen {
			seen = true
			if !slices.Equal(f, header) {
				errs = append(errs, fmt.Errorf("%s:%d:1: the header is not %q", name, i+1, strings.Join(header, "\t")))
			}
			continue
		}
		if len(f) != len(header) || strings.TrimSpace(f[0]) == "" {
			errs = append(errs, fmt.Errorf("%s:%d:1: %d columns, not %d, or none filled", name, i+1, len(f), len(header)))
			continue
		}
		if bad := row(f); bad != "" {
			errs = append(errs, fmt.Errorf("%s:%d:1: %s", name, i+1, bad))
		}
	}
	if !seen {
		errs = append(errs, fmt.Errorf("%s:1:1: no rows", name))
	}
	return errors.Join(errs...)
}
