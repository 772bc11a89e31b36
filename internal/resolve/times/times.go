// Package times finds the words of a text that say when, and resolves them to
// dates as vague as the words: "last month" of December 2022 is 2022-11, "late
// November" is 2022-11-21/2022-11-30, "in recent years" has an end and no start.
//
// It reads English. It needs only the words; where the tokens carry parts of
// speech and a tree, it asks them whether "may" is a verb and which tense a
// clause has. What happened at a time is left to package code.
package times

import (
	"fmt"
	"io/fs"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
)

// A Table is what the matcher knows of words and holidays. It is safe for
// concurrent use.
type Table struct {
	words    map[string]word
	cues     map[string]cue
	holidays map[string][]*holiday
}

// Load reads the holidays from holidays.tsv in the folder of dates (data/dates).
// The error lists all faults, with their lines; a folder without the file is one.
func Load(dates fs.FS) (*Table, error) {
	t := &Table{words: lexicon(), cues: cues(), holidays: map[string][]*holiday{}}
	if err := t.loadHolidays(dates, "holidays.tsv"); err != nil {
		return nil, fmt.Errorf("load times: %w", err)
	}
	return t, nil
}

// Resolve finds the expressions of time in a document, in order and apart. The
// span is the expression, without a preposition unless that is part of what it
// means: "since", "until", "by", "from … to", "between … and".
//
// What is relative is resolved against published; if that is known to the month
// only, the answer is that much wider, and if it is unknown the date is zero and
// the expression is still reported, with basis relative. "The next day" and "that
// year" are resolved against what the text told of last; a month without a year
// after "In 2014, …" is of that year to the end of the paragraph, and otherwise
// the nearest one in the past, or to come if the verb is in the future.
//
// A duration or recurrence has no date; its Duration is "" if it is vague ("for
// decades").
func (t *Table) Resolve(p *doc.Parsed, published edtf.Date) []event.Time {
	if published.Precision() == edtf.RecurrencePrecision {
		published = published.Start()
	}
	c := &context{published: published}
	m := &matcher{table: t, text: p.Text}
	var out []event.Time
	var all []found
	segment := -1
	for i, s := range p.Sentences {
		if s.Begin < 0 || s.End > len(p.Text) || s.Begin >= s.End {
			continue
		}
		if s.Segment != segment {
			segment, c.framed = s.Segment, false
		}
		c.sentence = i
		c.still = false
		if s.Segment >= 0 && s.Segment < len(p.Segments) {
			kind := p.Segments[s.Segment].Kind
			c.still = kind == doc.Caption || kind == doc.Headline
		}
		m.tokens = s.Tokens
		m.lx = t.cut(m.lx[:0], s, p.Text)
		m.shout = shouted(m.lx)
		all = m.findAll(all[:0])
		for _, f := range all {
			out = append(out, c.time(m, f))
		}
	}
	return out
}

// findAll finds the expressions of a sentence, from left to right.
func (m *matcher) findAll(all []found) []found {
	for i := 0; i < len(m.lx); {
		f, ok := m.at(i)
		if !ok || f.j <= i {
			i++
			continue
		}
		f.j = min(f.j, len(m.lx))
		all = append(all, f)
		i = f.j
	}
	// "in March and April 2022": the year counts for both.
	for k := len(all) - 2; k >= 0; k-- {
		f, next := &all[k], all[k+1]
		last := f.a
		if f.link == between {
			last = f.b
		}
		if last.what == wMonth && last.year.kind == noYear && last.dir == byTense && next.a.what == wMonth && m.onlyAnd(f.j, next.i) {
			if f.link == between {
				f.b.year = next.a.year
			} else {
				f.a.year = next.a.year
			}
		}
	}
	return all
}

func (m *matcher) onlyAnd(i, j int) bool {
	if j-i > 3 {
		return false
	}
	for ; i < j; i++ {
		if !m.is(i, cAnd) && !m.mark(i, ',') && !m.word(i, "or", "in", "on") {
			return false
		}
	}
	return true
}

func shouted(lx []lexeme) bool {
	words := 0
	for _, l := range lx {
		if l.kind == isWord && l.end-l.begin > 1 {
			if !l.shout {
				return false
			}
			words++
		}
	}
	return words > 1
}

// time resolves one expression, and keeps it in mind.
func (c *context) time(m *matcher, f found) event.Time {
	c.tense = func() tense {
		t := m.tenseAround(f.i, f.j)
		if t == unclear && f.link == upTo {
			t = future // it runs until May
		}
		if t == present && c.still {
			t = past
		}
		return t
	}
	t := event.Time{
		Span:     doc.Span{Begin: int(m.lx[f.i].begin), End: int(m.lx[f.j-1].end)},
		Sentence: c.sentence,
		Kind:     event.TimeDate,
	}
	switch f.a.what {
	case wDuration:
		t.Kind, t.Duration, t.Basis = event.TimeDuration, f.a.iso, event.DateStated
		return t
	case wRecurrence:
		t.Kind, t.Duration, t.Basis = event.TimeRecurrence, f.a.iso, event.DateStated
		return t
	}
	if f.link == between {
		t.Date, t.Basis = c.interval(f)
	} else {
		t.Date, t.Basis = c.resolve(f.a)
	}
	switch f.link {
	case fromOn:
		t.Date, t.Since = edtf.From(t.Date), true
		return t
	case upTo:
		t.Date = edtf.Until(t.Date)
		return t
	}
	c.keep(m, f, t)
	return t
}

// keep remembers a date, for "the next day", and the year that a paragraph tells
// of, for "in March" after "In 2014, …".
func (c *context) keep(m *matcher, f found, t event.Time) {
	first, ok := t.Date.First()
	last, ok2 := t.Date.Last()
	if !ok || !ok2 {
		return
	}
	c.remember(t.Date)
	now, known := c.published.First()
	opens := f.i <= 2 && (f.i == 0 || m.is(f.i-1, cIn) || m.is(f.i-1, cThe))
	if first.Year() != last.Year() {
		return
	}
	switch {
	case known && opens && t.Basis == event.DateStated && first.Year() < now.Year():
		c.framed, c.frame = true, first.Year()
	case known && opens && t.Basis == event.DateRelative:
		c.framed = false
	case !known && t.Basis == event.DateStated:
		c.framed, c.frame = true, first.Year()
	}
}

// interval resolves "from a to b". What b says of the year counts for a too, and
// of two dates without a year the second is the one after the first.
func (c *context) interval(f found) (edtf.Date, event.DateBasis) {
	a, b := f.a, f.b
	if a.year.kind == noYear && a.dir == byTense {
		a.year = b.year
	}
	d2, basis := c.resolve(b)
	d1, basis1 := c.resolve(a)
	if basis1 != event.DateStated {
		basis = basis1
	}
	first, ok := d1.First()
	last, ok2 := d2.Last()
	if ok && ok2 && first > last {
		now, tense := c.published, c.tense()
		if tense == future {
			c.published, b.dir = d1, onOrAfter
			d2, _ = c.resolve(b)
		} else {
			c.published, a.dir = d2, onOrBefore
			if b.year.kind != noYear {
				a.year = yearRef{}
			}
			d1, _ = c.resolve(a)
		}
		c.published = now
	}
	return edtf.Between(d1, d2), basis
}
