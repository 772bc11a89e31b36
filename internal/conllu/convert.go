package conllu

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// ToDoc returns the text of the sentence and its words as tokens with spans in
// that text. The text is the comment "text" where every word can be found in it,
// else the forms joined by spaces. Words of a contraction share out its letters
// if they spell it, else each has the whole of it. Heads count from 0.
func (s *Sentence) ToDoc() (text string, sent doc.Sentence) {
	if t, ok := s.Comment("text"); ok {
		if tokens, ok := s.align(t); ok {
			return t, doc.Sentence{Span: doc.Span{End: len(t)}, Tokens: tokens}
		}
	}
	var b strings.Builder
	end := 0 // last word already written as part of a contraction
	for _, r := range s.Rows {
		if r.ID.Sub != 0 || r.ID.Word() && r.ID.From <= end {
			continue
		}
		b.WriteString(r.Form)
		if !strings.Contains("|"+r.Misc+"|", "|SpaceAfter=No|") {
			b.WriteByte(' ')
		}
		end = max(end, r.ID.To)
	}
	text = strings.TrimRight(b.String(), " ")
	tokens, ok := s.align(text)
	if !ok { // forms with blanks at their edges: give up on the surface
		text, tokens = s.plain()
	}
	return text, doc.Sentence{Span: doc.Span{End: len(text)}, Tokens: tokens}
}

// plain joins the forms of the words by spaces.
func (s *Sentence) plain() (string, []doc.Token) {
	var b strings.Builder
	var tokens []doc.Token
	for _, r := range s.Words() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		from := b.Len()
		b.WriteString(r.Form)
		tokens = append(tokens, token(r, doc.Span{Begin: from, End: b.Len()}))
	}
	return b.String(), tokens
}

func token(r Row, at doc.Span) doc.Token {
	head := r.Head - 1
	if r.Head < 0 {
		head = doc.Root
	}
	return doc.Token{Span: at, Form: r.Form, Lemma: r.Lemma, UPOS: r.UPOS, Feats: r.Feats, Head: head, Deprel: r.Deprel}
}

// align finds each word in text, in order, with nothing but blanks between.
func (s *Sentence) align(text string) ([]doc.Token, bool) {
	tokens := make([]doc.Token, 0, len(s.Rows))
	at := 0
	find := func(form string) (doc.Span, bool) {
		for at < len(text) {
			r, n := utf8.DecodeRuneInString(text[at:])
			if !unicode.IsSpace(r) || strings.HasPrefix(text[at:], form) {
				break
			}
			at += n
		}
		if !strings.HasPrefix(text[at:], form) {
			return doc.Span{}, false
		}
		sp := doc.Span{Begin: at, End: at + len(form)}
		at = sp.End
		return sp, true
	}
	var whole doc.Span // the contraction around the next words
	last := 0          // its last word
	inside := 0        // where its next word begins, if the words spell it
	for i, r := range s.Rows {
		switch {
		case r.ID.Sub != 0:
		case r.ID.To != 0:
			sp, ok := find(r.Form)
			if !ok {
				return nil, false
			}
			whole, last, inside = sp, r.ID.To, -1
			var joined strings.Builder
			for _, w := range s.Rows[i+1:] {
				if w.ID.Word() && w.ID.From <= last {
					joined.WriteString(w.Form)
				}
			}
			if joined.String() == r.Form {
				inside = sp.Begin
			}
		case r.ID.From <= last:
			sp := whole
			if inside >= 0 {
				sp = doc.Span{Begin: inside, End: inside + len(r.Form)}
				inside = sp.End
			}
			tokens = append(tokens, token(r, sp))
		default:
			sp, ok := find(r.Form)
			if !ok {
				return nil, false
			}
			tokens = append(tokens, token(r, sp))
		}
	}
	return tokens, strings.TrimSpace(text[at:]) == ""
}

// FromDoc turns a sentence of text into rows, with a comment "text". Words that
// touch and spell one contraction, as "do" and "n't", get a row of their own
// for the whole; SpaceAfter=No marks where no blank follows.
func FromDoc(text string, sent doc.Sentence) *Sentence {
	out := &Sentence{Comments: []string{" text = " + oneLine(sent.In(text))}}
	toks := sent.Tokens
	for i := 0; i < len(toks); {
		end := i + 1
		for end < len(toks) && contracted(toks[end-1], toks[end]) {
			end++
		}
		tight := end < len(toks) && toks[end].Begin == toks[end-1].End
		if end-i > 1 {
			whole := doc.Span{Begin: toks[i].Begin, End: toks[end-1].End}
			r := Row{ID: ID{From: i + 1, To: end}, Form: oneLine(whole.In(text)), Lemma: "_", Head: -1}
			if tight {
				r.Misc = "SpaceAfter=No"
			}
			out.Rows = append(out.Rows, r)
		}
		for k := i; k < end; k++ {
			t := toks[k]
			r := Row{ID: ID{From: k + 1}, Form: oneLine(t.Form), Lemma: oneLine(t.Lemma), UPOS: t.UPOS, Feats: t.Feats, Head: t.Head + 1, Deprel: t.Deprel}
			if t.Deprel == "" {
				r.Head = -1
			}
			if end-i == 1 && tight {
				r.Misc = "SpaceAfter=No"
			}
			out.Rows = append(out.Rows, r)
		}
		i = end
	}
	return out
}

// contracted says whether two neighbours were split from one written word: they
// touch and a letter meets a letter or an apostrophe.
func contracted(a, b doc.Token) bool {
	if a.End != b.Begin || a.Form == "" || b.Form == "" {
		return false
	}
	l, _ := utf8.DecodeLastRuneInString(a.Form)
	f, n := utf8.DecodeRuneInString(b.Form)
	if !unicode.IsLetter(l) {
		return false
	}
	return unicode.IsLetter(f) || (f == '\'' || f == '’') && len(b.Form) > n
}

// oneLine makes every control character and line break a space, and an empty
// string an underscore.
func oneLine(s string) string {
	if s == "" {
		return "_"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
