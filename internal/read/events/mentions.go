package events

import (
	"bytes"
	"fmt"
	"time"

	"github.com/zeebo/xxh3"

	"entente/internal/record"
)

// Mention makes a mention of a record of GDELT's table of mentions. The error
// says why it is none; text and note are as of Row.
func (p *Parser) Mention(rec *Record, m *record.Mention) (line []byte, note string, err error) {
	if err := p.columns(rec); err != nil {
		return p.line, "", err
	}
	if err := p.mention(m); err != nil {
		return p.line, "", err
	}
	m.Line = rec.Line
	return p.line, p.note, nil
}

func (p *Parser) mention(m *record.Mention) error {
	f := p.f
	*m = record.Mention{}
	id, ok := number(bytes.TrimSpace(f[0]))
	if !ok {
		return fmt.Errorf("GLOBALEVENTID %q is no number", clip(string(f[0]), 30))
	}
	m.Event = int64(id)
	if m.EventTime, ok = moment(f[1]); !ok {
		return fmt.Errorf("EventTimeDate %q is no time", clip(string(f[1]), 30))
	}
	if m.Time, ok = moment(f[2]); !ok {
		return fmt.Errorf("MentionTimeDate %q is no time", clip(string(f[2]), 30))
	}
	if m.Time > (int64(p.know.Today)+2)*86400 {
		return fmt.Errorf("mentioned at %s, in the future", time.Unix(m.Time, 0).UTC().Format(time.RFC3339))
	}
	for _, c := range []struct {
		to   *int32
		at   int
		what string
	}{{&m.Sentence, 6, "SentenceID"}, {&m.SourceAt, 7, "Actor1CharOffset"}, {&m.TargetAt, 8, "Actor2CharOffset"}, {&m.ActionAt, 9, "ActionCharOffset"}, {&m.Length, 12, "MentionDocLen"}} {
		b := f[c.at]
		if string(b) == "-1" {
			b = nil
		}
		n, err := count(b, c.what)
		if err != nil {
			return err
		}
		*c.to = n
	}
	kind, err := count(f[3], "MentionType")
	if err != nil || kind > 100 {
		return fmt.Errorf("MentionType %q is no type", clip(string(f[3]), 30))
	}
	m.Kind = int8(kind)
	confidence, err := count(f[11], "Confidence")
	if err != nil || confidence > 100 {
		return fmt.Errorf("confidence %q is no share of a hundred", clip(string(f[11]), 30))
	}
	m.Confidence = int8(confidence)
	m.InRawText = string(f[10]) == "1"
	if m.Tone, err = score(f[13], "MentionDocTone", -100, 100); err != nil {
		return err
	}
	m.Publisher = p.publisher(f[4])
	// A mention has no id: the same event, moment, article and sentence is the
	// same mention.
	p.key = append(p.key[:0], f[0]...)
	for _, at := range []int{2, 3, 5, 6, 7, 8, 9} {
		p.key = append(append(p.key, '\t'), f[at]...)
	}
	m.Key = xxh3.Hash(p.key)
	return nil
}

// moment reads a time written YYYYMMDDHHMMSS, in seconds since 1970-01-01, UTC.
func moment(b []byte) (int64, bool) {
	b = bytes.TrimSpace(b)
	day, ok := compactDay(b)
	if !ok || len(b) != 14 {
		return 0, false
	}
	n, ok := number(b[8:])
	h, m, s := n/10000, n/100%100, n%100
	if !ok || h > 23 || m > 59 || s > 60 {
		return 0, false
	}
	return int64(day)*86400 + int64(h*3600+m*60+s), true
}
