package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/story"
)

// A Grouping says which documents are one story and which events one act. Of the
// whole ledger it is what holds; as kept with a batch, what changed.
type Grouping struct {
	Stories  []DocumentStory `json:"stories,omitempty"`
	Clusters []EventCluster  `json:"clusters,omitempty"`

	// Compared are the numbers of documents whose kin was looked for, and Kin is
	// what was found: it takes the place of what was known of them.
	Compared []int64   `json:"-"`
	Kin      []Kinship `json:"-"`
}

// A Kinship is of a document to an earlier one, both by number.
type Kinship struct {
	Document, Other int64
	Kin             Kin // Copy or Derived
}

// Kin is how a document belongs to its story.
type Kin string

// The kinds of kin.
const (
	First   Kin = "first"   // nothing in the story was added earlier
	Copy    Kin = "copy"    // of another, perhaps cut or retitled
	Derived Kin = "derived" // it takes over passages
	Alone   Kin = "alone"   // no other is left in the story
)

// A DocumentStory is one row of document_stories.
type DocumentStory struct {
	Document string `json:"document"`
	Story    string `json:"story"`
	Kin      Kin    `json:"kin"`
	Origin   string `json:"origin,omitempty"`
	Basis    string `json:"basis,omitempty"`
}

// An EventCluster is one row of event_clusters.
type EventCluster struct {
	Event   int64  `json:"event"` // its number
	Cluster string `json:"cluster"`
}

// Held returns the grouping as it holds after a batch, of each document and event
// the last row, in order of document and event; of batch 0 as it holds now.
func (s *Store) Held(ctx context.Context, batch int64) (*Grouping, error) {
	if batch == 0 {
		batch = s.Batch()
	}
	return s.held(ctx, batch, "", "")
}

// HeldOf is Held now, of some documents and events only, by id and number.
func (s *Store) HeldOf(ctx context.Context, documents []string, events []int64) (*Grouping, error) {
	return s.held(ctx, s.Batch(), "AND document IN (SELECT unnest(string_split("+quote(strings.Join(documents, ","))+", ',')))",
		"AND event IN (SELECT unnest(string_split("+quote(numbers(events))+", ',')::BIGINT[]))")
}

func (s *Store) held(ctx context.Context, batch int64, documents, events string) (*Grouping, error) {
	g := new(Grouping)
	err := s.each(ctx, `SELECT document, arg_max(story, batch), arg_max(kin, batch),
		arg_max(struct_pack(o := origin), batch).o, arg_max(struct_pack(o := origin_basis), batch).o
		FROM document_stories WHERE batch <= ? `+documents+` GROUP BY document ORDER BY document`, func(scan func(...any) error) error {
		var d DocumentStory
		var origin, basis sql.NullString
		if err := scan(&d.Document, &d.Story, &d.Kin, &origin, &basis); err != nil {
			return err
		}
		d.Origin, d.Basis = origin.String, basis.String
		g.Stories = append(g.Stories, d)
		return nil
	}, batch)
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, `SELECT event, arg_max(cluster, batch) FROM event_clusters WHERE batch <= ? `+events+` GROUP BY event ORDER BY event`, func(scan func(...any) error) error {
		var e EventCluster
		if err := scan(&e.Event, &e.Cluster); err != nil {
			return err
		}
		g.Clusters = append(g.Clusters, e)
		return nil
	}, batch)
	return g, err
}

// numbers writes numbers with commas between; none are -1, which is no number of
// a row.
func numbers(ns []int64) string {
	if len(ns) == 0 {
		return "-1"
	}
	var b []byte
	for i, n := range ns {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}

// Group adds a grouping as a batch without documents, or nothing if it changes
// nothing. It reaches both files or neither, as documents do (see [Store.Append]).
// Changes are rows to add to what [Store.Held] returns; method is name@version, and
// through the last batch that was looked at.
func (s *Store) Group(ctx context.Context, changes *Grouping, through int64, program, method string) error {
	if s.opt.ReadOnly {
		return ErrReadOnly
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("group: the ledger is closed")
	}
	if err := s.complete(ctx); err != nil {
		return fmt.Errorf("group: complete an earlier batch: %w", err)
	}
	b := batch{number: s.sealed.Load() + 1, added: s.opt.Now().UTC().Truncate(time.Microsecond), program: program, codebook: method, grouping: changes}
	if through >= s.sealed.Load() {
		through = b.number // the grouping itself brings nothing to group
	}
	empty := len(changes.Stories)+len(changes.Clusters) == 0
	if empty {
		b.grouping, through = nil, min(through, s.sealed.Load())
	}
	if err := s.keepGrouping(ctx, b, changes, groupedValue(through, method)); err != nil {
		return fmt.Errorf("group: %w", documentsError(err))
	}
	if empty {
		return nil
	}
	if err := s.write(context.WithoutCancel(ctx), b); err != nil {
		return fmt.Errorf("group: %w", err)
	}
	return nil
}

// keepGrouping puts a grouping into documents.sqlite in one transaction, and notes
// how far things are grouped. Without a grouping the batch is not made.
func (s *Store) keepGrouping(ctx context.Context, b batch, changes *Grouping, grouped string) error {
	tx, err := s.docs.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err = keepKin(ctx, tx, changes); err == nil && b.grouping != nil {
		var line []byte
		if line, err = json.Marshal(b.grouping); err == nil {
			_, err = tx.ExecContext(ctx, "INSERT INTO batches VALUES (?, ?, ?, ?)", b.number, b.added.Format(time.RFC3339Nano), clean(b.program), clean(b.codebook))
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, "INSERT INTO groupings VALUES (?, ?)", b.number, s.enc.EncodeAll(line, nil))
		}
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, noteGrouped, grouped)
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// noteGrouped notes up to which batch all is grouped, and how.
const noteGrouped = "INSERT OR REPLACE INTO meta VALUES ('grouped', ?)"

func groupedValue(batch int64, method string) string {
	return fmt.Sprintf("%d %s", batch, clean(method))
}

// Grouped returns the last batch that is grouped by this method, 0 if none is.
func (s *Store) Grouped(ctx context.Context, method string) (int64, error) {
	var v string
	err := s.docs.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'grouped'").Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, documentsError(err)
	}
	batch, by, _ := strings.Cut(v, " ")
	if by != clean(method) {
		return 0, nil
	}
	n, err := strconv.ParseInt(batch, 10, 64)
	if err != nil {
		return 0, damaged(documentsFile, err)
	}
	return n, nil
}

// loadGrouping reads the grouping of a batch back, nil if it has none.
func (s *Store) loadGrouping(ctx context.Context, batch int64) (*Grouping, error) {
	var line []byte
	err := s.docs.QueryRowContext(ctx, "SELECT changes FROM groupings WHERE batch = ?", batch).Scan(&line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, documentsError(err)
	}
	b, err := s.dec.DecodeAll(line, nil)
	if err != nil {
		return nil, damaged(documentsFile, err)
	}
	g := new(Grouping)
	if err := json.Unmarshal(b, g); err != nil {
		return nil, damaged(documentsFile, err)
	}
	return g, nil
}

// sketch is that of the paragraphs of a document: not of its title, which copies
// change, nor of what the outlet puts around it.
func sketch(c *event.Coded) story.Sketch {
	var parts []string
	for _, seg := range c.Segments {
		if seg.Kind == doc.Body && seg.DuplicateOf.IsZero() && seg.Begin >= 0 && seg.End <= len(c.Text) && !seg.Empty() {
			parts = append(parts, seg.In(c.Text))
		}
	}
	if parts == nil {
		parts = []string{c.Text}
	}
	return story.Of(parts...)
}

// dateline is the beginning of an agency's report: "BISHKEK, Jan. 27 (Reuters) -".
var dateline = regexp.MustCompile(`^\s*\p{Lu}[^()\n]{0,60}\((\p{Lu}[^()\n]{1,39})\)\s*[-–—:]`)

// credit is whom the first lines of a document name as the source of the text,
// "" if nobody.
func credit(c *event.Coded) string {
	n := 0
	for _, seg := range c.Segments {
		if seg.Kind != doc.Body || seg.Begin < 0 || seg.End > len(c.Text) || seg.Empty() {
			continue
		}
		if m := dateline.FindStringSubmatch(seg.In(c.Text)[:min(seg.Len(), 200)]); m != nil {
			return strings.ToValidUTF8(strings.TrimSpace(m[1]), "")
		}
		if n++; n == 2 {
			break
		}
	}
	return ""
}

func packSketch(s story.Sketch) []byte {
	out := make([]byte, 0, 8*len(s))
	for _, h := range s {
		out = binary.LittleEndian.AppendUint64(out, h)
	}
	return out
}

// unpackSketch appends to out what packSketch made.
func unpackSketch(out story.Sketch, b []byte) story.Sketch {
	for ; len(b) >= 8; b = b[8:] {
		out = append(out, binary.LittleEndian.Uint64(b))
	}
	return out
}

// A Regrouped is a row of the history of event clusters.
type Regrouped struct {
	Batch int64
	EventCluster
}

// Regroupings returns the rows of event_clusters in the order they were added,
// then of event. The last of an event holds.
func (s *Store) Regroupings(ctx context.Context) ([]Regrouped, error) {
	var out []Regrouped
	err := s.each(ctx, "SELECT batch, event, cluster FROM event_clusters WHERE batch <= ? ORDER BY batch, event", func(scan func(...any) error) error {
		var r Regrouped
		if err := scan(&r.Batch, &r.Event, &r.Cluster); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	}, s.Batch())
	return out, err
}
