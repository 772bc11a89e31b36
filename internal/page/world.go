package page

import (
	"fmt"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// A sighting is a well-known event found in a sentence.
type sighting struct {
	event       int
	first, last int // tokens
}

// sight finds the events whose words stand close together in a sentence.
func (in *inference) sight(s [2]int) []sighting {
	var out []sighting
	for i := s[0]; i <= s[1]; i++ {
		for _, alt := range in.r.t.byWord[in.sc.toks[i].low] {
			if sg, ok := in.matches(alt, i, s); ok {
				out = append(out, sg)
			}
		}
	}
	return out
}

// How many tokens from its first word the other words of an event may stand: two
// words alone must be closer than three.
const farWords, nearWords = 8, 5

// reach is how many tokens from an event its date may stand.
const reach = 10

func (in *inference) matches(alt alternative, i int, s [2]int) (sighting, bool) {
	n := in.phraseAt(i, s[1], alt.words[0])
	if n == 0 {
		return sighting{}, false
	}
	sg := sighting{alt.event, i, i + n - 1}
	reach := farWords
	if len(alt.words) == 2 {
		reach = nearWords
	}
	for _, w := range alt.words[1:] {
		at, n := -1, 0
		for d := 1; d <= reach && at < 0; d++ {
			for _, j := range []int{i + d, i - d} {
				if j < s[0] || j > s[1] {
					continue
				}
				if n = in.phraseAt(j, s[1], w); n > 0 {
					at = j
					break
				}
			}
		}
		if at < 0 {
			return sg, false
		}
		sg.first, sg.last = min(sg.first, at), max(sg.last, at+n-1)
	}
	return sg, !in.denied(sg, s)
}

// denied says whether the words beside an event speak of its not happening.
func (in *inference) denied(sg sighting, s [2]int) bool {
	for i := max(s[0], sg.first-2); i <= min(s[1], sg.last); i++ {
		switch in.sc.toks[i].low {
		case "not", "never", "no", "without", "prevent", "avoid", "if", "unless":
			return true
		}
	}
	return false
}

// phraseAt says how many tokens from one on match a word of an alternative, whose
// parts joined by _ follow each other; 0 if they do not.
func (in *inference) phraseAt(i int, limit int, w string) int {
	n := 0
	for part := range strings.SplitSeq(w, "_") {
		if i+n > limit || !wordMatches(in.sc.toks[i+n].low, part) {
			return 0
		}
		n++
	}
	return n
}

func wordMatches(low, w string) bool {
	if stem, ok := strings.CutSuffix(w, "*"); ok {
		return strings.HasPrefix(low, stem)
	}
	return low == w
}

// worldEvents bounds the text by the events it speaks of. An event named with a
// month and no year is not yet a year old; one named without date is past.
func (in *inference) worldEvents() {
	type window struct {
		set days
		at  doc.Span
		why string
	}
	var windows []window
	bare := in.bare(unclear)
	bare = append(bare, in.bare(future)...)
	for _, s := range in.sents {
		seen := in.sight(s)
		if len(seen) == 0 {
			continue
		}
		byDate := map[int][]sighting{} // by index in bare
		byRel := map[int][]sighting{}  // by index in rels
		rels := in.relatives(s)
		for _, sg := range seen {
			ev := in.r.t.events[sg.event]
			if !ev.foreseen && in.untold(sg) {
				continue
			}
			if b, ok := in.nearestDate(bare, sg); ok {
				if monthsOf(ev)[bare[b].month] {
					byDate[b] = append(byDate[b], sg)
				}
				continue
			}
			if k, ok := nearestRelative(rels, sg); ok && !ev.idiom {
				byRel[k] = append(byRel[k], sg)
				continue
			}
			if day, ok := in.onWeekday(ev, sg, s); ok {
				windows = append(windows, window{between(ev.first, ev.last+6), in.cover(min(sg.first, day), max(sg.last, day)),
					fmt.Sprintf("%s (%s): told by the day of the week, it is of these days", ev.name, edtf.FromDays(ev.first, ev.last))})
				continue
			}
			if ev.month || in.dated(s) || ev.foreseen && in.tense(sg.first, sg.last) != past || in.untold(sg) {
				continue
			}
			in.narrow(from(ev.first), in.cover(sg.first, sg.last), "%s (%s) is past", ev.name, edtf.FromDays(ev.first, ev.last))
		}
		for _, k := range sortedInts(byRel) {
			r := rels[k]
			var all []stretch
			lo, hi := r.first, r.last
			for _, sg := range byRel[k] {
				all = append(all, r.of(in.r.t.events[sg.event])...)
				lo, hi = min(lo, sg.first), max(hi, sg.last)
			}
			windows = append(windows, window{or(all...), in.cover(lo, hi), in.names(byRel[k]) + ": told by the time gone by since"})
		}
		for _, b := range sortedInts(byDate) {
			d := bare[b]
			var all []stretch
			lo, hi := d.first, d.last
			for _, sg := range byDate[b] {
				all = append(all, in.window(in.r.t.events[sg.event], d))
				lo, hi = min(lo, sg.first), max(hi, sg.last)
			}
			windows = append(windows, window{or(all...), in.cover(lo, hi),
				in.names(byDate[b]) + ": named with its month and without a year, it is less than a year off"})
		}
	}
	// Windows that contradict each other or what is known prove that one was
	// misread: none of them counts.
	joint := in.set
	for _, w := range windows {
		joint = joint.and(w.set)
	}
	if joint.empty() {
		return
	}
	for _, w := range windows {
		in.narrow(w.set, w.at, "%s", w.why)
	}
}

// names lists the events that words may mean.
func (in *inference) names(sgs []sighting) string {
	var out []string
	for _, sg := range sgs {
		ev := in.r.t.events[sg.event]
		if name := fmt.Sprintf("%s (%s)", ev.name, edtf.FromDays(ev.first, ev.last)); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", or ")
}

var notNow = set("after since ago anniversary before years months weeks following ahead")

var sayWords = set("said says told announced added warned spoke met")

// onWeekday says whether the sentence tells an event as news: by a day of the
// week, on which it did happen, close to its words.
func (in *inference) onWeekday(ev worldEvent, sg sighting, s [2]int) (int, bool) {
	toks := in.sc.toks
	for i := s[0]; i <= sg.last; i++ {
		if notNow[toks[i].low] {
			return 0, false
		}
	}
	for i := max(s[0]+1, sg.first-3); i <= min(s[1], sg.last+9); i++ {
		if i > sg.last && (sayWords[toks[i].low] || notNow[toks[i].low]) {
			return 0, false
		}
		w := weekdays[toks[i].low]
		if w == 0 || len(toks[i].low) < 6 || toks[i-1].low != "on" {
			continue
		}
		for d := ev.first; d <= ev.last && d < ev.first+7; d++ {
			if (d.Weekday()+6)%7+1 == w {
				return i, true
			}
		}
	}
	return 0, false
}

// window is when a text can speak of an event by its month alone.
func (in *inference) window(ev worldEvent, d dateExpr) stretch {
	y, m, _ := ev.first.Date()
	end := edtf.DayOf(y+1, m, 1) - 1
	if ev.idiom {
		end = latest
	}
	begin := ev.first
	if ev.foreseen || d.day == 0 {
		switch in.tense(d.first, d.last) {
		case future:
			return stretch{edtf.DayOf(y-1, m+1, 1), ev.last}
		case unclear:
			if ev.foreseen {
				begin = edtf.DayOf(y-1, m+1, 1)
			}
		}
	}
	return stretch{begin, end}
}

// Verbs that with "to" before them tell what somebody wants or fears.
var wantedVerbs = set("join resign invade annex seize capture oust topple arrest detain withdraw leave attack overthrow flee kill assassinate")

// untold says whether the words about an event speak of it as possible or to come.
func (in *inference) untold(sg sighting) bool {
	toks := in.sc.toks
	s := in.sents[toks[sg.first].sentence]
	for i := max(s[0], sg.first-3); i <= min(s[1], sg.last); i++ {
		switch toks[i].low {
		case "if", "would", "could", "may", "might", "possible", "potential", "threatened", "planned", "ahead", "before", "will":
			return true
		case "to":
			if i < s[1] && wantedVerbs[toks[i+1].low] {
				return true
			}
		}
	}
	return false
}

// dated says whether a sentence spells out a year.
func (in *inference) dated(s [2]int) bool {
	k := in.sc.toks[s[0]].sentence
	for _, d := range in.dates {
		if d.sentence == k && d.year > 0 {
			return true
		}
	}
	return false
}

// cover is the text from one token to another, both of one segment.
func (in *inference) cover(first, last int) doc.Span {
	return doc.Span{Begin: in.sc.toks[first].Begin, End: in.sc.toks[last].End}
}

func monthsOf(ev worldEvent) map[int]bool {
	months := map[int]bool{}
	for d := ev.first; d <= ev.last && len(months) < 12; d += 15 {
		months[d.Month()] = true
	}
	months[ev.last.Month()] = true
	return months
}

func (in *inference) nearestDate(ds []dateExpr, sg sighting) (int, bool) {
	best, dist := -1, reach
	k := in.sc.toks[sg.first].sentence
	for i, d := range ds {
		if d.sentence != k {
			continue
		}
		if gap := tokenGap(d.first, d.last, sg); gap < dist {
			best, dist = i, gap
		}
	}
	return best, best >= 0
}

// tokenGap counts the tokens between a stretch and a sighting; far apart if they
// are of two sentences.
func tokenGap(first, last int, sg sighting) int {
	switch {
	case first > sg.last:
		return first - sg.last
	case last < sg.first:
		return sg.first - last
	}
	return 0
}

func sortedInts[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A relative is a time counted from the day of publication.
type relative struct {
	first, last int    // tokens
	unit        string // year, month, week, day
	back        int    // how many units ago; 0 the running one, -1 the next
	about       bool   // counted from day to day, not by the calendar
}

var smallNumbers = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10}

// relatives finds the relative times of a sentence.
func (in *inference) relatives(s [2]int) []relative {
	var out []relative
	for i := s[0]; i <= s[1]; i++ {
		w := in.sc.toks[i].low
		unit := strings.TrimSuffix(w, "s")
		switch unit {
		case "year", "month", "week", "day":
		case "yesterday", "yesterday'":
			out = append(out, relative{i, i, "day", 1, true})
			continue
		default:
			continue
		}
		if i == s[0] {
			continue
		}
		prev := in.sc.toks[i-1].low
		r := relative{first: i - 1, last: i, unit: unit}
		switch {
		case w != unit && (i+1 > s[1] || in.sc.toks[i+1].low != "ago"):
			continue
		case i+1 <= s[1] && in.sc.toks[i+1].low == "ago":
			n := smallNumbers[prev]
			if n == 0 {
				n = max(0, in.sc.toks[i-1].num)
			}
			if n == 0 || n > 60 {
				continue
			}
			r.back, r.last, r.about = n, i+1, true
		case prev == "last":
			// "over the last month" is a length of time
			if i >= s[0]+2 && in.sc.toks[i-2].low == "the" {
				continue
			}
			r.back = 1
		case prev == "this":
		case prev == "next":
			r.back = -1
		default:
			continue
		}
		out = append(out, r)
	}
	return out
}

func nearestRelative(rs []relative, sg sighting) (int, bool) {
	best, dist := -1, reach
	for i, r := range rs {
		if r.unit == "day" && r.back == 0 || r.back < 0 {
			continue
		}
		if gap := tokenGap(r.first, r.last, sg); gap < dist {
			best, dist = i, gap
		}
	}
	return best, best >= 0
}

// of says when a text was published that puts an event at this time.
func (r relative) of(ev worldEvent) days {
	y, m, _ := ev.first.Date()
	ly, lm, _ := ev.last.Date()
	n := r.back
	switch r.unit {
	case "year":
		if r.about {
			return between(edtf.DayOf(y+n, m-5, 1), edtf.DayOf(ly+n, lm+7, 0))
		}
		return between(max(ev.first, edtf.DayOf(y+n, 1, 1)), edtf.DayOf(ly+n, 12, 31))
	case "month":
		if r.about {
			return between(edtf.DayOf(y, m+n-1, 15), edtf.DayOf(ly, lm+n+1, 16))
		}
		return between(max(ev.first, edtf.DayOf(y, m+n, 1)), edtf.DayOf(ly, lm+n+1, 0))
	case "week":
		return between(ev.first+edtf.Day(7*max(0, n-1)), ev.last+edtf.Day(7*n+6))
	}
	return between(ev.first+edtf.Day(n), ev.last+edtf.Day(n+1))
}

// links connects "last month" with the month that another sentence names for the
// same thing: if a deal was struck last month, and the deal was struck in
// November, it is December.
func (in *inference) links() {
	bare := in.bare(past)
	if len(bare) == 0 {
		return
	}
	df := map[string]int{}
	stems := make([]map[string]bool, len(in.sents))
	for k, s := range in.sents {
		stems[k] = in.stems(s)
		for w := range stems[k] {
			df[w]++
		}
	}
	tried := 0
	for k, s := range in.sents {
		for _, r := range in.relatives(s) {
			if r.unit != "month" || r.back < 0 || r.back > 3 || in.tense(r.first, r.last) == future {
				continue
			}
			if tried++; tried > 20 {
				return // each is held against every month of the text
			}
			if in.link(k, r, bare, stems, df) {
				break
			}
		}
	}
}

func (in *inference) link(k int, r relative, bare []dateExpr, stems []map[string]bool, df map[string]int) bool {
	var score [13]float64
	var at [13]dateExpr
	for _, d := range bare {
		if d.sentence == k {
			continue
		}
		shared, sum := 0, 0.0
		for _, w := range sortedSet(stems[k]) {
			if stems[d.sentence][w] {
				shared++
				sum += 1 / float64(df[w])
			}
		}
		gap := float64(max(k-d.sentence, d.sentence-k))
		sum /= 1 + gap/20
		if shared >= 2 && sum > score[d.month] {
			score[d.month], at[d.month] = sum, d
		}
	}
	best, second := 0, 0.0
	for m := 1; m <= 12; m++ {
		if score[m] > score[best] {
			best, second = m, score[best]
		} else {
			second = max(second, score[m])
		}
	}
	if best == 0 || score[best] < 0.3 || score[best] < 1.25*second {
		return false
	}
	s := everyYear(func(y int) (stretch, bool) { return monthOf(y, best+r.back), true })
	words := in.cover(r.first, min(r.last+1, in.sents[k][1]))
	if !in.narrow(s, words, "%q and the month named for the same thing", in.l.d.Text[in.sc.toks[r.first].Begin:in.sc.toks[r.last].End]) {
		return false
	}
	in.reasons = append(in.reasons, doc.Reason{Span: in.sentenceTo(at[best]), Why: "the month named for the same thing"})
	return true
}

// sentenceTo is a date with up to three words before it.
func (in *inference) sentenceTo(d dateExpr) doc.Span {
	s := in.sents[d.sentence]
	return in.cover(max(s[0], d.first-3), d.last)
}

var plainWords = set(`that this with from have been were their they which will would there about into after also than more some other
	when while where what last month year week said says told over under between among such these those only most many much very
	both each could should them then`)

// stems are the beginnings of the words of a sentence that say what it is about.
func (in *inference) stems(s [2]int) map[string]bool {
	out := map[string]bool{}
	for i := s[0]; i <= s[1]; i++ {
		w := in.sc.toks[i].low
		if len(w) < 4 || plainWords[w] || in.sc.t.months[w] != nil || in.sc.toks[i].num >= 0 {
			continue
		}
		n := 0
		for cut := range w {
			if n == 5 {
				w = w[:cut]
				break
			}
			n++
		}
		out[strings.TrimSuffix(w, "s")] = true
	}
	return out
}

func sortedSet(m map[string]bool) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
