package page

import (
	"fmt"
	"slices"
	"strings"

	"entente/internal/doc"
	"entente/internal/edtf"
)

// An inference narrows down the days on which a text can have been published,
// and keeps the words that each step rests on.
type inference struct {
	r     *Reader
	l     *layout
	segs  []doc.Segment
	sc    scanner
	dates []dateExpr
	sents [][2]int // first and last token of each sentence

	set     days
	reasons []doc.Reason
	line    doc.Span // the dateline: its day is not that of an event
}

// infer bounds the day of publication by the text itself. The zero date says
// that nothing is known.
func (r *Reader) infer(l *layout, p *doc.Page) (edtf.Date, []doc.Reason) {
	lang, _, _ := strings.Cut(strings.ToLower(p.Lang), "-")
	in := &inference{r: r, l: l, segs: p.Segments, set: everyDay()}
	if d, ok := in.stamped(); ok {
		return d, in.reasons
	}
	in.scan(lang)
	in.datelines()
	in.years(lang)
	if lang == "en" || lang == "" {
		in.worldEvents()
		in.formerHolders()
		in.links()
		in.weekdays()
		in.holders()
		in.runningYear()
	}
	in.copyright()
	return in.result()
}

// narrow intersects what is known with one more piece of evidence. Evidence that
// contradicts what is known is left out, and so is what adds nothing; it says
// whether something was added.
func (in *inference) narrow(s days, at doc.Span, why string, args ...any) bool {
	next := in.set.and(s)
	if next.empty() || next.equal(in.set) {
		return false
	}
	in.set = next
	in.reasons = append(in.reasons, doc.Reason{Span: at, Why: fmt.Sprintf(why, args...)})
	return true
}

// result is the hull of the days that are left.
func (in *inference) result() (edtf.Date, []doc.Reason) {
	below, above := in.set.bounded()
	h := in.set.hull()
	switch {
	case below && above:
		return edtf.FromDays(h.first, h.last), in.reasons
	case below:
		y, m, d := h.first.Date()
		switch {
		case d > 1:
			return edtf.From(edtf.YMD(y, m, d)), in.reasons
		case m > 1:
			return edtf.From(edtf.YM(y, m)), in.reasons
		}
		return edtf.From(edtf.Y(y)), in.reasons
	case above:
		y, m, d := h.last.Date()
		if m == 12 && d == 31 {
			return edtf.Until(edtf.Y(y)), in.reasons
		}
		return edtf.Until(edtf.YMD(y, m, d)), in.reasons
	}
	return edtf.Date{}, nil
}

// span is the stretch of days that a date means; false if it lacks its year or is
// no day of the calendar.
func (d dateExpr) span() (stretch, bool) {
	switch {
	case d.year == 0:
		return stretch{}, false
	case d.month == 0:
		return stretch{edtf.DayOf(d.year, 1, 1), edtf.DayOf(d.year, 12, 31)}, true
	case d.day == 0:
		return monthOf(d.year, d.month), true
	}
	day := edtf.DayOf(d.year, d.month, d.day)
	if day.Month() != d.month {
		return stretch{}, false
	}
	return stretch{day, day}, true
}

// days is what a stamp may mean; day and month may be the other way round.
func (d dateExpr) days() (days, bool) {
	a, ok := d.span()
	if !ok {
		return nil, false
	}
	if d.swap {
		d.month, d.day = d.day, d.month
		if b, ok := d.span(); ok {
			return or(a, b), true
		}
	}
	return or(a), true
}

// stamped looks for a date that the page itself gives: a line "Published 12 May
// 2021", a date that stands alone above the text. True if that settles it.
func (in *inference) stamped() (edtf.Date, bool) {
	for _, look := range []struct {
		kind  string
		below bool // also below the text
		why   string
	}{
		{"published", true, "the page says when it was published"},
		{"date", false, "a line above the text gives the date"},
		{"updated", true, "the page says when this version was made"},
		{"credit", true, "the credit says when it was first published"},
		{"below", true, "a dated line below the text"},
	} {
		for i, u := range in.l.us {
			if in.l.kinds[i] != doc.Credit || u.words > 60 || !look.below && !in.aboveText(i) {
				continue
			}
			if in.stampKind(i) != look.kind {
				continue
			}
			if in.stamp(i, look.why) {
				h := in.set.hull()
				if h.first == h.last {
					d, _ := in.result()
					return d, true
				}
				break
			}
		}
		if below, above := in.set.bounded(); below && above {
			break
		}
	}
	return edtf.Date{}, false
}

// aboveText says whether a unit stands above the text, where at most one line of
// it, the standfirst, may come before.
func (in *inference) aboveText(i int) bool {
	f := in.l.first
	return f < 0 || i <= f || i <= f+3 && in.l.us[f].words <= 30 && !slices.Contains(in.l.kinds[f+1:i], doc.Body)
}

// stampKind says what sort of stamp a credit can be.
func (in *inference) stampKind(i int) string {
	kind, rest := in.l.t.phraseOf(in.l.us[i])
	switch {
	case kind == "published" && rest != "", kind == "updated" && rest != "":
		return kind
	case kind == "credit":
		if strings.Contains(in.l.us[i].plain, "published") || strings.Contains(in.l.us[i].plain, "appeared") {
			return "credit"
		}
		return ""
	case !in.aboveText(i):
		if in.l.why[i] == "published" && i > in.l.last {
			return "below"
		}
		return ""
	}
	return "date"
}

// stamp narrows by the first date of a unit.
func (in *inference) stamp(i int, why string) bool {
	ds := in.l.datesIn(in.l.us[i].Span)
	slices.SortStableFunc(ds, func(a, b dateExpr) int { return a.Begin - b.Begin })
	for _, d := range ds {
		if d.month == 0 {
			continue
		}
		if s, ok := d.days(); ok && in.narrow(s, d.Span, "%s", why) {
			return true
		}
		if d.year == 0 && d.day > 0 {
			return in.narrow(dayOfYear(d.month, d.day, 0), d.Span, "%s, without the year", why)
		}
	}
	return false
}

// dayOfYear is a day, and some days after it, of every year.
func dayOfYear(month, day, more int) days {
	return everyYear(func(y int) (stretch, bool) {
		d := edtf.DayOf(y, month, day)
		return stretch{d, d + edtf.Day(more)}, d.Month() == month
	})
}

// scan tokenises the spoken segments and finds their dates.
func (in *inference) scan(lang string) {
	text := in.l.d.Text
	spoken := 0
	for _, s := range in.segs {
		if s.Spoken() {
			spoken += s.Len()
		}
	}
	toks := make([]token, 0, min(spoken, maxScan)/5)
	sentence, left := 0, maxScan
	for i, s := range in.segs {
		if !s.Spoken() || left <= 0 {
			continue
		}
		span := s.Span
		if span.Len() > left {
			span.End = span.Begin + len(clip(text[span.Begin:span.End], left))
		}
		left -= span.Len()
		toks, sentence = tokenise(toks, text, span, i, sentence)
	}
	in.sc = scanner{t: in.r.t, lang: lang, text: text, toks: toks}
	in.dates = in.sc.dates()
	for i, t := range toks {
		if n := len(in.sents); n == 0 || toks[i-1].sentence != t.sentence {
			in.sents = append(in.sents, [2]int{i, i})
		} else {
			in.sents[n-1][1] = i
		}
	}
	// Sentences are counted from 0 without gaps.
	for k, s := range in.sents {
		for i := s[0]; i <= s[1]; i++ {
			toks[i].sentence = k
		}
	}
	for i := range in.dates {
		in.dates[i].sentence = toks[in.dates[i].first].sentence
	}
}

// datelines reads the day from the dateline of the first paragraphs.
func (in *inference) datelines() {
	n := 0
	for i := max(in.l.first, 0); i < len(in.segs) && n < 2; i++ {
		if in.segs[i].Kind != doc.Body {
			continue
		}
		n++
		dl, ok := in.l.dateline(in.segs[i].Span)
		if !ok || dl.date == nil {
			continue
		}
		d := *dl.date
		in.line = dl.Span
		if s, ok := d.days(); ok {
			in.narrow(s, d.Span, "the dateline gives the day")
		} else if d.year == 0 {
			in.narrow(dayOfYear(d.month, d.day, 1), d.Span, "the dateline gives day and month")
		}
		return
	}
}

var (
	sinceWords = set("since с seit depuis desde dal з")
	// Before a year these tell nothing of what is over: "to 2029", "after 2014".
	looseWords = set("to after of from between year and or than for circa around")
	untilWords = set("by until till before through к до bis hasta para entro até towards toward beyond")
)

// years takes the latest date spelled out with its year in the past: the text is
// no older.
func (in *inference) years(lang string) {
	var best dateExpr
	var first edtf.Day
	ahead := latest // what the text itself puts into the future
	for _, d := range in.dates {
		if s, ok := d.span(); ok && s.first < ahead && in.isAhead(d, lang) {
			ahead = s.first
		}
	}
	for _, d := range in.dates {
		s, ok := d.span()
		if !ok || s.first >= ahead || in.line.Overlaps(d.Span) || !in.isPast(d, lang) {
			continue
		}
		if best.year == 0 || s.first > first {
			best, first = d, s.first
		}
	}
	if best.year == 0 {
		return
	}
	at := best.Span
	if i := best.first - 1; i >= 0 && in.sc.near(i, best.first) {
		at.Begin = in.sc.toks[i].Begin
	}
	in.narrow(from(first), at, "a date of the past is spelled out with its year: the text is not older")
}

// isAhead says whether a date is spoken of as one to come.
func (in *inference) isAhead(d dateExpr, lang string) bool {
	if lang != "en" && lang != "" {
		return false
	}
	switch in.tense(d.first, d.last) {
	case future:
		return true
	case past:
		return false
	}
	return d.first > 0 && d.month == 0 && (in.sc.toks[d.first-1].low == "by" || in.sc.toks[d.first-1].low == "until")
}

func (in *inference) isPast(d dateExpr, lang string) bool {
	before := ""
	if d.first > 0 && in.sc.toks[d.first-1].segment == d.segment {
		before = in.sc.toks[d.first-1].low
	}
	switch {
	case untilWords[before]:
		return false
	case sinceWords[before]:
		return true
	case looseWords[before] && lang == "en":
		return false
	case d.month == 0 && (before == "the" || before == "s"):
		k := d.last + 1
		return k < len(in.sc.toks) && in.sc.toks[k].segment == d.segment && overWords[in.sc.toks[k].low]
	case lang != "en" && lang != "":
		return d.month > 0
	}
	switch in.tense(d.first, d.last) {
	case future:
		return false
	case past:
		return true
	}
	return in.segs[d.segment].Kind == doc.Caption
}

// bare lists the dates that name a month of the past without a year, where no
// year stands in the sentence or earlier in the paragraph.
func (in *inference) bare(want tense) []dateExpr {
	var out []dateExpr
	anchor := -1 // segment in which a year was seen
	inYear := map[int]bool{}
	for _, d := range in.dates {
		if d.year > 0 {
			inYear[d.sentence] = true
		}
	}
	for _, d := range in.dates {
		if d.year > 0 {
			anchor = d.segment
			continue
		}
		if anchor == d.segment || inYear[d.sentence] || in.line.Overlaps(d.Span) {
			continue
		}
		t := in.tense(d.first, d.last)
		if t == unclear && (in.segs[d.segment].Kind == doc.Caption || want == unclear) {
			t = past
		}
		if t == past && (want == past || want == unclear) || t == future && want == future {
			out = append(out, d)
		}
	}
	return out
}

// weekdays uses a weekday that stands with a day of the month: they agree only in
// some years.
func (in *inference) weekdays() {
	for _, d := range in.bare(past) {
		if d.weekday == 0 || d.day == 0 {
			continue
		}
		s := everyYear(func(y int) (stretch, bool) {
			day := edtf.DayOf(y, d.month, d.day)
			return stretch{day, edtf.DayOf(y+1, d.month, 1) - 1}, day.Month() == d.month && (day.Weekday()+6)%7+1 == d.weekday
		})
		at := doc.Span{Begin: in.sc.toks[d.first-1].Begin, End: d.End}
		in.narrow(s, at, "the day fell on this weekday only in some years")
	}
}

// runningYear applies once the time is known to about a year: months named
// without a year belong to it, so that the latest of them is past.
func (in *inference) runningYear() {
	below, above := in.set.bounded()
	if h := in.set.hull(); !below || !above || h.last-h.first > 400 {
		return
	}
	ds := in.bare(past)
	months := map[int]bool{}
	var last dateExpr
	for _, d := range ds {
		months[d.month] = true
		if d.month > last.month || d.month == last.month && d.day > last.day {
			last = d
		}
	}
	if len(months) < 2 {
		return
	}
	early := false
	for m := range months {
		early = early || m < 10
	}
	s := everyYear(func(y int) (stretch, bool) {
		end := edtf.DayOf(y, 12, 31)
		if !early { // in January "in November" still needs no year
			end = edtf.DayOf(y+1, 3, 0)
		}
		return stretch{edtf.DayOf(y, last.month, max(1, last.day)), end}, true
	})
	in.narrow(s, last.Span, "months without a year belong to the running year, and this one is over or under way")
	for _, d := range in.bare(future) {
		if d.month < last.month {
			continue
		}
		end := everyYear(func(y int) (stretch, bool) {
			to := monthOf(y, d.month).last
			if d.day > 0 {
				to = edtf.DayOf(y, d.month, d.day)
			}
			return stretch{edtf.DayOf(y, last.month, 1), to}, true
		})
		in.narrow(end, d.Span, "this month or day of the running year still lies ahead")
	}
}

// copyright takes the year of the notice below the page: the text is not younger.
func (in *inference) copyright() {
	for i, u := range in.l.us {
		if in.l.kinds[i] != doc.Boilerplate && in.l.kinds[i] != doc.Credit || u.words > 60 {
			continue
		}
		if !strings.Contains(u.plain, "©") && !strings.Contains(u.plain, "(c)") && !strings.Contains(u.plain, "copyright") {
			continue
		}
		toks, _ := tokenise(nil, in.l.d.Text, u.Span, 0, 0)
		var year token
		for _, t := range toks {
			if isYear(t.num) && t.num > year.num && t.End-t.Begin == 4 {
				year = t
			}
		}
		if year.num > 0 {
			in.narrow(until(edtf.DayOf(year.num, 12, 31)), year.Span, "the copyright notice is of this year: the text is not younger")
			return
		}
	}
}
