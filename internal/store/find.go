package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"entente/internal/event"
)

// Saying returns the numbers of the events of which one piece of evidence holds
// all the words, upper and lower case and accents alike, in ascending order;
// superseded events too. No words find nothing.
func (s *Store) Saying(ctx context.Context, words []string) ([]int64, error) {
	if len(words) == 0 {
		return nil, nil
	}
	conds := make([]string, len(words))
	args := make([]any, len(words))
	for i, w := range words {
		conds[i], args[i] = "contains(said, lower(strip_accents(?)))", clean(w)
	}
	var out []int64
	err := s.each(ctx, "SELECT DISTINCT event FROM (SELECT event, lower(strip_accents(words)) AS said FROM evidence) WHERE "+strings.Join(conds, " AND ")+" ORDER BY event",
		func(scan func(...any) error) error {
			var n int64
			if err := scan(&n); err != nil {
				return err
			}
			out = append(out, n)
			return nil
		}, args...)
	if err != nil {
		return nil, fmt.Errorf("events that say %q: %w", strings.Join(words, " "), err)
	}
	return out, nil
}

// Said calls f with each piece of evidence of the events after one, in order, its
// words in small letters and without accents: as [Store.Saying] compares them.
func (s *Store) Said(ctx context.Context, after int64, f func(event int64, words string)) error {
	err := s.each(ctx, "SELECT event, lower(strip_accents(words)) FROM evidence WHERE event > ? ORDER BY event, position", func(scan func(...any) error) error {
		var n int64
		var words string
		if err := scan(&n, &words); err != nil {
			return err
		}
		f(n, words)
		return nil
	}, after)
	if err != nil {
		return fmt.Errorf("words of the evidence: %w", err)
	}
	return nil
}

// Folded returns words in small letters and without accents, see [Store.Said].
func (s *Store) Folded(ctx context.Context, words []string) ([]string, error) {
	out := make([]string, len(words))
	for i, w := range words {
		w = clean(w)
		if strings.IndexFunc(w, func(r rune) bool { return r >= 0x80 }) < 0 {
			out[i] = strings.ToLower(w)
			continue
		}
		if err := s.duck.QueryRowContext(ctx, "SELECT lower(strip_accents(?))", w).Scan(&out[i]); err != nil {
			return nil, fmt.Errorf("fold %q: %w", w, ledgerError(err))
		}
	}
	return out, nil
}

// Mentions is how often current documents name an actor, by its id or by the
// country it acts for.
func (s *Store) Mentions(ctx context.Context, actor string) (int, error) {
	var n int
	if err := s.duck.QueryRowContext(ctx, `SELECT coalesce(sum(a.mentions), 0)::BIGINT FROM actors_seen a JOIN current_documents d ON d.coding = a.coding
		WHERE a.actor = ? OR a.country = ?`, clean(actor), clean(actor)).Scan(&n); err != nil {
		return 0, fmt.Errorf("mentions of %s: %w", actor, ledgerError(err))
	}
	return n, nil
}

// Coding returns a document as one coding has it, superseded ones too;
// ErrNotFound if there is none. Tokens are not kept.
func (s *Store) Coding(ctx context.Context, coding int64) (*event.Coded, error) {
	var line, text []byte
	var size int64
	err := s.docs.QueryRowContext(ctx, `SELECT c.coded, d.text, d.bytes FROM codings c JOIN documents d USING (document)
		WHERE c.coding = ? AND c.batch <= ?`, coding, s.sealed.Load()).Scan(&line, &text, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("coding %d: %w", coding, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("coding %d: %w", coding, documentsError(err))
	}
	return s.unpack(line, text, size)
}

// Text returns the stored text of a document; ErrNotFound if there is none.
func (s *Store) Text(ctx context.Context, id string) (string, error) {
	var text []byte
	var size int64
	err := s.docs.QueryRowContext(ctx, "SELECT text, bytes FROM documents WHERE id = ? AND batch <= ?", clean(id), s.sealed.Load()).Scan(&text, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("document %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return "", fmt.Errorf("document %s: %w", id, documentsError(err))
	}
	return s.unzip(text, size)
}
