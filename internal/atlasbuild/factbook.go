package atlasbuild

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"entente/internal/edtf"
)

// gecTable turns the Factbook's country codes into ISO ones.
//
//go:embed gec.tsv
var gecTable string

// entry is one line of the Factbook's history: how a post was described from one
// edition to another. Edition dates are days.
type entry struct {
	line        int
	country     string // ISO 3166-1 alpha-3
	headOfState bool
	first, last edtf.Day
	text        string
}

// holder is a person named in an entry.
type holder struct {
	office string // of Tenure
	title  string
	acting bool
	person name
	since  edtf.Date // as written; zero if not stated
}

type gecCode struct {
	iso  string
	home bool
}

func gecCodes() map[string]gecCode {
	out := map[string]gecCode{}
	for line := range strings.Lines(gecTable) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] != '#' && len(c) > 1 {
			out[c[0]] = gecCode{c[1], len(c) > 2}
		}
	}
	return out
}

const maxEntry = 1 << 20 // bytes of one line

// readFactbook reads lines of country code, role, first and last day seen, and
// text, with tabs between. Lines of codes without a state are left out. Faults
// name the line.
func readFactbook(r io.Reader) (entries []entry, editions []edtf.Day, err error) {
	codes := gecCodes()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxEntry)
	for n := 1; sc.Scan(); n++ {
		c := strings.Split(sc.Text(), "\t")
		if len(c) != 5 {
			return nil, nil, fmt.Errorf("line %d: %d columns, want 5", n, len(c))
		}
		e := entry{line: n, text: c[4]}
		switch c[1] {
		case "chief of state":
			e.headOfState = true
		case "head of government":
		default:
			return nil, nil, fmt.Errorf("line %d: unknown role %q", n, c[1])
		}
		for i, d := range []*edtf.Day{&e.first, &e.last} {
			day, err := edtf.Parse(c[2+i])
			if err != nil {
				return nil, nil, fmt.Errorf("line %d: %w", n, err)
			}
			*d, _ = day.First()
		}
		editions = append(editions, e.first)
		if code, ok := codes[c[0]]; ok {
			e.country = code.iso
			entries = append(entries, e)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, nil, err
	}
	slices.Sort(editions)
	return entries, slices.Compact(editions), nil
}

var (
	noteStart  = regexp.MustCompile(`(?i)[;,.(]?\s*(\+\+\s*)?\bnotes?(\(s\))?\s*[:\x{2013}-]`)
	sinceDate  = regexp.MustCompile(`\(\s*(?:both |all )?(?:since )?((?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4})\b`)
	segmentEnd = regexp.MustCompile(`\s*;\s*|,?\s+(?:is )?represented by\s+`)
)

// holders reads whom an entry names first: the holder of the post, and a vice
// president.
func (e entry) holders() []holder {
	text := e.text
	if at := noteStart.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	if strings.HasPrefix(text, "Notification Statement") {
		return nil // whom the United States recognise
	}
	var out []holder
	for i, s := range segmentEnd.Split(text, -1) {
		h, ok := parseHolder(s)
		if !ok {
			continue
		}
		switch {
		case h.office == "" && i == 0 && !strings.Contains(s, " of "):
			// a name alone: the post of the entry
			h.office, h.title = "head_of_government", "prime minister"
			if e.headOfState {
				h.office, h.title = "head_of_state", "president"
			}
		case h.office == "governor_general" || h.office == "deputy_head_of_government":
			continue
		case h.office == "head_of_state" || h.office == "head_of_government":
			if i > 0 {
				continue
			}
			if e.headOfState && h.title == "prime minister" {
				continue
			}
		case h.office == "":
			continue
		}
		out = append(out, h)
	}
	return out
}

// titles by their last word or words, in lower case; longest first.
var factbookTitles = []struct{ words, office, title string }{
	{"first deputy prime minister", "deputy_head_of_government", "first deputy prime minister"},
	{"deputy prime minister", "deputy_head_of_government", "deputy prime minister"},
	{"first vice president", "vice_president", "first vice president"},
	{"vice president", "vice_president", "vice president"},
	{"governor general", "governor_general", "governor general|governor-general"},
	{"governor-general", "governor_general", "governor general|governor-general"},
	{"supreme leader", "supreme_leader", "supreme leader"},
	{"crown prince and prime minister", "head_of_government", "crown prince|prime minister"},
	{"sultan and prime minister", "head_of_state", "sultan"},
	{"prime minister", "head_of_government", "prime minister"},
	{"taoiseach", "head_of_government", "taoiseach|prime minister"},
	{"premier", "head_of_government", "prime minister|premier"},
	{"chancellor", "head_of_government", "chancellor"},
	{"chief executive", "head_of_government", "chief executive"},
	{"chief minister", "head_of_government", "chief minister"},
	{"minister of state", "head_of_government", "minister of state"},
	{"president of the government", "head_of_government", "prime minister"},
	{"chairman of the cabinet of ministers", "head_of_government", "prime minister"},
	{"chairperson of the council of ministers", "head_of_government", "prime minister"},
	{"president of the council of ministers", "head_of_government", "prime minister"},
	{"president of council of ministers", "head_of_government", "prime minister"},
	{"president of the swiss confederation", "head_of_state", "president"},
	{"president", "head_of_state", "president"},
	{"presidential leadership council chairperson", "head_of_state", "president"},
	{"king", "head_of_state", "king"},
	{"queen", "head_of_state", "queen"},
	{"emperor", "head_of_state", "emperor"},
	{"grand duke", "head_of_state", "grand duke"},
	{"prince", "head_of_state", "prince"},
	{"sultan", "head_of_state", "sultan"},
	{"amir", "head_of_state", "emir|amir"},
	{"pope", "head_of_state", "pope"},
	{"governor", "head_of_government", "governor"},
}

var actingWords = []string{"acting", "interim", "transitional", "transition", "caretaker"}

// parseHolder reads "Acting President Anna Maria KOWALSKA (since 3 May 2021)".
func parseHolder(s string) (holder, bool) {
	var h holder
	who := s
	if at := sinceDate.FindStringSubmatchIndex(s); at != nil {
		who = s[:at[0]]
		h.since = writtenDate(s[at[2]:at[3]])
	} else if i := strings.IndexByte(s, '('); i >= 0 {
		who = s[:i]
	}
	if i := strings.IndexAny(who, "(["); i >= 0 { // "Taoiseach (Prime Minister) Ann FOE"
		if j := strings.IndexAny(who[i:], ")]"); j >= 0 {
			who = who[:i] + who[i+j+1:]
		}
	}
	words := strings.Fields(strings.NewReplacer("’", "'", "‘", "'").Replace(who))
	caps := slices.IndexFunc(words, isCaps)
	if caps < 0 {
		return h, false
	}
	// the title is the longest of the table among the words before the name
	lower := strings.ToLower(strings.Join(words[:caps], " ")) + " "
	name, cut := words, -1
	for _, t := range factbookTitles {
		i := strings.LastIndex(lower, t.words+" ")
		if i < 0 || i > 0 && lower[i-1] != ' ' {
			continue
		}
		if end := i + len(t.words); cut < 0 || end > cut || end == cut && len(t.words) > len(h.title) {
			if h.office != "" && end == cut {
				continue // an earlier row is the longer
			}
			h.office, h.title, cut = t.office, t.title, end
			name = words[len(strings.Fields(lower[:end])):]
		}
	}
	for w := range strings.FieldsSeq(lower[:max(cut, 0)]) {
		h.acting = h.acting || slices.Contains(actingWords, w)
	}
	if h.office == "" {
		for len(name) > 0 && slices.Contains(actingWords, strings.ToLower(name[0])) {
			name = name[1:]
		}
	}
	h.person = parseName(name)
	return h, h.person.family != "" && len(words) < 20 && strings.Count(h.person.given, " ") < 5 && strings.Count(h.person.family, " ") < 5
}

// writtenDate reads "3 May 2021", "May 2021" and "2021".
func writtenDate(s string) edtf.Date {
	f := strings.Fields(s)
	var year, month, day int
	if _, err := fmt.Sscanf(f[len(f)-1], "%d", &year); err != nil || year < 1900 || year > 2100 {
		return edtf.Date{}
	}
	if len(f) > 1 {
		for i, m := range []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"} {
			if strings.HasPrefix(f[len(f)-2], m) {
				month = i + 1
			}
		}
		if month == 0 {
			return edtf.Date{}
		}
	}
	if len(f) > 2 {
		if _, err := fmt.Sscanf(f[0], "%d", &day); err != nil || day < 1 || day > 31 {
			return edtf.Date{}
		}
	}
	text := fmt.Sprintf("%04d", year)
	if month > 0 {
		text += fmt.Sprintf("-%02d", month)
	}
	if day > 0 {
		text += fmt.Sprintf("-%02d", day)
	}
	d, err := edtf.Parse(text)
	if err != nil {
		return edtf.Date{}
	}
	return d
}
