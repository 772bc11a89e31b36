package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A layout is a document on its way to a page: its units with their kinds.
type layout struct {
	t     *tables
	d     *doc.Document
	us    []unit
	kinds []doc.SegmentKind // "" while unknown
	why   []string          // the furniture kind that decided, "" if none

	first, last int // first and last unit of running text; -1 if there is none
	head        int // the headline, -1 if there is none

	lang, title       string // the title of the metadata, plain
	byline, publisher string
	tags              []string
}

// headZone is how many units at the beginning can hold a headline.
const headZone = 40

func newLayout(t *tables, d *doc.Document, lang string) *layout {
	l := &layout{t: t, d: d, us: units(d.Text, d.Blocks), first: -1, last: -1, head: -1, lang: lang}
	if len(d.Title) <= maxLine {
		l.title = plain(d.Title)
	}
	l.kinds = make([]doc.SegmentKind, len(l.us))
	l.why = make([]string, len(l.us))
	return l
}

// classify decides the kind of every unit: what is sure first, then what follows
// from where a unit stands.
func (l *layout) classify() {
	for i := range l.us {
		l.furniture(i)
	}
	l.pairedCaptions()
	l.running()
	l.headline()
	l.breadcrumbs()
	l.lists()
	l.captions()
	l.tagLines()
	l.remaining()
}

func (l *layout) set(i int, k doc.SegmentKind, why string) {
	l.kinds[i], l.why[i] = k, why
}

// segments lists the units with their kinds; those that repeat another say so.
func (l *layout) segments() []doc.Segment {
	out := make([]doc.Segment, len(l.us))
	for i, u := range l.us {
		out[i] = doc.Segment{Span: u.Span, Kind: l.kinds[i]}
		if u.same >= 0 && l.repeats(i) {
			out[i].DuplicateOf = doc.RefTo(u.same)
		}
	}
	return out
}

// repeats says whether the second copy of a unit is a repeat, not a second "Yes."
// of an interview.
func (l *layout) repeats(i int) bool {
	j := l.us[i].same
	return l.us[i].words >= 5 || j == i-1 || l.kinds[i] != doc.Body || l.kinds[j] != doc.Body
}

// phraseOf finds the form of words that a line consists of or begins with, the
// longest first, and what follows it.
func (t *tables) phraseOf(u unit) (kind, rest string) {
	p := strings.ReplaceAll(u.plain, " :", ":")
	bare := strings.Trim(p, " .!»›→▼▲+×|>…")
	if k := t.whole[bare]; k != "" {
		return k, ""
	}
	if k := t.whole[strings.Trim(bare, " ()0123456789")]; k != "" && k != "boilerplate" || k != "" && u.words <= 3 {
		return k, ""
	}
	open := strings.TrimLeft(p, "([|-•* ")
	best := phrase{}
	for _, ph := range t.starts[firstToken(open)] {
		if len(ph.text) > len(best.text) && hasPhrase(open, ph.text) {
			best = ph
		}
	}
	if best.kind == "" && u.words <= 40 {
		for _, ph := range t.anywhere {
			if strings.Contains(p, ph.text) {
				return ph.kind, ""
			}
		}
	}
	return best.kind, strings.TrimSpace(open[len(best.text):])
}

func hasPhrase(s, p string) bool {
	if !strings.HasPrefix(s, p) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(p)
	next, _ := utf8.DecodeRuneInString(s[len(p):])
	return len(s) == len(p) || !isWord(last) || !isWord(next)
}

// furniture decides on lines that give themselves away by their words.
func (l *layout) furniture(i int) {
	u := l.us[i]
	if u.plain == "" {
		if countWords(u.text) == 0 && len(u.text) <= maxLine {
			l.set(i, doc.Boilerplate, "boilerplate") // a rule, a stray mark
		}
		return
	}
	if u.words == 0 {
		l.set(i, doc.Boilerplate, "boilerplate")
		return
	}
	switch u.hint {
	case doc.HintCaption:
		l.set(i, doc.Caption, "caption")
		return
	case doc.HintTitle:
		return
	}
	kind, rest := l.t.phraseOf(u)
	text := ""
	switch kind {
	case "source", "byline", "tags":
		text = l.after(u, rest)
	}
	stop := endsSentence(u.text)
	switch kind {
	case "boilerplate":
		if u.words <= 60 {
			l.set(i, doc.Boilerplate, kind)
		}
	case "related", "comments":
		if u.words <= 30 && (!stop || rest == "" || strings.Contains(u.plain[:len(u.plain)-len(rest)], ":")) {
			l.set(i, doc.Boilerplate, kind)
		}
	case "credit":
		if u.words <= 60 {
			l.set(i, doc.Credit, kind)
		}
	case "caption":
		if u.words <= 80 {
			l.set(i, doc.Caption, kind)
		}
	case "source":
		if u.words <= 15 && rest != "" {
			l.set(i, doc.Credit, kind)
			l.statePublisher(text)
		}
	case "published", "updated":
		if u.words <= 20 && l.hasDate(i) {
			l.set(i, doc.Credit, kind)
		}
	case "byline":
		if u.words <= 16 && !stop && l.bylineOf(i, text) {
			l.set(i, doc.Credit, kind)
		}
	case "tags":
		if u.words <= 40 && !stop && rest != "" {
			l.set(i, doc.TagLine, kind)
			l.addTags(splitTags(l.t, text))
		}
	}
	if l.kinds[i] != "" {
		return
	}
	switch {
	case hashtags(u.text):
		l.set(i, doc.TagLine, "tags")
		l.addTags(splitTags(l.t, u.text))
	case l.agencyAlone(u):
		l.set(i, doc.Credit, "source")
		l.statePublisher(strings.Trim(u.text, "()[]- —–/."))
	case u.words <= 14 && l.hasDate(i) && l.dateLine(i):
		l.set(i, doc.Credit, "published")
	case u.words <= 80 && captionMark(u.plain):
		l.set(i, doc.Caption, "caption")
	}
}

// after is the part of a unit that its plain remainder stands for, as written.
func (l *layout) after(u unit, rest string) string {
	n := utf8.RuneCountInString(rest)
	w := fold(u.text)
	for i := range w {
		if utf8.RuneCountInString(w[i:]) <= n {
			return w[i:]
		}
	}
	return ""
}

// agencyAlone says that a line is nothing but "(Reuters)" or "/TASS/".
func (l *layout) agencyAlone(u unit) bool {
	if u.words > 4 || len(u.text) < 3 {
		return false
	}
	switch u.text[0] {
	case '(', '[', '/':
		return l.t.publishers[publisherKey(strings.Trim(u.text, "()[]/. "))] != ""
	}
	return false
}

func hashtags(s string) bool {
	fs := strings.Fields(s)
	for _, f := range fs {
		if f[0] != '#' || len(f) < 2 {
			return false
		}
	}
	return len(fs) > 0
}

// captionMarks are what only captions have: a place in the picture, the maker of a
// photo. Those with a sign or word in common lie together, so that a text without it
// is done with them at once.
var captionMarks = []struct {
	common string
	marks  []string
}{
	{"(", []string{"(left)", "(right)", "(center)", "(centre)", "(l)", "(r)", "(c)", "(file)", "(pictured", "(photo by", "(photo credit", "(photo/",
		"(from left", "(left,", "(right,", "(second from", "(на фото", "(слева", "(справа", "(архивное фото)"}},
	{"[", []string{"[file", "[photo", "[reuters]", "[afp]", "[ap]"}},
	{"/", []string{"reuters/", "/reuters", "/afp", "/ap)", "/epa"}},
	{")", []string{" слева)", " справа)"}},
	{"©", []string{"© "}},
	{"photo", []string{"photo: ", "photo by ", "ap photo", "afp photo", "in this photo", "in an undated photo", "handout photo", "file photo",
		"courtesy photo", "photo courtesy", "illustrative photo"}},
	{"left", []string{"front left", "from left,", "from left to right", "second from left"}},
	{"right", []string{"front right", "second from right"}},
	{"in this ", []string{"in this file photo", "in this image", "in this handout", "in this undated"}},
	{"", []string{"back row", "getty images", "afp via getty", "epa-efe", "seen here", "shutterstock"}},
}

func captionMark(p string) bool {
	for _, group := range captionMarks {
		if !strings.Contains(p, group.common) {
			continue
		}
		for _, mark := range group.marks {
			if strings.Contains(p, mark) {
				return true
			}
		}
	}
	return strings.HasPrefix(p, "left:") || strings.HasPrefix(p, "right:")
}

// endsSentence says whether a text ends with the stop of a sentence, closing
// marks aside.
func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("”\"»’')]", r)
	})
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟۔।", r)
}

func endsWith(s, marks string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("”\"»’')]", r)
	})
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(marks, r)
}

// isRunning says whether a unit reads as running text by itself.
func (l *layout) isRunning(i int) bool {
	u := l.us[i]
	if l.kinds[i] != "" || u.hint == doc.HintTitle || u.hint == doc.HintHeading || u.hint == doc.HintCaption {
		return false
	}
	switch {
	case u.words >= 26:
		return true
	case !endsSentence(u.text):
		return false
	case endsWith(u.text, "?!？！"):
		return u.words >= 18 || stops(u.text) >= 2
	}
	return u.words >= 6 || stops(u.text) >= 2
}

// stops counts the ends of sentences.
func stops(s string) int {
	n := 0
	for i, r := range s {
		if strings.ContainsRune("。！？", r) {
			n++
		}
		if r != '.' && r != '!' && r != '?' {
			continue
		}
		next := strings.TrimLeft(s[i+1:min(len(s), i+12)], "”\"»’')")
		if next == "" || next[0] == ' ' || next[0] == '\n' || strings.HasPrefix(next, "\u00a0") {
			n++
		}
	}
	return n
}

// running finds the first and last unit of running text.
func (l *layout) running() {
	for i := range l.us {
		if l.isRunning(i) && !l.isTitle(i) {
			if l.first < 0 {
				l.first = i
			}
			l.last = i
		}
	}
}

// isTitle says whether a unit is the title that the metadata gives, perhaps
// without the name of the site behind it.
func (l *layout) isTitle(i int) bool {
	u, title := l.us[i], l.title
	if title == "" || u.plain == "" {
		return false
	}
	if strings.Trim(u.plain, " .") == strings.Trim(title, " .") {
		return true
	}
	if u.words < 3 || !strings.HasPrefix(title, u.plain) {
		return false
	}
	rest := strings.TrimSpace(title[len(u.plain):])
	return rest != "" && strings.ContainsRune("|-:·•/", []rune(rest)[0])
}

// headline finds the unit that is the headline.
func (l *layout) headline() {
	l.head = l.findHeadline()
	if l.head < 0 {
		return
	}
	l.set(l.head, doc.Headline, "")
	for i := range l.us {
		if i != l.head && l.us[i].same == l.head {
			l.set(i, doc.Headline, "")
		}
	}
}

func (l *layout) findHeadline() int {
	for i := range l.us {
		if l.isTitle(i) {
			return i
		}
	}
	for i, u := range l.us {
		if u.hint == doc.HintTitle && u.words > 0 {
			return i
		}
	}
	if l.first < 0 {
		return -1
	}
	zone := l.us[:min(l.first, headZone)]
	// What a breadcrumb ends with, or what is printed twice above the text.
	for i := range zone {
		if parts := crumbs(l.us[i].text); len(parts) > 1 {
			last := plain(parts[len(parts)-1])
			for j := range zone {
				if j != i && l.us[j].plain == last && countWords(last) >= 2 {
					return j
				}
			}
		}
	}
	for i := range zone {
		if j := l.us[i].same; j >= 0 && j < len(zone) && l.mayHead(j) && l.us[j].words >= 4 {
			return j
		}
	}
	if l.d.Title != "" {
		// The title is not in the text as it stands, but a heading may be close.
		for i := range zone {
			if l.us[i].hint == doc.HintHeading && likeness(l.us[i].plain, l.title) >= 0.6 {
				return i
			}
		}
		return -1
	}
	short := -1
	for i := range zone {
		if !l.mayHead(i) {
			continue
		}
		if letterhead(l.us[i]) && slices.ContainsFunc(zone[i+1:], func(u unit) bool { return u.words >= 6 && l.mayHead(u.index) && !letterhead(u) }) {
			continue
		}
		if l.us[i].words >= 4 {
			return i
		}
		if l.us[i].words >= 2 && short < 0 {
			short = i
		}
	}
	if short >= 0 {
		return short
	}
	// A headline with a full stop, if a dateline follows it.
	if u := l.us[l.first]; l.first+1 < len(l.us) && u.words <= 14 && stops(u.text) == 1 && l.kinds[l.first+1] == "" {
		if _, ok := l.dateline(l.us[l.first+1].Span); ok {
			i := l.first
			l.first++
			l.last = max(l.last, l.first)
			return i
		}
	}
	return -1
}

// mayHead says whether a unit above the text can be its headline.
func (l *layout) mayHead(i int) bool {
	u := l.us[i]
	if l.kinds[i] != "" || u.plain == "" || u.words > 30 || isItem(u.text) || len(crumbs(u.text)) > 1 {
		return false
	}
	return !endsWith(u.text, ".,;:") && !l.onlyTags(u) && !l.likeTags(u) && !(l.hasDate(i) && l.dateLine(i))
}

// letterhead says whether a line names the body that issues a text.
func letterhead(u unit) bool {
	if u.words > 9 {
		return false
	}
	for _, w := range []string{"ministry of ", "embassy of ", "office of the ", "press release", "press service", "press office", "department of ",
		"government of ", "permanent mission ", "embassy ", "u.s. embassy", "министерство ", "посольство ", "пресс-служба ", "пресс-релиз"} {
		if strings.HasPrefix(u.plain, w) || strings.HasPrefix(u.plain, "the "+w) {
			return true
		}
	}
	return false
}

// likeness is the share of common words, 0 to 1.
func likeness(a, b string) float64 {
	x, y := set(a), set(b)
	n := 0
	for w := range x {
		if y[w] {
			n++
		}
	}
	return float64(n) / float64(max(1, max(len(x), len(y))))
}

// crumbs splits a breadcrumb into its parts; one part or none if it is no
// breadcrumb.
func crumbs(s string) []string {
	if len(s) > 400 {
		return nil
	}
	for _, sep := range []string{"»", "›", ">", "→", " / ", " | ", "::"} {
		if strings.Count(s, sep) == 0 {
			continue
		}
		parts := strings.Split(s, sep)
		for i := range parts {
			parts[i] = fold(parts[i])
		}
		return parts
	}
	return nil
}

var homes = set("home main homepage start главная accueil inicio startseite anasayfa башкы басты bosh")

func (l *layout) breadcrumbs() {
	end := l.first
	if end < 0 {
		end = len(l.us)
	}
	for i := range l.us[:end] {
		parts := crumbs(l.us[i].text)
		if l.kinds[i] != "" || len(parts) < 2 {
			continue
		}
		last := plain(parts[len(parts)-1])
		ends := l.head >= 0 && last != "" && (last == l.us[l.head].plain ||
			strings.HasPrefix(l.us[l.head].plain, strings.TrimRight(last, ". …")) && countWords(last) >= 3)
		if homes[strings.ToLower(firstToken(parts[0]))] || ends || l.allTags(parts) {
			l.set(i, doc.Boilerplate, "breadcrumb")
		}
	}
}

func (l *layout) allTags(parts []string) bool {
	for _, p := range parts {
		if l.t.tags[plain(p)] == "" {
			return false
		}
	}
	return true
}

// lists throws away what follows the heading of a list of links, and all that
// follows the heading of the comments below an article.
func (l *layout) lists() {
	read := 0
	for i := range l.us {
		if l.isRunning(i) {
			read++
		}
		if l.kinds[i] != doc.Boilerplate {
			continue
		}
		switch l.why[i] {
		case "related":
			if _, rest := l.t.phraseOf(l.us[i]); rest != "" && (l.us[i].words > 6 || strings.Contains(l.us[i].plain, ":")) {
				continue // the link stands in the same line
			}
			for j := i + 1; j < len(l.us) && l.kinds[j] != doc.Headline && l.isLink(j); j++ {
				if l.kinds[j] != doc.Boilerplate {
					l.set(j, doc.Boilerplate, "list")
				}
				if l.why[j] == "related" {
					l.why[j] = "list"
				}
			}
		case "comments":
			if l.first >= 0 && read >= 2 {
				for j := i + 1; j < len(l.us); j++ {
					l.set(j, doc.Boilerplate, "list")
				}
				l.last = min(l.last, i)
				return
			}
		}
	}
	for l.last >= 0 && l.kinds[l.last] != "" {
		l.last--
	}
}

// isLink says whether a unit can be the words of a link in a list of articles.
func (l *layout) isLink(i int) bool {
	u := l.us[i]
	return u.plain != "" && u.words <= 25 && (u.hint == doc.HintList || !endsWith(u.text, ".")) &&
		(l.kinds[i] == "" || l.kinds[i] == doc.Boilerplate || l.kinds[i] == doc.Credit) && i != l.first && l.why[i] != "comments"
}

// remaining decides what is left by where it stands.
func (l *layout) remaining() {
	for i, u := range l.us {
		if l.kinds[i] != "" {
			continue
		}
		switch {
		case l.first < 0:
			l.set(i, doc.Body, "")
		case u.hint == doc.HintHeading && u.words <= 30:
			l.set(i, doc.Subhead, "")
		case i < l.head && (u.words <= 4 || letterhead(u)) && !endsSentence(u.text):
			l.set(i, doc.Boilerplate, "") // the name of the site, a section
		case l.isRunning(i) || isItem(u.text) || u.hint == doc.HintList || u.hint == doc.HintQuote:
			l.set(i, doc.Body, "")
		case i > l.last:
			l.set(i, l.trailing(i), "")
		case l.isSubhead(i):
			l.set(i, doc.Subhead, "")
		default:
			l.set(i, doc.Body, "")
		}
	}
}

// trailing decides on a line below the text: a short one without a stop is what
// the site put there.
func (l *layout) trailing(i int) doc.SegmentKind {
	u := l.us[i]
	if endsSentence(u.text) || u.words > 25 {
		return doc.Body
	}
	alone := (i == 0 || i-1 <= l.last || l.kinds[i-1] != doc.Boilerplate) && (i+1 >= len(l.us) || endsSentence(l.us[i+1].text))
	if alone && u.words > 4 {
		return doc.Body
	}
	return doc.Boilerplate
}

// isSubhead says whether a unit is a short line without stop that starts as a
// sentence does.
func (l *layout) isSubhead(i int) bool {
	u := l.us[i]
	if u.words > 14 || u.runes > 110 || endsWith(u.text, ".,;:…") {
		return false
	}
	if i := strings.Index(u.text, ": "); i > 0 && i < 30 && endsWith(u.text, "?!") {
		return false // a question put in an interview
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(u.text, "‘'“\"«„#*[( "))
	return !unicode.IsLower(r)
}
