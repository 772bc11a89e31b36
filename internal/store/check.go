package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"entente/internal/doc"
	"entente/internal/event"
)

// Check says whether a coded document may enter a ledger: it has an id and text
// in UTF-8, its event ids differ, and every event and claim rests on words that
// are there. All faults are named; errors.Is tells ErrNoEvidence.
func Check(c *event.Coded) error {
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("document %s: "+format, append([]any{c.ID}, args...)...))
	}
	if c.ID == "" {
		fault("it has no id")
	}
	if !utf8.ValidString(c.Text) {
		fault("its text is not UTF-8")
	}
	ids := make(map[string]bool, len(c.Events))
	for i := range c.Events {
		e := &c.Events[i]
		switch {
		case e.ID == "":
			fault("event %d has no id", i)
		case ids[e.ID]:
			fault("event %s stands there twice", e.ID)
		}
		ids[e.ID] = true
		if len(e.Evidence) == 0 {
			fault("event %s: %w", e.ID, ErrNoEvidence)
		}
		for _, v := range e.Evidence {
			if err := checkSpan(v.Span, c.Text); err != nil {
				fault("event %s: %w: %w", e.ID, ErrNoEvidence, err)
			}
			if v.Trigger == (doc.Span{}) {
				continue
			}
			if err := checkSpan(v.Trigger, c.Text); err != nil {
				fault("event %s: trigger: %w: %w", e.ID, ErrNoEvidence, err)
			}
		}
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		spans := append([]doc.Span{cl.Span}, cl.Hedges...)
		if cl.Attribution != (doc.Span{}) {
			spans = append(spans, cl.Attribution)
		}
		if cl.Line != nil {
			spans = append(spans, cl.Line.Condition)
		}
		for _, s := range spans {
			if err := checkSpan(s, c.Text); err != nil {
				fault("claim %s: %w: %w", cl.ID, ErrNoEvidence, err)
			}
		}
	}
	return errors.Join(errs...)
}

// checkSpan checks that words are there: a span in the text that is not empty and
// cuts no character.
func checkSpan(sp doc.Span, text string) error {
	switch {
	case sp.Begin < 0 || sp.End > len(text):
		return fmt.Errorf("bytes %d to %d are outside the text of %d bytes", sp.Begin, sp.End, len(text))
	case sp.Empty():
		return fmt.Errorf("bytes %d to %d are empty", sp.Begin, sp.End)
	case strings.TrimSpace(sp.In(text)) == "":
		return fmt.Errorf("bytes %d to %d are blank", sp.Begin, sp.End)
	case !boundary(text, sp.Begin) || !boundary(text, sp.End):
		return fmt.Errorf("bytes %d to %d cut a character", sp.Begin, sp.End)
	}
	return nil
}

// boundary says whether a character begins at byte i, or the text ends there.
func boundary(text string, i int) bool { return i == len(text) || text[i]&0xC0 != 0x80 }
